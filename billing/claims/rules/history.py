"""What was before: the same work on the same vehicle, the mileage going back."""

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome, Reason
from billing.claims.rules.registry import Finding, claim_rule, line_rule
from billing.claims.rules.verdicts import ClaimFacts, EarlierLine, LineFacts
from billing.policy.choices import GuardRole, RepairDepth
from billing.policy.policies import Policy, RepairWarranty


@line_rule(
    "repeat.same_work",
    _("The same work on this vehicle was claimed on %(finished_on)s, less than %(days)d days before."),
    kinds=(LineKind.LABOUR, LineKind.PART),
    reason=Reason.DUPLICATE,
)
def same_work(line: LineFacts, facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse an operation or part that was claimed for the vehicle within the repeat period: rework is the station's."""
    if facts.type == ClaimType.PARTS_WARRANTY:
        return None  # that a fitted part failed again is what such a claim is about
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


@claim_rule(
    "repeat.rework",
    _(
        "The same fault was repaired here on %(finished_on)s; the workshop answers for that repair for %(days)d days or %(limit_km)s km."
    ),
    reason=Reason.DUPLICATE,
)
def rework(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Refuse a fault that comes back within the warranty of the workshop's own repair: it is put right free of charge."""
    for before in facts.earlier:
        if not (before.is_own and _same(facts.failure_code, before.failure_code)):
            continue
        promise = policy.repair_warranty_of(_depth(before, policy))
        if promise is not None and _still(promise, before, facts):
            told = {"finished_on": before.finished_on, "days": promise.days, "limit_km": promise.mileage_km}
            return Finding(Outcome.REJECT, promise.clause, params=told)
    return None


def _depth(before: EarlierLine, policy: Policy) -> RepairDepth:
    replaced = before.part_number and policy.is_guarded(GuardRole.ASSEMBLY, before.component_code, before.part_number)
    return RepairDepth.OVERHAUL if replaced else RepairDepth.MINOR


def _still(promise: RepairWarranty, before: EarlierLine, facts: ClaimFacts) -> bool:
    failed_on = facts.failed_on or facts.repair_finished_on
    known = before.mileage_km is not None and facts.mileage_km is not None
    driven = (facts.mileage_km or 0) - (before.mileage_km or 0) if known else 0
    return 0 <= (failed_on - before.finished_on).days <= promise.days and driven <= promise.mileage_km
