"""What old parts do when something happens elsewhere, or when their time is up."""

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_noop

from billing.claims.actions import note_old_part
from billing.claims.choices import ClaimStatus, OldPartState
from billing.claims.models import ClaimLine
from billing.oldparts.actions.label import RETURN_DUE, RETURN_ESCALATION, RETURN_WARNING, label_parts
from billing.oldparts.choices import PartStatus
from billing.oldparts.models import OldPart
from billing.oldparts.telling import tell_inspectors, tell_station
from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.people import Process

LABELS = Process(gettext_noop("Old-part labels"))
CLOCK = Process(gettext_noop("Return deadline"))


@subscribe("claim.first_reviewed")
@subscribe("claim.appeal_granted")
def label_awaited_parts(event: History) -> None:
    """Label the parts that the first review wants back, or wants kept."""
    label_parts(event.aggregate_id, acting_user=LABELS)


@on_deadline(RETURN_WARNING)
def warn_station(deadline: Deadline) -> None:
    """Tell the station that a part has to leave its store within days."""
    part = OldPart.objects.filter(pk=deadline.subject_id, status=PartStatus.LABELLED).locked().first()
    if part is None or part.warned_at is not None:
        return
    part.change(warned_at=now())
    tell_station(part, lambda: now_("Old part %(code)s has to be sent by %(day)s.") % _words(part), "warning")
    record(part, "old_part.warned", CLOCK, after={"due_on": part.due_on})


@on_deadline(RETURN_DUE)
def mark_overdue(deadline: Deadline) -> None:
    """Mark a part as overdue that was not returned in time: its line is held until it is here or waived, the others go on."""
    part = OldPart.objects.filter(pk=deadline.subject_id).locked().first()
    if part is None or not part.is_outstanding or part.is_overdue:
        return
    part.change(is_overdue=True)
    if _is_awaited(part):
        note_old_part(part.line_id, OldPartState.OVERDUE, acting_user=CLOCK)
    tell_station(part, lambda: now_("Old part %(code)s is overdue: its line is held.") % _words(part), "overdue")
    record(part, "old_part.overdue", CLOCK, after={"due_on": part.due_on})


@on_deadline(RETURN_ESCALATION)
def escalate(deadline: Deadline) -> None:
    """Put a part before the inspection section that is still not here a fortnight after its day."""
    part = OldPart.objects.filter(pk=deadline.subject_id).locked().first()
    if part is None or not part.is_outstanding or part.escalated_at is not None:
        return
    part.change(escalated_at=now())
    tell_inspectors(
        part, lambda: now_("Old part %(code)s is overdue for two weeks. Give it up or waive it.") % _words(part)
    )
    record(part, "old_part.escalated", CLOCK, after={"due_on": part.due_on})


def _is_awaited(part: OldPart) -> bool:
    line = ClaimLine.objects.select_related("claim").get(pk=part.line_id)
    between = (ClaimStatus.AWAITING_PARTS, ClaimStatus.FIRST_REVIEWED)
    return line.old_part_state == OldPartState.AWAITED and line.claim.status in between


def _words(part: OldPart) -> dict[str, object]:
    return {"code": part.label_code, "day": part.due_on}
