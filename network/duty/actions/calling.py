"""The caller's sheet: take the next check, call, write down what came of it."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import NotAllowed, WrongState
from common.history.record import record
from common.sealed import masked
from network.duty import locks, policies
from network.duty.choices import CheckStatus, DutyError
from network.duty.deadlines import unwatch_call, watch_call
from network.duty.models import CheckTry, DutyCheck, DutyPlan
from network.duty.policies import CallFacts
from network.duty.selectors import checks_for, due_now, in_hand
from network.duty.words import signs_of


@transaction.atomic
def take_next_check(*, acting_user: Actor) -> DutyCheck:
    """Take the next check to call; only now is its number shown, and history keeps who saw it. Two callers never get the same one.

    Who has one in hand gets that one again. Raises WrongState when nothing is due.
    """
    acting_user.require("dutychecks.call")
    mine = in_hand(acting_user)
    if mine is not None:
        return mine
    check = locks.lock_first(due_now(acting_user))
    if check is None:
        raise WrongState(_("No check is due now."), code=DutyError.NOTHING_DUE)
    check.move_to(CheckStatus.CALLING, begun_at=now(), caller_id=acting_user.id, caller_name=acting_user.name)
    watch_call(check)
    after = {"status": check.status, "caller_name": check.caller_name, "shown": masked(check.place.phone)}
    record(check, "duty_check.taken", acting_user, before={"status": CheckStatus.PLANNED}, after=after)
    return check


@transaction.atomic
def report_call(check_id: UUID, facts: CallFacts, *, acting_user: Actor) -> DutyCheck:
    """Write down what came of the call: it is scored, or waits for the next try.

    Raises NotAllowed unless the person has taken it, WrongState unless it is being called, Invalid for facts that can't be.
    """
    acting_user.require("dutychecks.call")
    check = locks.lock_check(checks_for(acting_user), check_id)
    if check.status != CheckStatus.CALLING:
        raise WrongState
    if check.caller_id != acting_user.id:
        raise NotAllowed(_("Somebody else has taken this check."), code=DutyError.NOT_YOUR_CALL)
    plan = check.check_draw.plan
    policies.check_facts(plan, facts)
    tries = check.tries + 1
    _keep(check, facts, acting_user)
    unwatch_call(check)
    if policies.is_final(plan, facts, tries):
        return _score(check, facts, tries, acting_user)
    return _wait(check, plan, facts, tries, acting_user)


def _keep(check: DutyCheck, facts: CallFacts, acting_user: Actor) -> None:
    answered = facts.outcome == "answered"
    CheckTry(
        duty_check=check,
        station_id=check.station_id,
        called_at=check.begun_at or now(),
        caller_id=acting_user.id,
        caller_name=acting_user.name,
        outcome=facts.outcome,
        seconds=facts.seconds if answered else None,
        right_person=facts.right_person if answered else None,
        questions_right=facts.questions_right if answered else None,
        note=facts.note.strip(),
    ).save(force_insert=True)


def _wait(check: DutyCheck, plan: DutyPlan, facts: CallFacts, tries: int, acting_user: Actor) -> DutyCheck:
    again = now() + timedelta(minutes=plan.retry_gap_minutes)
    check.move_to(CheckStatus.PLANNED, tries=tries, outcome=facts.outcome, call_from=again, begun_at=None)
    after = {"status": check.status, "outcome": check.outcome, "tries": tries, "call_from": again}
    record(check, "duty_check.tried", acting_user, before={"status": CheckStatus.CALLING}, after=after)
    return check


def _score(check: DutyCheck, facts: CallFacts, tries: int, acting_user: Actor) -> DutyCheck:
    plan, at = check.check_draw.plan, now()
    score = policies.score_of(plan, facts, tries)
    check.move_to(
        CheckStatus.SCORED,
        tries=tries,
        outcome=facts.outcome,
        score=score,
        has_passed=score >= plan.pass_score,
        scored_at=at,
        appeal_until=at + timedelta(days=plan.appeal_days),
    )
    record(
        check,
        "duty_check.scored",
        acting_user,
        before={"status": CheckStatus.CALLING},
        after={"status": check.status, "outcome": check.outcome, "tries": tries, "score": score} | signs_of(check),
        reason=facts.note.strip(),
    )
    return check
