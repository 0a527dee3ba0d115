"""Chapters about what is promised: coverage, exclusions, the guarantees, spare parts, fixed fees, goodwill."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from billing.policy.chapters.blocks import Chapter, Figures, Table
from billing.policy.chapters.fields import Amount, Code, Codes, Pick, Share, Whole, Words
from billing.policy.chapters.words import CLAUSE, COMPONENT, KM, MODEL, MONTHS, ONE_COMPONENT, USAGE, days
from billing.policy.choices import GuardRole, RepairDepth
from billing.policy.policies import (
    HUNDRED,
    Coverage,
    Exclusion,
    FirstMaintenance,
    FixedFee,
    Goodwill,
    GoodwillLimit,
    Guarantee,
    GuardedComponent,
    PartWarranty,
    PreDelivery,
    Region,
    RepairWarranty,
)

GRANTERS = (Role.CLAIMS_REVIEWER, Role.FINAL_REVIEWER, Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT)
TIMES = _("%(n)s times")


def _granters() -> list[tuple[str, Any]]:
    return [(role.value, role.label) for role in GRANTERS]


def _shares_make_a_whole(goodwill: Goodwill) -> str | None:
    shares = goodwill.manufacturer_percent + goodwill.station_percent + goodwill.customer_percent
    return None if shares + goodwill.supplier_percent == HUNDRED else "manufacturer_percent"


FEES = Table(
    name="fees",
    title=_("Fees by model"),
    make=FixedFee,
    fields=(
        CLAUSE,
        Code(name="model", label=_("Model"), key=True, source="model", wild=False),
        Amount(name="fee_minor", label=_("Fixed fee")),
    ),
)

COVERAGE = Chapter(
    code="coverage",
    title=_("Coverage"),
    explain=_("The most precise line holds: component before usage, region and model. “any” stands for all others."),
    tables=(
        Table(
            name="coverage",
            title=_("Covered from the day of sale"),
            make=Coverage,
            at_least=1,
            fields=(
                CLAUSE,
                MODEL,
                COMPONENT,
                USAGE,
                Code(name="region", label=_("Region"), key=True, source="region"),
                MONTHS,
                KM,
            ),
        ),
        Table(
            name="regions",
            title=_("Regions with conditions of their own"),
            explain=_("The station's province decides. Write provinces as they stand on the stations' pages."),
            make=Region,
            fields=(
                CLAUSE,
                Code(name="code", label=_("Code of the region"), key=True, most=12, wild=False),
                Words(name="name_zh", label=_("Chinese name"), most=40),
                Words(name="name_en", label=_("English name"), most=40),
                Codes(name="provinces", label=_("Provinces")),
            ),
        ),
    ),
)

EXCLUSIONS = Chapter(
    code="exclusions",
    title=_("Exclusions"),
    explain=_("Never covered by warranty; goodwill may pay it."),
    tables=(
        Table(
            name="exclusions",
            title=_("Excluded components"),
            make=Exclusion,
            fields=(
                CLAUSE,
                ONE_COMPONENT,
                USAGE,
                Words(name="reason_zh", label=_("Reason (Chinese)")),
                Words(name="reason_en", label=_("Reason (English)")),
            ),
        ),
    ),
)

GUARANTEES = Chapter(
    code="guarantees",
    title=_("Three guarantees and contract"),
    explain=_(
        "From when on exchange or return is due: by law for household cars, by contract for the others. 0 means that it is not promised."
    ),
    tables=(
        Table(
            name="guarantees",
            title=_("Promises side by side"),
            make=Guarantee,
            fields=(
                CLAUSE,
                Words(name="basis", label=_("Basis"), most=60),
                USAGE,
                MODEL,
                MONTHS,
                KM,
                days("repair_days", _("Days in repair, more than")),
                Whole(name="same_fault", label=_("Same fault repaired, more than"), unit=TIMES),
                Whole(name="safety_fault", label=_("Serious safety fault"), unit=TIMES),
                Whole(name="assembly", label=_("Assembly replaced"), unit=TIMES),
                Whole(name="main_part", label=_("Same main part replaced"), unit=TIMES),
                days("loan_days", _("Loan car after")),
                Amount(name="loan_minor_per_day", label=_("Instead of a loan car, a day")),
            ),
        ),
        Table(
            name="guarded",
            title=_("What counts as assembly, main part or safety"),
            make=GuardedComponent,
            fields=(
                CLAUSE,
                ONE_COMPONENT,
                Code(name="part", label=_("Part number"), key=True, source="part"),
                Pick(name="role", label=_("Counts as"), key=True, choices=GuardRole),
            ),
        ),
    ),
)

SPARE_PARTS = Chapter(
    code="spare_parts",
    title=_("Spare parts and repairs"),
    explain=_("Spare parts are covered from the day on which they were fitted; the workshop answers for its repairs."),
    tables=(
        Table(
            name="parts_warranty",
            title=_("Warranty of spare parts"),
            make=PartWarranty,
            fields=(CLAUSE, COMPONENT, MONTHS, KM),
        ),
        Table(
            name="repair_warranty",
            title=_("Warranty of repairs"),
            explain=_("Whichever ends first, from completion; rework begins it anew."),
            make=RepairWarranty,
            fields=(
                CLAUSE,
                Pick(name="kind", label=_("Depth of the repair"), key=True, choices=RepairDepth),
                days("days", _("Days")),
                KM,
            ),
        ),
    ),
)

MAINTENANCE = Chapter(
    code="maintenance",
    title=_("First maintenance"),
    figures=Figures(
        name="first_maintenance",
        title=_("First maintenance"),
        make=FirstMaintenance,
        fields=(
            CLAUSE,
            Amount(name="fee_minor", label=_("Fixed fee")),
            Whole(name="months", label=_("Due within (months)"), unit=_("%(n)s months")),
            Whole(name="mileage_km", label=_("Due within (km)"), unit=_("%(n)s km")),
        ),
        tables=(FEES,),
    ),
)

PRE_DELIVERY = Chapter(
    code="pre_delivery",
    title=_("Pre-delivery inspection"),
    explain=_("Paid once for each vehicle, before it is sold."),
    figures=Figures(
        name="pre_delivery",
        title=_("Pre-delivery inspection"),
        make=PreDelivery,
        optional=True,
        fields=(CLAUSE, Amount(name="fee_minor", label=_("Fixed fee"))),
        tables=(FEES,),
    ),
)

GOODWILL = Chapter(
    code="goodwill",
    title=_("Goodwill"),
    explain=_("The shares make 100 together. The station is paid the manufacturer's and the supplier's."),
    figures=Figures(
        name="goodwill",
        title=_("Who bears what"),
        make=Goodwill,
        optional=True,
        check=_shares_make_a_whole,
        fields=(
            CLAUSE,
            Share(name="manufacturer_percent", label=_("Manufacturer (%)"), most=HUNDRED),
            Share(name="supplier_percent", label=_("Supplier (%)"), most=HUNDRED),
            Share(name="station_percent", label=_("Station (%)"), most=HUNDRED),
            Share(name="customer_percent", label=_("Customer (%)"), most=HUNDRED),
            Whole(
                name="months_after",
                label=_("At most after the warranty (months)"),
                unit=_("%(n)s months"),
                help=_("0: no limit."),
            ),
        ),
        tables=(
            Table(
                name="limits",
                title=_("Who may grant how much"),
                make=GoodwillLimit,
                fields=(
                    CLAUSE,
                    Pick(name="role", label=_("Role"), key=True, choices=_granters),
                    Amount(name="limit_minor", label=_("Up to")),
                ),
            ),
        ),
    ),
)
