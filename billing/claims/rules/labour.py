"""Labour: hours against the norm, the price of an hour against rate and coefficient."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts, before
from billing.policy.policies import Policy
from common.money import times


def norm_of(line: LineFacts, facts: ClaimFacts, policy: Policy) -> tuple[Decimal | None, str]:
    """Return the standard hours of the operation on this model, and the clause that says so."""
    norm = policy.labour.norm(line.operation_code, facts.model_code)
    return (norm.hours, norm.clause) if norm else (line.standard_hours, policy.labour.clause)


def hours_before(line: LineFacts, facts: ClaimFacts) -> Decimal:
    """Return the hours of the same operation that the lines before claim: an operation has its norm once."""
    if not line.operation_code:
        return Decimal(0)
    same = (one.hours for one in before(line, facts) if one.operation_code == line.operation_code)
    return sum(same, Decimal(0))


@line_rule(
    "labour.hours",
    _("Operation %(operation)s has a norm of %(norm)s h; %(hours)s h were claimed."),
    kinds=(LineKind.LABOUR,),
    reason=Reason.LABOUR_ABOVE_NORM,
)
def above_norm(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut hours above the norm of the policy's time catalogue, else of the catalogue; lines of the same operation share it."""
    norm, clause = norm_of(line, facts, policy)
    used = hours_before(line, facts)
    if norm is None or used + line.hours <= norm:
        return None
    told = {"operation": line.operation_code, "norm": norm, "hours": used + line.hours}
    return Finding(Outcome.CUT, clause, times(line.unit_price_minor, max(Decimal(0), norm - used)), told)


@line_rule(
    "labour.rate",
    _("An hour is paid with %(allowed_minor)s (coefficient %(coefficient)s); %(claimed_minor)s was claimed."),
    kinds=(LineKind.LABOUR,),
    reason=Reason.PRICE_ABOVE_LIST,
)
def above_rate(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Cut a price of an hour above rate times coefficient."""
    allowed = policy.hour_minor(facts.labour_coefficient, facts.station_level)
    if line.unit_price_minor <= allowed:
        return None
    norm, _clause = norm_of(line, facts, policy)
    hours = line.hours if norm is None else min(line.hours, max(Decimal(0), norm - hours_before(line, facts)))
    told = {
        "allowed_minor": allowed,
        "claimed_minor": line.unit_price_minor,
        "coefficient": facts.labour_coefficient,
    }
    return Finding(Outcome.CUT, policy.labour.clause, times(allowed, hours), told)


@line_rule(
    "labour.unknown_operation",
    _("Operation %(operation)s is not in the labour catalogue, so there is no norm to compare with."),
    kinds=(LineKind.LABOUR,),
)
def unknown_operation(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look at labour without a norm."""
    if norm_of(line, facts, policy)[0] is not None:
        return None
    return Finding(Outcome.REFER, policy.labour.clause, params={"operation": line.operation_code or "–"})
