"""What happens when a paper's time has passed, and who is told how it goes on."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from desk.actions import tell
from network.support.actions.papers import DUE
from network.support.choices import PaperStatus
from network.support.paper_models import StationPaper

CLOCK = Process(gettext_noop("papers"))


@on_deadline(DUE)
def mark_late(deadline: Deadline) -> None:
    """Mark a paper that nobody has passed or answered in time; one that moved meanwhile is left alone."""
    waiting = (PaperStatus.REVIEW, PaperStatus.PASSED)
    paper = StationPaper.objects.filter(pk=deadline.subject_id, version=deadline.step, status__in=waiting).first()
    if paper is not None:
        paper.change(is_late=True)
        record(paper, "station_paper.late", CLOCK, after={"is_late": True, "due_at": paper.due_at})


@subscribe("station_paper.sent")
@subscribe("station_paper.sent_again")
@subscribe("station_paper.passed")
@subscribe("station_paper.late")
def tell_whose_turn_it_is(event: History) -> None:
    """Tell the regional office of what it has to review, the section of what it has to answer; of what is late those above, too."""
    paper = StationPaper.objects.select_related("station").get(pk=event.aggregate_id)
    if paper.status == PaperStatus.REVIEW:
        people = regional_people(paper.station.region)
    elif paper.status == PaperStatus.PASSED:
        people = office_people(Role(paper.section))
    else:
        return
    is_late = event.verb == "station_paper.late"
    if is_late and paper.status == PaperStatus.PASSED:
        people += office_people(Role.CUSTOMER_SERVICE_MANAGER)
    sentence = _("Late: %(title)s") if is_late else _("%(station)s writes: %(title)s")

    def words() -> str:
        return str(sentence) % {"station": paper.station, "title": paper}

    tell(people, words, f"{office_root()}support/papers/{paper.pk}/", key=f"{event.verb}:{event.pk}")


@subscribe("station_paper.returned")
@subscribe("station_paper.passed")
@subscribe("station_paper.answered")
def tell_the_station(event: History) -> None:
    """Tell who wrote it, and the manager, how it goes on."""
    paper = StationPaper.objects.select_related("station").get(pk=event.aggregate_id)
    writer = User.objects.filter(pk__in=[paper.written_by_id])
    people = [*people_at(paper.station_id, Role.STATION_MANAGER), *writer]

    def words() -> str:
        return f"{paper}: {paper.get_status_display()}"

    url = f"{station_address(paper.station.code)}support/papers/{paper.pk}/"
    tell(people, words, url, key=f"{event.verb}:{event.pk}:station")
