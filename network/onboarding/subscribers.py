"""What onboarding does by itself: builds the system of a station that is being opened, ends its candidate's way, watches the steps' limits."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actions import invite_first_manager
from accounts.actors import actor_at_office
from accounts.models import User
from accounts.roles import Role
from accounts.selectors import people_at, regional_people
from audit.inspections.models import Inspection
from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.errors import WrongState
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from desk.actions import tell
from network.onboarding import news as news  # what the applicant is told
from network.onboarding.actions import finish_opening
from network.onboarding.actions.accept import settle_visit
from network.onboarding.building.actions import IMAGE_DUE
from network.onboarding.building.choices import PENDING, ImageStatus, PersonStatus, RectifyStatus
from network.onboarding.building.people import POST_DUE
from network.onboarding.building.rectify import RECTIFY_DUE, RECTIFY_SOON
from network.onboarding.choices import UNDER_WAY, CandidateStatus
from network.onboarding.firstweek.actions import (
    WEEK_DUE,
    WEEK_LOOK,
    WEEK_SOON,
    look_again,
    mark_the_week_late,
    remind_of_the_week,
)
from network.onboarding.models import Acceptance, Candidate, ImageItem, KeyPost, Rectification
from network.onboarding.signing.actions import (
    LOOK,
    LOOK_ROUND,
    SIGN_DUE,
    SIGN_SOON,
    drop_round,
    hand_over,
    let_expire,
    look,
    look_at_envelope,
    remind,
)
from network.onboarding.steps import STEP_DUE
from tenants.registry.opening import open_station

CLOCK = Process(gettext_noop("onboarding clock"))


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
    """Mark the candidate of the opened station as opened."""
    finish_opening(event.aggregate_id, acting_user=Opener(event.actor_id, event.actor_name))


@subscribe("station.opened")
def invite_manager(event: History) -> None:
    """Invite the first manager of a station that came by onboarding, in the name of whoever opened it."""
    candidate = Candidate.objects.filter(opened_station=event.aggregate_id).exclude(manager_email="").first()
    if candidate is None or candidate.opened_by is None:
        return
    opener = actor_at_office(User.objects.get(pk=candidate.opened_by))
    invite_first_manager(
        event.aggregate_id, email=candidate.manager_email, name=candidate.manager_name, acting_user=opener
    )


@subscribe("inspection.reported")
def note_result_of_visit(event: History) -> None:
    """Copy the result of an acceptance visit to its candidate, where the regional office sees it."""
    visit = Acceptance.objects.filter(inspection_id=event.aggregate_id).locked().first()
    if visit is not None:
        settle_visit(visit, Inspection.objects.get(pk=event.aggregate_id), CLOCK)


@on_deadline(STEP_DUE)
def mark_overdue(deadline: Deadline) -> None:
    """Mark a candidate whose step took too long; the board and the desk of its office show it."""
    candidate = Candidate.objects.filter(pk=deadline.subject_id, status__in=UNDER_WAY).locked().first()
    if candidate is None or candidate.step_due_at is None or candidate.step_due_at > deadline.due_at:
        return
    candidate.change(overdue_at=now())
    record(candidate, "candidate.step_overdue", CLOCK, after={"status": candidate.status, "due": candidate.step_due_at})


@on_deadline(IMAGE_DUE)
def mark_image_late(deadline: Deadline) -> None:
    """Mark an item of an image checklist whose turn took too long: the applicant's photos, or the office's judgement."""
    item = ImageItem.objects.filter(pk=deadline.subject_id, turn=deadline.step).locked().first()
    if item is None or item.status == ImageStatus.ACCEPTED or item.candidate.status != CandidateStatus.CONFIRMED:
        return
    item.change(overdue_at=now())
    after = {"item": item.title_zh, "image_status": item.status, "due": item.due_at}
    record(item.candidate, "candidate.image_overdue", CLOCK, after=after)


@on_deadline(POST_DUE)
def mark_post_late(deadline: Deadline) -> None:
    """Mark a key post that lacks people who have passed when the site was to be built."""
    post = KeyPost.objects.filter(pk=deadline.subject_id).locked().first()
    if post is None or post.candidate.status not in UNDER_WAY or post.candidate.is_opening:
        return
    if post.people.filter(status=PersonStatus.PASSED).count() >= post.needed:
        return
    post.change(overdue_at=now())
    record(post.candidate, "candidate.post_overdue", CLOCK, after={"post": post.title_zh, "due": post.due_at})


@on_deadline(RECTIFY_DUE)
def mark_rectification_late(deadline: Deadline) -> None:
    """Mark a rectification item whose turn took too long: the site's work, or the office's next visit."""
    row = Rectification.objects.filter(pk=deadline.subject_id, turn=deadline.step, status__in=PENDING).locked().first()
    if row is None or row.visit.candidate.status != CandidateStatus.CONFIRMED:
        return
    row.change(overdue_at=now())
    after = {"item": row.title_zh, "rectify_status": row.status, "due": row.due_at}
    record(row.visit.candidate, "candidate.rectification_overdue", CLOCK, after=after)


@on_deadline(RECTIFY_SOON)
def remind_of_rectification(deadline: Deadline) -> None:
    """Remind, before the limit, of what is not reported as put right."""
    visit = Acceptance.objects.get(pk=deadline.subject_id)
    left = visit.rectifications.filter(status=RectifyStatus.OPEN).count()
    if left and visit.candidate.status == CandidateStatus.CONFIRMED:
        after = {"visit": visit.attempt, "rectifications": left}
        record(visit.candidate, "candidate.rectification_reminded", CLOCK, after=after)


@subscribe("candidate.signing_requested")
def give_it_to_the_provider(event: History) -> None:
    """Put the agreement into an envelope. While the provider can't be reached the event comes again."""
    hand_over(event.aggregate_id)


