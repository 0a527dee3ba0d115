"""What old parts do when something happens elsewhere, or when their time is up."""

from billing.oldparts.actions.label import RETURN_DUE, label_parts
from billing.oldparts.models import OldPart
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.people import Process

LABELS = Process("Old-part labels")
CLOCK = Process("Return deadline")


@subscribe("claim.first_reviewed")
@subscribe("claim.appeal_granted")
def label_awaited_parts(event: History) -> None:
    """Label the parts that the first review wants back."""
    label_parts(event.aggregate_id, acting_user=LABELS)


@on_deadline(RETURN_DUE)
def mark_overdue(deadline: Deadline) -> None:
    """Mark a part as overdue that was not returned in time: its line is not paid until it is here or waived."""
    part = OldPart.objects.filter(pk=deadline.subject_id).locked().first()
    if part is None or not part.is_outstanding or part.is_overdue:
        return
    part.change(is_overdue=True)
    record(part, "old_part.overdue", CLOCK, after={"due_on": part.due_on})
