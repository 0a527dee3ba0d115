"""Warranty of spare parts: it runs from the day on which the part was fitted, not from the sale of the vehicle."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import PartWarranty, Policy, add_months


def _promise(line: LineFacts, facts: ClaimFacts, policy: Policy) -> PartWarranty | None:
    if facts.type != ClaimType.PARTS_WARRANTY:
        return None
    return policy.part_warranty_of(line.component_code)


@line_rule(
    "spare_part.none",
    _("Spare parts of component %(component)s have no warranty in this policy."),
    kinds=(LineKind.PART,),
    reason=Reason.NOT_COVERED,
)
def not_promised(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a spare part that no line covers."""
    if facts.type != ClaimType.PARTS_WARRANTY or _promise(line, facts, policy):
        return None
    return Finding(Outcome.REJECT, params={"component": line.component_code or "–"})


@line_rule(
    "spare_part.not_fitted",
    _("When part %(part)s was fitted is not known: say the day and mileage, or claim it as warranty."),
    kinds=(LineKind.PART,),
    reason=Reason.EVIDENCE_MISSING,
)
def not_fitted(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a causal spare part without the day on which it was fitted."""
    promise = _promise(line, facts, policy)
    if promise is None or not line.is_causal or line.fitted_on is not None:
        return None
    return Finding(Outcome.REJECT, promise.clause, params={"part": line.part_number or "–"})


@line_rule(
    "spare_part.months",
    _("The part was fitted on %(fitted_on)s and covered for %(months)d months, until %(until)s."),
    kinds=(LineKind.PART,),
    reason=Reason.NOT_COVERED,
)
def part_months(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a spare part that failed after its months."""
    promise = _promise(line, facts, policy)
    if promise is None or line.fitted_on is None:
        return None
    until = add_months(line.fitted_on, promise.months)
    if line.fitted_on <= (facts.failed_on or facts.repair_finished_on) <= until:
        return None
    told = {"fitted_on": line.fitted_on, "months": promise.months, "until": until}
    return Finding(Outcome.REJECT, promise.clause, params=told)


@line_rule(
    "spare_part.mileage",
    _("The part was covered for %(limit_km)d km from its fitting; the vehicle has run %(driven_km)d km since."),
    kinds=(LineKind.PART,),
    reason=Reason.NOT_COVERED,
)
def part_mileage(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a spare part beyond its mileage."""
    promise = _promise(line, facts, policy)
    if promise is None or line.fitted_km is None or facts.mileage_km is None:
        return None
    driven = facts.mileage_km - line.fitted_km
    if driven <= promise.mileage_km:
        return None
    return Finding(Outcome.REJECT, promise.clause, params={"limit_km": promise.mileage_km, "driven_km": driven})
