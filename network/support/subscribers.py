"""What happens when the time of a document, survey or paper comes near or has passed, and who is told of what."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

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
from network.support import jobs, paper_events  # noqa: F401 - they register themselves
from network.support.actions.documents import send_copies
from network.support.audience import AT_WORK, holders, is_meant
from network.support.chasing import SOURCES, chase, waiting
from network.support.choices import DocumentStatus, Stage
from network.support.deadlines import HIGHEST, KINDS, LATE, REGIONAL, watch
from network.support.models import DocumentCopy, IssuedDocument
from network.support.survey_models import SurveyAnswer
from tenants.registry.choices import Region
from tenants.registry.models import Station

CLOCK = Process(gettext_noop("documents"))
REMINDER = {
    Stage.SIGN: _("Please sign for: %(title)s"),
    Stage.EXECUTE: _("Please carry out: %(title)s"),
    Stage.ANSWER: _("Please answer: %(title)s"),
}
OVERDUE = _("Late: %(title)s")


@on_deadline(KINDS[Stage.SIGN])
def chase_signatures(deadline: Deadline) -> None:
    """Remind of what is not signed for; later mark it late and tell those above."""
    _chase_document(Stage.SIGN, deadline)


@on_deadline(KINDS[Stage.EXECUTE])
def chase_execution(deadline: Deadline) -> None:
    """The same for what is not carried out."""
    _chase_document(Stage.EXECUTE, deadline)


@on_deadline(KINDS[Stage.ANSWER])
def chase_answers(deadline: Deadline) -> None:
    """The same for tasks and surveys that are not answered."""
    chased = chase(Stage.ANSWER, deadline)
    if chased is not None:
        record(chased.subject, "survey.chased", CLOCK, after=chased.after)


def _chase_document(stage: Stage, deadline: Deadline) -> None:
    chased = chase(stage, deadline)
    if chased is not None:
        record(chased.subject, "document.chased", CLOCK, after=chased.after)


@subscribe("document.released")
def tell_the_posts(event: History) -> None:
    """Tell who holds a post that there is something to sign for."""
    rows = DocumentCopy.objects.filter(document_id=event.aggregate_id).select_related("document", "station")
    _tell_stations(rows, event, "inbox", lambda copy: str(_("To be signed for: %(title)s") % {"title": copy}))


@subscribe("survey.started")
def tell_who_is_asked(event: History) -> None:
    """Tell who holds a post that there is something to answer."""
    rows = SurveyAnswer.objects.filter(survey_id=event.aggregate_id).select_related("survey", "station")
    _tell_stations(rows, event, "answers", lambda answer: str(_("To be answered: %(title)s") % {"title": answer}))


@subscribe("document.chased")
@subscribe("survey.chased")
def tell_who_waits(event: History) -> None:
    """Remind the posts; from the third rung tell the regional offices how many are late, then head office."""
    stage, level = Stage(event.after["stage"]), event.after["reminder"]
    rows = list(waiting(stage, event.after["chased_id"], is_due=level >= LATE))
    if level <= LATE:
        words = OVERDUE if level == LATE else REMINDER[stage]
        inbox, is_late = SOURCES[stage].inbox, level == LATE
        _tell_stations(rows, event, inbox, lambda row: str(words % {"title": row}), with_manager=is_late)
    elif level == REGIONAL:
        for region, count in Counter(one.station.region for one in rows).items():
            _tell_office(regional_people(region), rows, count, event, region)
    elif level == HIGHEST and rows:
        _tell_office(office_people(Role.SERVICE_MANAGEMENT), rows, len(rows), event, "office")


@subscribe("document_copy.returned")
@subscribe("document_copy.accepted")
def tell_the_station(event: History) -> None:
    """Tell the post what head office says to its evidence."""
    rows = DocumentCopy.objects.filter(pk=event.aggregate_id).select_related("document", "station")
    _tell_stations(rows, event, "inbox", lambda copy: f"{copy}: {copy.get_status_display()}")


@subscribe("survey_answer.returned")
def tell_who_answered(event: History) -> None:
    """Tell the post that its answer came back."""
    rows = SurveyAnswer.objects.filter(pk=event.aggregate_id).select_related("survey", "station")
    _tell_stations(rows, event, "answers", lambda answer: f"{answer}: {answer.get_status_display()}")


@subscribe("station.opened")
@subscribe("station_change.applied")
def send_what_is_in_force(event: History) -> None:
    """Send a station that was just opened, or has another level, brand or office, what is in force for it and was not sent yet.

    Its limits begin now.
    """
    station_id = event.aggregate_id if event.verb == "station.opened" else event.station_id
    if station_id is None or not Station.objects.filter(pk=station_id, status__in=AT_WORK).exists():
        return
    sent = DocumentCopy.objects.filter(station_id=station_id).values("document")
    for document in IssuedDocument.objects.filter(status=DocumentStatus.IN_FORCE).exclude(pk__in=sent):
        if is_meant(document, station_id):
            for copy in send_copies(document, [station_id]):
                watch(Stage.SIGN, copy.pk, copy.sign_by)
                if copy.execute_by:
                    watch(Stage.EXECUTE, copy.pk, copy.execute_by)


def _tell_stations(
    rows: Iterable[Any], event: History, part: str, say: Callable[[Any], str], *, with_manager: bool = False
) -> None:
    found = list(rows)
    held = holders((one.station_id, one.post) for one in found)
    for one in found:
        people = list(held[(one.station_id, one.post)])
        if with_manager:
            people += people_at(one.station_id, Role.STATION_MANAGER)
        url = f"{station_address(one.station.code)}support/{part}/{one.pk}/"
        tell(people, partial(say, one), url, key=f"{event.verb}:{event.pk}:{one.pk}")


def _tell_office(people: Sequence[User], rows: Sequence[Any], count: int, event: History, whom: str) -> None:
    source = SOURCES[Stage(event.after["stage"])]
    subject = getattr(rows[0], source.parent)

    def words() -> str:
        sentence = ngettext("%(count)d copy is late: %(title)s", "%(count)d copies are late: %(title)s", count)
        where = f"{Region(whom).label}: " if whom in Region.values else ""
        return where + sentence % {"count": count, "title": subject}

    url = f"{office_root()}support/{source.office}/{subject.pk}/"
    tell(people, words, url, key=f"{event.verb}:{event.pk}:{whom}")
