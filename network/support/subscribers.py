"""What happens when a document's time comes near or has passed, and who is told of what."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import office_people, people_at, regional_people
from common.clock import now
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.record import record
from common.history.subscribers import subscribe
from common.pages.addresses import office_root, station_address
from common.people import Process
from desk.actions import tell
from network.support.actions.documents import send_copies
from network.support.audience import holders, is_meant
from network.support.choices import WAITING_FOR, DocumentStatus, Stage
from network.support.deadlines import HIGHEST, KINDS, LATE, REGIONAL, STEPS, climb, watch
from network.support.models import DocumentCopy, IssuedDocument
from tenants.registry.choices import Region

CLOCK = Process(gettext_noop("documents"))


@on_deadline(KINDS[Stage.SIGN])
def chase_signatures(deadline: Deadline) -> None:
    """Remind of what is not signed for; later mark it late and tell those above."""
    _chase(Stage.SIGN, deadline)


@on_deadline(KINDS[Stage.EXECUTE])
def chase_execution(deadline: Deadline) -> None:
    """The same for what is not carried out."""
    _chase(Stage.EXECUTE, deadline)


def _chase(stage: Stage, deadline: Deadline) -> None:
    level = deadline.step % STEPS
    rows = waiting(stage, deadline.subject_id, is_due=level >= LATE)
    first = rows.first()
    if first is None:
        return
    count = rows.count()
    if level >= LATE:
        rows.filter(is_late=False).update(is_late=True, version=F("version") + 1)
    climb(stage, deadline.subject_id, deadline.due_at, deadline.step)
    after = {"stage": str(stage), "reminder": level, "copies": count, "chased_id": deadline.subject_id}
    record(first.document, "document.chased", CLOCK, after=after)


def waiting(stage: Stage, subject_id: Any, *, is_due: bool) -> Any:
    """Return the open copies of an edition, or the one copy, that wait for this stage (`is_due`: whose time has passed)."""
    rows = DocumentCopy.objects.filter(
        Q(document_id=subject_id) | Q(pk=subject_id),
        status__in=WAITING_FOR[stage],
        document__status=DocumentStatus.IN_FORCE,
    ).select_related("document", "station")
    return rows.filter(**{f"{stage}_by__lte": now()}) if is_due else rows


@subscribe("document.released")
def tell_the_posts(event: History) -> None:
    """Tell who holds a post that there is something to sign for."""
    rows = DocumentCopy.objects.filter(document_id=event.aggregate_id).select_related("document", "station")
    _tell_stations(rows, event, lambda copy: _("To be signed for: %(title)s") % {"title": copy.document})


@subscribe("document.chased")
def tell_who_waits(event: History) -> None:
    """Remind the posts; from the second level tell the regional offices how many are late, then head office."""
    stage, level = Stage(event.after["stage"]), event.after["reminder"]
    rows = list(waiting(stage, event.after["chased_id"], is_due=level >= LATE))
    sentence = _("Please sign for: %(title)s") if stage is Stage.SIGN else _("Please carry out: %(title)s")
    late = _("Late: %(title)s")
    if level <= LATE:
        words = late if level == LATE else sentence
        _tell_stations(rows, event, lambda copy: words % {"title": copy.document}, with_manager=level == LATE)
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
    _tell_stations(rows, event, lambda copy: f"{copy.document}: {copy.get_status_display()}")


@subscribe("station.opened")
def send_what_is_in_force(event: History) -> None:
    """Send a station that was just opened what is in force for it; its limits begin now."""
    for document in IssuedDocument.objects.filter(status=DocumentStatus.IN_FORCE):
        if is_meant(document, event.aggregate_id):
            for copy in send_copies(document, [event.aggregate_id]):
                watch(Stage.SIGN, copy.pk, copy.sign_by)
                if copy.execute_by:
                    watch(Stage.EXECUTE, copy.pk, copy.execute_by)


def _tell_stations(
    rows: Iterable[DocumentCopy], event: History, say: Callable[[DocumentCopy], str], *, with_manager: bool = False
) -> None:
    copies = list(rows)
    held = holders((one.station_id, one.post) for one in copies)
    for copy in copies:
        people = list(held[(copy.station_id, copy.post)])
        if with_manager:
            people += people_at(copy.station_id, Role.STATION_MANAGER)
        url = f"{station_address(copy.station.code)}support/inbox/{copy.pk}/"
        tell(people, partial(say, copy), url, key=f"{event.verb}:{event.pk}:{copy.post}")


def _tell_office(people: Sequence[User], rows: Sequence[DocumentCopy], count: int, event: History, whom: str) -> None:
    document = rows[0].document

    def words() -> str:
        sentence = ngettext("%(count)d copy is late: %(title)s", "%(count)d copies are late: %(title)s", count)
        where = f"{Region(whom).label}: " if whom in Region.values else ""
        return where + sentence % {"count": count, "title": document}

    tell(people, words, f"{office_root()}support/documents/{document.pk}/", key=f"{event.verb}:{event.pk}:{whom}")
