"""What was before: the same work on the same vehicle, the mileage going back."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import ClaimFacts, LineFacts
from billing.policy.policies import Policy


@line_rule(
    "repeat.same_work",
    _("The same work on this vehicle was claimed on %(finished_on)s, less than %(days)d days before."),
    kinds=(LineKind.LABOUR, LineKind.PART),
    reason=Reason.DUPLICATE,
)
def same_work(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse an operation or part that was claimed for the vehicle within the repeat period: rework is the station's."""
    limits = policy.limits
    for before in facts.earlier:
        apart = abs((facts.repair_finished_on - before.finished_on).days)
        same = _same(line.operation_code, before.operation_code) or _same(line.part_number, before.part_number)
        if same and apart < limits.repeat_days:
            told = {"finished_on": before.finished_on, "days": limits.repeat_days}
            return Finding(Outcome.REJECT, limits.repeat_clause, params=told)
    return None


@claim_rule(
    "mileage.going_back",
    _("The odometer shows %(mileage_km)d km, but %(known_km)d km were read before."),
)
def going_back(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Have a person look when the mileage is below one that was read earlier."""
    if facts.mileage_km is None or facts.known_mileage_km is None or facts.mileage_km >= facts.known_mileage_km:
        return None
    told = {"mileage_km": facts.mileage_km, "known_km": facts.known_mileage_km}
    return Finding(Outcome.REFER, policy.limits.repeat_clause, params=told)


def _same(one: str, other: str) -> bool:
    return bool(one) and one == other
