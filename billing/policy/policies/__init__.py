"""The warranty policy of one day, as plain frozen data: no database, no clock. The rules of `billing.claims` ask it.

Amounts are minor units of `currency`; percentages are Decimals (15 means 15 %). Each part carries the number of its clause,
which is what a station sees beside a cut. How each field is read, asked for and said is in `billing.policy.chapters`.
"""

from billing.policy.policies.coverage import ANY, Coverage, Exclusion, Region, add_months
from billing.policy.policies.guarantees import Guarantee, GuardedComponent
from billing.policy.policies.kinds import (
    FirstMaintenance,
    FixedFee,
    Goodwill,
    GoodwillLimit,
    PhotoRule,
    Preauthorisation,
    PreDelivery,
)
from billing.policy.policies.limits import Limits
from billing.policy.policies.outbound import HIGHWAY, HUNDRED, NIGHT, PLATEAU, Band, Outbound, OutboundFee
from billing.policy.policies.policy import Policy
from billing.policy.policies.rates import HourRate, Labour, Markup, Parts, TimeNorm
from billing.policy.policies.returns import OldPartLine, OldPartRule, OldParts, PartWarranty, RepairWarranty

__all__ = [
    "ANY",
    "HIGHWAY",
    "HUNDRED",
    "NIGHT",
    "PLATEAU",
    "Band",
    "Coverage",
    "Exclusion",
    "FirstMaintenance",
    "FixedFee",
    "Goodwill",
    "GoodwillLimit",
    "Guarantee",
    "GuardedComponent",
    "HourRate",
    "Labour",
    "Limits",
    "Markup",
    "OldPartLine",
    "OldPartRule",
    "OldParts",
    "Outbound",
    "OutboundFee",
    "PartWarranty",
    "Parts",
    "PhotoRule",
    "Policy",
    "PreDelivery",
    "Preauthorisation",
    "Region",
    "RepairWarranty",
    "TimeNorm",
    "add_months",
]
