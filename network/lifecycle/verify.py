"""What must hold between the rows of lifecycle, and how it is mended; `verify_lifecycle` asks here. The caller stands in head office's scope."""

from collections import defaultdict
from collections.abc import Iterator
from uuid import UUID

from common.deadlines.models import Deadline
from network.lifecycle.actions.changes import LIVING
from network.lifecycle.agreements import RUNS_OUT, missing_reminders, watch_agreement
from network.lifecycle.cascade.leftovers import leftovers
from network.lifecycle.choices import ClosingStatus, StepStatus
from network.lifecycle.deadlines import STEP_WORK
from network.lifecycle.models import Closing, ClosingStep
from network.onboarding.choices import AgreementStatus
from network.onboarding.models import Agreement


def broken() -> Iterator[str]:
    """Yield a sentence for each row that breaks an invariant."""
    for agreement in unwatched():
        yield f"agreement {agreement.number} has no reminders of its end"
    watched = Deadline.objects.filter(kind=STEP_WORK, done_at=None).values("subject_id")
    for step in ClosingStep.objects.filter(status=StepStatus.OPEN).exclude(pk__in=watched).select_related("closing"):
        yield f"step {step.code} of {step.closing.number} is open and nothing looks at it"
    for closing in Closing.objects.filter(status=ClosingStatus.DONE).select_related("station").iterator(200):
        left = leftovers(closing)
        if left:
            yield f"closing {closing.number} is over and {left} files of its station are left"


def unwatched() -> Iterator[Agreement]:
    """Yield the newest signed agreement with each living station, if it lacks a reminder: those of before the reminders existed, or moved by hand."""
    held: dict[UUID, set[int]] = defaultdict(set)
    for subject, step in Deadline.objects.filter(kind=RUNS_OUT).values_list("subject_id", "step"):
        held[subject].add(step)
    rows = Agreement.objects.filter(status=AgreementStatus.SIGNED, candidate__opened_station__status__in=LIVING)
    newest = rows.order_by("candidate__opened_station_id", "-ends_on").distinct("candidate__opened_station_id")
    for agreement in newest.iterator():
        if missing_reminders(agreement, held[agreement.pk]):
            yield agreement


def watch_all() -> int:
    """Set the reminders that are missing, in the caller's transaction. Returns of how many agreements; again it finds none."""
    count = 0
    for agreement in list(unwatched()):
        watch_agreement(agreement)
        count += 1
    return count
