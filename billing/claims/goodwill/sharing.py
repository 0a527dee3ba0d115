"""Who bears what of goodwill: the shares of the claim's policy, in money. The station is paid the manufacturer's and the supplier's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.chargeback.split import exactly, share_down
from billing.claims.choices import ClaimType
from billing.claims.models import Claim, ClaimLine
from billing.policy.policies import HUNDRED
from billing.policy.selectors import policy_of
from common.money import times
from common.text import Text


@dataclass(frozen=True, slots=True)
class Borne:
    """What one party bears: `percent` of the whole, `minor` in money."""

    party: Text
    percent: Decimal
    minor: int


def supplier_percent(claim: Claim) -> Decimal | None:
    """Return which part of what the station is paid the supplier bears, in percent; None when the policy does not say (its contract does)."""
    rule = policy_of(claim.policy).goodwill
    if claim.type != ClaimType.GOODWILL or not rule.clause:
        return None
    if not rule.paid_percent:
        return Decimal(0)
    return exactly(rule.supplier_percent / rule.paid_percent * HUNDRED)


def charged_lines(claim: Claim, lines: Sequence[ClaimLine]) -> Iterator[tuple[ClaimLine, ClaimLine]]:
    """Yield (line, causal part) of each line of which a supplier bears something.

    Under warranty that is the causal part itself; of goodwill the supplier of the causal part bears its share of every line.
    """
    percent = supplier_percent(claim)
    if percent is None:
        yield from ((line, line) for line in lines if line.is_causal and line.part_number and line.final_minor)
        return
    causal = next((line for line in claim.lines.all() if line.is_causal and line.part_number), None)
    if percent and causal is not None:
        yield from ((line, causal) for line in lines if line.final_minor)


def borne(claim: Claim) -> list[Borne]:
    """Return who bears what: of what was given, or of what the policy would pay of what is claimed. Empty when the policy has no shares."""
    rule = policy_of(claim.policy).goodwill
    if claim.type != ClaimType.GOODWILL or not rule.clause or not rule.paid_percent:
        return []
    given = claim.approved_minor if claim.final_minor is None else claim.final_minor
    expected = rule.paid_minor(claim.claimed_minor)
    paid = expected if given is None else given
    whole = claim.claimed_minor if paid == expected else times(paid, HUNDRED / rule.paid_percent)
    percent = supplier_percent(claim) or Decimal(0)
    supplier = sum(share_down(minor, percent) for minor in _paid_by_line(claim, paid))
    customer = times(whole, rule.customer_percent / HUNDRED) if rule.station_percent else whole - paid
    shares = (
        (_("Manufacturer"), rule.manufacturer_percent, paid - supplier),
        (_("Supplier"), rule.supplier_percent, supplier),
        (_("Station"), rule.station_percent, whole - paid - customer),
        (_("Customer"), rule.customer_percent, customer),
    )
    return [Borne(party, percent, minor) for party, percent, minor in shares]


def _paid_by_line(claim: Claim, paid_minor: int) -> list[int]:
    """Return what each line is given, as suppliers are charged line by line; the whole in one before anything is decided."""
    given = [line.approved_minor if line.final_minor is None else line.final_minor for line in claim.lines.all()]
    known = [minor for minor in given if minor is not None]
    return known if sum(known) == paid_minor else [paid_minor]
