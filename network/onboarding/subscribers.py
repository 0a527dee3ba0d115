"""What onboarding does by itself: builds the system of a station that is being opened, ends its candidate's way, watches the steps' limits."""

from dataclasses import dataclass
from uuid import UUID

from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.errors import WrongState
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.people import Process
from network.onboarding.actions import finish_opening
from network.onboarding.choices import UNDER_WAY
from network.onboarding.models import Candidate
from network.onboarding.steps import STEP_DUE
from tenants.registry.opening import open_station

CLOCK = Process("onboarding clock")


@dataclass(frozen=True, slots=True)
class Opener:
    """The person on whose order something goes on."""

    id: UUID | None
    name: str


@subscribe("candidate.opening")
def build_system(event: History) -> None:
    """Make the station's schema, in the transaction of the tables' owner. Delivered again after a crash, it finds the work done."""
    station_id = Candidate.objects.values_list("opened_station", flat=True).get(pk=event.aggregate_id)
    try:
        open_station(station_id, acting_user=Opener(event.actor_id, event.actor_name))
    except WrongState:  # the owner's transaction was committed before, only our receipt was lost
        return


@subscribe("station.opened")
def end_the_way(event: History) -> None:
    """Mark the candidate as opened and invite the first manager, both or neither."""
    opener = Opener(event.actor_id, event.actor_name)
    finish_opening(event.aggregate_id, acting_user=opener)


@on_deadline(STEP_DUE)
def mark_overdue(deadline: Deadline) -> None:
    """Mark a candidate whose step took too long; the board and the desk of its office show it."""
    candidate = Candidate.objects.filter(pk=deadline.subject_id, status__in=UNDER_WAY).locked().first()
    if candidate is None or candidate.step_due_at is None or candidate.step_due_at > deadline.due_at:
        return
    candidate.change(overdue_at=now())
    record(candidate, "candidate.step_overdue", CLOCK, after={"status": candidate.status, "due": candidate.step_due_at})