@subscribe("candidate.rejected")
def take_it_back(event: History) -> None:
    """An agreement with a candidate that was turned down is not signed."""
    drop_round(event.aggregate_id, acting_user=CLOCK)


@on_deadline(LOOK)
def follow_a_notice(deadline: Deadline) -> None:
    """Look at the envelope of which the provider told something. A failure is repeated."""
    look_at_envelope(deadline.subject_id)


@on_deadline(LOOK_ROUND)
def look_without_a_notice(deadline: Deadline) -> None:
    """A notice may have come before we knew the envelope."""
    look(deadline.subject_id)


@on_deadline(SIGN_SOON)
def remind_of_the_signature(deadline: Deadline) -> None:
    """Remind of the signature, once it is sure that it is missing."""
    look(deadline.subject_id)
    remind(deadline.subject_id, acting_user=CLOCK)


@on_deadline(SIGN_DUE)
def end_the_round(deadline: Deadline) -> None:
    """The limit of the signatures has passed."""
    let_expire(deadline.subject_id, acting_user=CLOCK)


@on_deadline(WEEK_LOOK)
def look_at_the_week(deadline: Deadline) -> None:
    """See what a new station has done by now."""
    look_again(deadline.subject_id, deadline.step, acting_user=CLOCK)


@on_deadline(WEEK_SOON)
def remind_of_week(deadline: Deadline) -> None:
    """The limit of a first week comes."""
    remind_of_the_week(deadline.subject_id, acting_user=CLOCK)


@on_deadline(WEEK_DUE)
def end_of_week(deadline: Deadline) -> None:
    """The limit of a first week has passed."""
    mark_the_week_late(deadline.subject_id, acting_user=CLOCK)


@subscribe("candidate.first_week_reminded")
@subscribe("candidate.first_week_overdue")
def tell_of_the_week(event: History) -> None:
    """Tell the regional office and the station's managers what is left of the first week."""
    candidate = Candidate.objects.select_related("opened_station").get(pk=event.aggregate_id)
    station = candidate.opened_station
    if station is None:
        return

    def words() -> str:
        sentence = _("First week of %(station)s: %(n)d items are open.")
        return str(sentence) % {"station": station, "n": event.after.get("first_week", 0)}

    key = f"{event.verb}:{event.pk}"
    office = f"{office_root()}onboarding/candidates/{candidate.pk}/#first-week"
    tell(regional_people(candidate.office), words, office, key=key)
    tell(people_at(station.pk, Role.STATION_MANAGER), words, station_address(station.code), key=key)
