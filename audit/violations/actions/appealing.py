"""The station appeals, a third person hears it; what nobody appeals becomes final by the clock."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from audit.violations.actions.investigating import Upload
from audit.violations.choices import APPEAL_PHOTO, ViolationError, ViolationStatus
from audit.violations.deadlines import APPEAL_ENDS, unwatch
from audit.violations.locks import lock_violation
from audit.violations.models import Violation
from audit.violations.policies import require_not_higher, require_text
from common.clock import now
from common.errors import NotAllowed, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.people import Person, Process

CLOCK = Process(gettext_noop("limit of appeals"))


@transaction.atomic
def appeal_violation(
    violation_id: UUID, *, appeal: str, photos: Sequence[Upload] = (), acting_user: Actor
) -> Violation:
    """Appeal against a decision, once and in time. Raises WrongState when it is too late or was done, Invalid without reasons."""
    acting_user.require("violations.appeal")
    violation = lock_violation(acting_user, violation_id)
    if violation.status == ViolationStatus.DECIDED and violation.appeal_until and violation.appeal_until < now():
        raise WrongState(_("The time for an appeal has passed."), code=ViolationError.TOO_LATE)
    before = violation.status
    violation.move_to(
        ViolationStatus.APPEALED,
        appeal=require_text(appeal, "appeal"),
        appealed_by_id=acting_user.id,
        appealed_by_name=acting_user.name,
        appealed_at=now(),
    )
    for name, content in photos:
        store_picture(
            content, subject_id=violation.pk, kind=APPEAL_PHOTO, name=name, station_id=violation.station_id,
            uploaded_by=acting_user.id,
        )  # fmt: skip
    unwatch(violation, APPEAL_ENDS)
    after = {"status": violation.status, "photos": len(photos)}
    record(
        violation, "violation.appealed", acting_user, before={"status": before}, after=after, reason=violation.appeal
    )
    return violation


@transaction.atomic
def decide_appeal(violation_id: UUID, *, fine_minor: int, points: int, answer: str, acting_user: Actor) -> Violation:
    """Keep the penalty, lower it, or lift it (nothing left of it). Raises NotAllowed for whoever investigated or decided, WrongState
    unless an appeal waits, Invalid for more than was decided or without an answer."""
    acting_user.require("violations.hear")
    violation = lock_violation(acting_user, violation_id)
    if acting_user.id in (violation.investigator_id, violation.decided_by_id):
        message = _("Whoever investigated or decided it can't hear the appeal.")
        raise NotAllowed(message, code=ViolationError.SAME_PERSON)
    violation.expect_status(ViolationStatus.APPEALED)
    require_not_higher(violation, fine_minor, points)
    before = {"status": violation.status, "fine_minor": violation.fine_minor, "points": violation.points}
    is_lifted = fine_minor == 0 and points == 0
    violation.move_to(
        ViolationStatus.DISMISSED if is_lifted else ViolationStatus.FINAL,
        fine_minor=fine_minor,
        points=points,
        answer=require_text(answer, "answer"),
        heard_by_id=acting_user.id,
        heard_by_name=acting_user.name,
        heard_at=now(),
        final_at=now(),
    )
    if is_lifted:
        after = {"status": violation.status, "fine_minor": 0, "points": 0}
        record(violation, "violation.lifted", acting_user, before=before, after=after, reason=violation.answer)
    else:
        _final(violation, before, acting_user, violation.answer)
    return violation


def confirm_by_clock(violation: Violation) -> None:
    """Nobody appealed in time: the decision is final. The caller stands in head office's scope and has locked the row."""
    before = {"status": violation.status}
    violation.move_to(ViolationStatus.FINAL, final_at=now())
    _final(violation, before, CLOCK, "")


def _final(violation: Violation, before: dict[str, Any], by: Person, reason: str) -> None:
    """Write what those above the wings of assurance act on: settlement posts the fine, scorecards count the points."""
    after = {
        "status": violation.status,
        "number": violation.number,
        "fine_minor": violation.fine_minor,
        "currency": violation.currency,
        "points": violation.points,
        "offence": violation.offence.code,
        "station_id": str(violation.station_id),
    }
    record(violation, "violation.final", by, before=before, after=after, reason=reason)
