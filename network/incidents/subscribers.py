"""What happens when an event's time has passed, and who is told of what."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

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
from network.incidents.choices import IncidentStatus, ReportStatus
from network.incidents.deadlines import ACKNOWLEDGE, ESCALATES, TASK_DUE, watch_incident
from network.incidents.models import BulletinReceipt, Incident, IncidentTask, QualityReport
from network.incidents.selectors import still_here

CLOCK = Process(gettext_noop("major events"))
LADDER = (
    (Role.DISPATCHER,),
    (Role.CUSTOMER_SERVICE_MANAGER,),
    (Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT),
    (Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT, Role.ADMINISTRATOR),
)


@on_deadline(ESCALATES)
def escalate(deadline: Deadline) -> None:
    """An event that is still open goes one level up, and waits again; one that moved meanwhile is left alone."""
    incident = (
        Incident.objects.select_related("policy")
        .filter(pk=deadline.subject_id, status=IncidentStatus.OPEN, version=deadline.step)
        .first()
    )
    if incident is not None:
        incident.change(escalation=incident.escalation + 1)
        watch_incident(incident)
        record(incident, "incident.escalated", CLOCK, after={"escalation": incident.escalation})


@on_deadline(TASK_DUE)
def mark_late(deadline: Deadline) -> None:
    """Mark a line that is not done in time."""
    task = (
        IncidentTask.objects.select_related("incident")
        .filter(pk=deadline.subject_id, done_at=None, version=deadline.step)
        .first()
    )
    if task is not None:
        task.change(is_late=True)
        after = {"task": task.words_en, "owner_name": task.owner_name, "due_at": task.due_at}
        record(task.incident, "incident.task_late", CLOCK, after=after | {"owner_id": task.owner_id})


@on_deadline(ACKNOWLEDGE)
def mark_unacknowledged(deadline: Deadline) -> None:
    """Mark a report that nobody has acknowledged in time."""
    report = QualityReport.objects.filter(pk=deadline.subject_id, status=ReportStatus.SENT).first()
    if report is not None:
        report.change(is_late=True)
        record(report, "quality_report.overdue", CLOCK, after={"is_late": True, "due_at": report.due_at})


@subscribe("incident.opened")
@subscribe("incident.escalated")
@subscribe("incident.reclassified")
def tell_head_office(event: History) -> None:
    """Tell those of the ladder's level, and who is in the task force."""
    incident = Incident.objects.get(pk=event.aggregate_id)
    roles = {role for level in LADDER[: incident.escalation + 1] for role in level}
    members = still_here(incident.members.values_list("user_id", flat=True))

    def words() -> str:
        sentence = _("Major event %(event)s, %(severity)s: escalation level %(level)d.")
        return str(sentence) % {
            "event": incident,
            "severity": incident.get_severity_display(),
            "level": incident.escalation,
        }

    tell(
        [*office_people(*roles), *members],
        words,
        f"{office_root()}incidents/{incident.pk}/",
        key=f"{event.verb}:{event.pk}",
    )


@subscribe("incident.task_late")
def tell_the_owner(event: History) -> None:
    """Tell the owner of a late line, or the lead where it has none, or one who has left head office."""
    incident = Incident.objects.get(pk=event.aggregate_id)
    owner = event.after.get("owner_id")
    people = still_here([owner]) or office_people(Role.CUSTOMER_SERVICE_MANAGER)

    def words() -> str:
        return str(_("Overdue in %(event)s: %(task)s")) % {"event": incident, "task": event.after["task"]}

    tell(people, words, f"{office_root()}incidents/{incident.pk}/", key=f"{event.verb}:{event.pk}")


@subscribe("incident.bulletin_issued")
def tell_the_stations(event: History) -> None:
    """Tell the managers of the stations that got the bulletin."""
    rows = BulletinReceipt.objects.filter(bulletin_id=event.after["bulletin_id"]).select_related("station", "bulletin")
    for receipt in rows:

        def words(receipt: BulletinReceipt = receipt) -> str:
            return str(_("Bulletin to be signed for: %(title)s")) % {"title": receipt.bulletin.title}

        url = f"{station_address(receipt.station.code)}incidents/bulletins/{receipt.pk}/"
        tell(people_at(receipt.station_id, Role.STATION_MANAGER), words, url, key=f"{event.verb}:{receipt.pk}")


@subscribe("quality_report.sent")
@subscribe("quality_report.overdue")
def tell_of_the_report(event: History) -> None:
    """Tell the hotline and the region's field managers at once; those above when nobody has acknowledged it in time."""
    report = QualityReport.objects.select_related("station").get(pk=event.aggregate_id)
    people = [*office_people(Role.DISPATCHER), *regional_people(report.station.region)]
    if event.verb == "quality_report.overdue":
        people += office_people(Role.CUSTOMER_SERVICE_MANAGER, Role.SERVICE_MANAGEMENT)

    def words() -> str:
        return str(_("%(station)s reports: %(title)s")) % {"station": report.station, "title": report.title}

    tell(people, words, f"{office_root()}incidents/reports/{report.pk}/", key=f"{event.verb}:{event.pk}")


@subscribe("quality_report.acknowledged")
@subscribe("quality_report.answered")
@subscribe("quality_report.opened")
def tell_the_reporter(event: History) -> None:
    """Tell the station how its report goes on."""
    report = QualityReport.objects.select_related("station").get(pk=event.aggregate_id)

    def words() -> str:
        return str(_("Quality report %(number)s: %(status)s.")) % {
            "number": report.number,
            "status": report.get_status_display(),
        }

    url = f"{station_address(report.station.code)}incidents/reports/{report.pk}/"
    tell(people_at(report.station_id, Role.STATION_MANAGER, Role.WORKSHOP), words, url, key=f"{event.verb}:{event.pk}")
