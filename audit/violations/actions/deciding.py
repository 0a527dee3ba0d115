"""Service management decides on the report: a penalty, nothing, or back to the investigator (separation of duties 3)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.violations.choices import ViolationError, ViolationStatus
from audit.violations.deadlines import appeal_until, watch_appeal, watch_report
from audit.violations.locks import lock_violation
from audit.violations.models import Violation
from audit.violations.policies import require_text, require_within
from common.clock import now, today
from common.errors import NotAllowed
from common.history.record import record
from common.working_days.calendar import add_working_days


@transaction.atomic
def decide_violation(
    violation_id: UUID, *, fine_minor: int, points: int, decision: str, acting_user: Actor
) -> Violation:
    """Fix the penalty within the offence's range and give notice to the station, which may appeal from now on.

    Raises WrongState unless a report waits, NotAllowed for whoever investigated it, Invalid outside the range or without reasons.
    """
    acting_user.require("violations.decide")
    violation = lock_violation(acting_user, violation_id)
    _require_other(violation, acting_user)
    require_within(violation.offence, fine_minor, points)
    until = appeal_until(violation)
    before = violation.status
    violation.move_to(
        ViolationStatus.DECIDED,
        fine_minor=fine_minor,
        points=points,
        decision=require_text(decision, "decision"),
        appeal_until=until,
        **_signed(acting_user),
    )
    watch_appeal(violation, until)
    after = {"status": violation.status, "fine_minor": fine_minor, "points": points, "appeal_until": until}
    record(
        violation,
        "violation.decided",
        acting_user,
        before={"status": before},
        after=after | {"currency": violation.currency},
        reason=violation.decision,
    )
    return violation


@transaction.atomic
def dismiss_violation(violation_id: UUID, *, reason: str, acting_user: Actor) -> Violation:
    """Drop a suspicion: the inspection section before it was looked into, service management on the report. Raises NotAllowed and
    WrongState as above, Invalid without a reason."""
    acting_user.require("violations.view")
    violation = lock_violation(acting_user, violation_id)
    if violation.status == ViolationStatus.REPORTED:
        acting_user.require("violations.investigate")
    else:
        acting_user.require("violations.decide")
        _require_other(violation, acting_user)
    violation.expect_status(ViolationStatus.REPORTED, ViolationStatus.SUBMITTED)  # a third person lifts a penalty
    before = violation.status
    violation.move_to(
        ViolationStatus.DISMISSED, decision=require_text(reason, "reason"), final_at=now(), **_signed(acting_user)
    )
    record(
        violation,
        "violation.dismissed",
        acting_user,
        before={"status": before},
        after={"status": violation.status},
        reason=violation.decision,
    )
    return violation


@transaction.atomic
def send_back(violation_id: UUID, *, reason: str, acting_user: Actor) -> Violation:
    """Ask the investigator for more. Raises WrongState unless a report waits, Invalid without a reason."""
    acting_user.require("violations.decide")
    violation = lock_violation(acting_user, violation_id)
    _require_other(violation, acting_user)
    violation.expect_status(ViolationStatus.SUBMITTED)
    before, why = violation.status, require_text(reason, "reason")
    due_on = add_working_days(today(), violation.offence.investigate_days)
    violation.move_to(ViolationStatus.INVESTIGATING, round=violation.round + 1, due_on=due_on)
    watch_report(violation, due_on)
    after = {"status": violation.status, "due_on": due_on}
    record(violation, "violation.sent_back", acting_user, before={"status": before}, after=after, reason=why)
    return violation


def _require_other(violation: Violation, actor: Actor) -> None:
    if actor.id == violation.investigator_id:
        raise NotAllowed(_("Whoever investigated it can't decide on it."), code=ViolationError.SAME_PERSON)


def _signed(actor: Actor) -> dict[str, object]:
    return {"decided_by_id": actor.id, "decided_by_name": actor.name, "decided_at": now()}
