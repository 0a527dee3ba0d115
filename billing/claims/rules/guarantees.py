"""The three guarantees (三包) and what contracts promise instead: a warning with its clause when exchange or return comes near.

None of these rules takes money from a line; they tell station and reviewer that the next repair is not just a repair.
"""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimType, LineKind, Outcome
from billing.claims.rules.registry import Finding, claim_rule
from billing.claims.rules.verdicts import ClaimFacts, EarlierLine
from billing.policy.choices import GuardRole
from billing.policy.policies import Guarantee, Policy, add_months

COUNTED = (ClaimType.WARRANTY, ClaimType.PARTS_WARRANTY, ClaimType.CAMPAIGN, ClaimType.GOODWILL)


@claim_rule(
    "guarantee.repair_days",
    _(
        "With this repair the vehicle was %(days)d days in workshops; above %(limit)d days %(basis)s gives exchange or return."
    ),
)
def repair_days(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Warn when the days in workshops add up to more than is promised; less than a day counts as one."""
    promise = _promise(facts, policy)
    if promise is None or not promise.repair_days:
        return None
    spent = days_of(facts.repair_started_on, facts.repair_finished_on)
    spent += sum(days_of(repair.started_on, repair.finished_on) for repair in _repairs(facts))
    if spent <= promise.repair_days:
        return None
    return _warn(promise, days=spent, limit=promise.repair_days)


@claim_rule(
    "guarantee.same_fault",
    _("Repair %(times)d of fault %(fault)s; above %(limit)d times %(basis)s gives exchange or return."),
)
def same_fault(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Warn when one fault was repaired more often than is promised."""
    promise = _promise(facts, policy)
    if promise is None or not promise.same_fault or not facts.failure_code:
        return None
    times = 1 + sum(repair.failure_code == facts.failure_code for repair in _repairs(facts))
    if times <= promise.same_fault:
        return None
    return _warn(promise, fault=facts.failure_code, times=times, limit=promise.same_fault)


@claim_rule(
    "guarantee.safety_fault",
    _(
        "Repair %(times)d of safety component %(component)s; if it is not cured after %(limit)d, %(basis)s gives exchange or return."
    ),
)
def safety_fault(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Warn when a serious safety fault is repaired for the promised number of times or more."""
    promise = _promise(facts, policy)
    if promise is None or not promise.safety_fault:
        return None
    for component in sorted({line.component_code for line in facts.lines if line.is_causal}):
        if policy.is_guarded(GuardRole.SAFETY, component):
            times = 1 + len({line.claim for line in _earlier(facts) if line.component_code == component})
            if times >= promise.safety_fault:
                return _warn(promise, component=component, times=times, limit=promise.safety_fault)
    return None


@claim_rule(
    "guarantee.assembly",
    _("Replacement %(times)d of assembly %(part)s; after %(limit)d times %(basis)s gives exchange or return."),
)
def assembly(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Warn when engine, gearbox, battery or motor is replaced for the promised number of times."""
    promise = _promise(facts, policy)
    return _replaced(facts, policy, promise, GuardRole.ASSEMBLY, promise.assembly if promise else 0)


@claim_rule(
    "guarantee.main_part",
    _("Replacement %(times)d of main part %(part)s; after %(limit)d times %(basis)s gives exchange or return."),
)
def main_part(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Warn when the same main part is replaced for the promised number of times."""
    promise = _promise(facts, policy)
    return _replaced(facts, policy, promise, GuardRole.MAIN_PART, promise.main_part if promise else 0)


@claim_rule(
    "guarantee.loan_car",
    _(
        "The repair took %(days)d days; above %(limit)d days %(basis)s gives a loan car or %(due_minor)s of transport compensation."
    ),
)
def loan_car(facts: ClaimFacts, policy: Policy) -> Finding | None:
    """Warn when a repair took so long that a loan car or compensation is due for the days beyond."""
    promise = _promise(facts, policy)
    if promise is None or not promise.loan_days:
        return None
    days = days_of(facts.repair_started_on, facts.repair_finished_on)
    if days <= promise.loan_days:
        return None
    due = (days - promise.loan_days) * promise.loan_minor_per_day
    return _warn(promise, days=days, limit=promise.loan_days, due_minor=due)


def days_of(started_on: date | None, finished_on: date) -> int:
    """Return the days that a repair took: at least one."""
    return max(1, (finished_on - started_on).days) if started_on else 1


def _promise(facts: ClaimFacts, policy: Policy) -> Guarantee | None:
    """Return the guarantee that the vehicle enjoys on the day of the repair; it ends with months or mileage."""
    if facts.type not in COUNTED or facts.sold_on is None:
        return None
    promise = policy.guarantee_of(facts.model_code, facts.usage)
    if promise is None or facts.repair_finished_on > add_months(facts.sold_on, promise.months):
        return None
    return promise if (facts.mileage_km or 0) <= promise.mileage_km else None


def _earlier(facts: ClaimFacts) -> Iterator[EarlierLine]:
    """Yield what was done before for which the manufacturer answers."""
    return (line for line in facts.earlier if line.type in COUNTED and line.finished_on <= facts.repair_finished_on)


def _repairs(facts: ClaimFacts) -> list[EarlierLine]:
    """Return one line of each earlier repair."""
    found: dict[UUID | None, EarlierLine] = {line.claim: line for line in _earlier(facts)}
    return list(found.values())


def _replaced(
    facts: ClaimFacts, policy: Policy, promise: Guarantee | None, role: GuardRole, limit: int
) -> Finding | None:
    if promise is None or not limit:
        return None
    for line in facts.lines:
        if line.kind == LineKind.PART and policy.is_guarded(role, line.component_code, line.part_number):
            before = {one.claim for one in _earlier(facts) if one.part_number == line.part_number}
            if 1 + len(before) >= limit:
                return _warn(promise, part=line.part_number, times=1 + len(before), limit=limit)
    return None


def _warn(promise: Guarantee, **told: str | int) -> Finding:
    return Finding(Outcome.REFER, promise.clause, params={"basis": promise.basis, **told})
