"""A station reports a major or batch quality problem at once; head office acknowledges, opens an event, or answers."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now, today
from common.errors import Invalid
from common.history.record import record
from common.numbering.next_number import next_number
from network.incidents import locks
from network.incidents.actions.opening import IncidentFacts, open_incident, text_of
from network.incidents.choices import IncidentError, LinkKind, ReportStatus
from network.incidents.deadlines import unwatch_report, watch_report
from network.incidents.models import Incident, QualityReport
from network.incidents.selectors import policy_on, reports_for

HANDLE = "qualityreports.handle"


@transaction.atomic
def report_quality(
    *,
    title: str,
    description: str,
    is_batch: bool = False,
    vins: Sequence[str] = (),
    part_number: str = "",
    acting_user: Actor,
) -> QualityReport:
    """Report a major or batch problem; it reaches head office at once. Raises Invalid without words, or for VINs that are none."""
    acting_user.require("qualityreports.send")
    if acting_user.station_id is None:
        raise Invalid(_("Only a station reports."), code=IncidentError.PERSON)
    plain = [one.strip().upper() for one in vins if one.strip()]
    wrong = [one for one in plain if len(one) != 17]
    if wrong:
        raise Invalid(
            _("A VIN has 17 characters: %(vins)s.") % {"vins": ", ".join(wrong)},
            code=IncidentError.UNKNOWN,
            field="vins",
        )
    policy = policy_on(today())
    report = QualityReport(
        number=next_number("QRP"),
        station_id=acting_user.station_id,
        title=text_of(title, "title"),
        description=text_of(description, "description"),
        is_batch=is_batch,
        vins=plain,
        part_number=part_number.strip().upper(),
        sent_by_name=acting_user.name,
        due_at=now() + timedelta(minutes=policy.acknowledge_minutes if policy else 30),
    )
    report.save(force_insert=True)
    watch_report(report)
    record(
        report,
        "quality_report.sent",
        acting_user,
        after={"status": report.status, "vins": plain, "due_at": report.due_at},
    )
    return report


@transaction.atomic
def acknowledge_report(report_id: UUID, *, acting_user: Actor) -> QualityReport:
    """Say that head office has it and acts."""
    acting_user.require(HANDLE)
    report = locks.lock_report(reports_for(acting_user), report_id)
    at, before = now(), report.status
    report.move_to(
        ReportStatus.ACKNOWLEDGED, acknowledged_at=at, acknowledged_by_name=acting_user.name, is_late=at > report.due_at
    )
    unwatch_report(report)
    after = {"status": report.status, "is_late": report.is_late}
    record(report, "quality_report.acknowledged", acting_user, before={"status": before}, after=after)
    return report


@transaction.atomic
def answer_report(report_id: UUID, *, answer: str, acting_user: Actor) -> QualityReport:
    """Answer a report that becomes no major event. Raises WrongState unless it is acknowledged."""
    acting_user.require(HANDLE)
    report = locks.lock_report(reports_for(acting_user), report_id)
    before = report.status
    report.move_to(ReportStatus.ANSWERED, answer=text_of(answer, "answer"))
    record(
        report,
        "quality_report.answered",
        acting_user,
        before={"status": before},
        after={"status": report.status},
        reason=report.answer,
    )
    return report


@transaction.atomic
def open_from_report(report_id: UUID, *, kind: str, severity: str, acting_user: Actor) -> Incident:
    """Make a major event of an acknowledged report: report and vehicles are tied to it. Raises WrongState unless it is acknowledged."""
    acting_user.require(HANDLE)
    report = locks.lock_report(reports_for(acting_user), report_id)
    links = {LinkKind.REPORT.value: [report.number]} | ({LinkKind.VEHICLE.value: report.vins} if report.vins else {})
    facts = IncidentFacts(kind, severity, report.title, report.description, report.part_number, links=links)
    incident = open_incident(facts, acting_user=acting_user)
    before = report.status
    report.move_to(ReportStatus.OPENED, incident_number=incident.number)
    after = {"status": report.status, "incident_number": incident.number}
    record(report, "quality_report.opened", acting_user, before={"status": before}, after=after)
    return incident
