"""A station, or a regional office for its own phone, appeals against the result of a check; somebody who did not call decides."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.files.store import store_picture
from common.history.record import record
from common.words import few_words
from network.duty import locks
from network.duty.choices import EVIDENCE, CheckStatus, DutyError
from network.duty.models import DutyCheck
from network.duty.selectors import callers_of, checks_for, may_appeal
from network.duty.words import signs_of

Upload = tuple[str, bytes]


@transaction.atomic
def appeal_check(check_id: UUID, *, text: str, evidence: Sequence[Upload], acting_user: Actor) -> DutyCheck:
    """Appeal with at least one picture (a call log, a fault report). Raises WrongState when it is too late or decided,
    NotAllowed at head office unless it is the check of the person's own regional office."""
    acting_user.require("dutychecks.appeal")
    check = locks.lock_check(checks_for(acting_user), check_id)
    if not may_appeal(check, acting_user):
        raise NotAllowed(_("Only who was checked may appeal."), code=DutyError.NOT_YOUR_OFFICE)
    if check.status == CheckStatus.SCORED and check.appeal_until and check.appeal_until < now():
        raise WrongState(_("The time to appeal is over."), code=DutyError.TOO_LATE)
    words = _text(text, "text")
    if not evidence:
        raise Invalid(_("Add at least one picture as evidence."), code=DutyError.NO_EVIDENCE, field="evidence")
    before = check.status
    check.move_to(
        CheckStatus.APPEALED,
        appeal=words,
        appealed_at=now(),
        appealed_by_id=acting_user.id,
        appealed_by_name=acting_user.name,
    )
    for name, content in evidence:
        store_picture(
            content,
            subject_id=check.pk,
            kind=EVIDENCE,
            name=name,
            station_id=check.station_id,
            uploaded_by=acting_user.id,
        )
    after = {"status": check.status, "appeal": words, "pictures": len(evidence)}
    record(check, "duty_check.appealed", acting_user, before={"status": before}, after=after)
    return check


@transaction.atomic
def decide_appeal(
    check_id: UUID, *, is_granted: bool, decision: str, score: int | None = None, acting_user: Actor
) -> DutyCheck:
    """Decide an appeal: the result stands, or `score` (100 when none is given) takes its place. Never by who called or appealed.

    Raises NotAllowed for a caller of this check and for who appealed, WrongState unless it is appealed, Invalid without words or for a
    score above 100.
    """
    acting_user.require("dutychecks.decide")
    check = locks.lock_check(checks_for(acting_user), check_id)
    if acting_user.id in callers_of(check):
        raise NotAllowed(_("Whoever called can't be the one who decides the appeal."), code=DutyError.SAME_PERSON)
    if acting_user.id == check.appealed_by_id:
        raise NotAllowed(_("Whoever appealed can't be the one who decides."), code=DutyError.SAME_PERSON)
    words, before = _text(decision, "decision"), check.status
    new = 100 if score is None else score
    if not 0 <= new <= 100:
        raise Invalid(_("A score is between 0 and 100."), code=DutyError.FACTS, field="score")
    decided = {
        "decided_at": now(),
        "decided_by_id": acting_user.id,
        "decided_by_name": acting_user.name,
        "decision": words,
    }
    was = {"status": before, "score": check.score, "has_passed": check.has_passed}
    if is_granted:
        passed = new >= check.check_draw.plan.pass_score
        check.move_to(CheckStatus.CORRECTED, score=new, has_passed=passed, **decided)
    else:
        check.move_to(CheckStatus.UPHELD, **decided)
    after = {"status": check.status, "score": check.score} | signs_of(check)
    record(check, "duty_check.appeal_decided", acting_user, before=was, after=after, reason=words)
    return check


def _text(text: str, field: str) -> str:
    return few_words(text, field, DutyError.TEXT)
