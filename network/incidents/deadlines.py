"""The time limits of major events and quality reports."""

from datetime import timedelta

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.incidents.models import Incident, IncidentTask, QualityReport

ESCALATES = "incident.escalates"
TASK_DUE = "incident_task.due"
ACKNOWLEDGE = "quality_report.acknowledge"
HIGHEST = 3


def watch_incident(incident: Incident) -> None:
    """Escalate an event that is not contained within the minutes of its severity; each level has a limit of its own."""
    call_off(incident.pk, ESCALATES)
    minutes = int(incident.policy.level(incident.severity).get("escalate_minutes", 1440))
    if incident.escalation < HIGHEST:
        set_deadline(ESCALATES, incident.pk, now() + timedelta(minutes=minutes), step=incident.version)


def unwatch_incident(incident: Incident) -> None:
    """The event is contained or reported."""
    call_off(incident.pk, ESCALATES)


def watch_task(task: IncidentTask) -> None:
    """Mark a line that is not done in time; a new time is a new limit."""
    call_off(task.pk, TASK_DUE)
    set_deadline(TASK_DUE, task.pk, task.due_at, step=task.version)


def unwatch_task(task: IncidentTask) -> None:
    """The line is done."""
    call_off(task.pk, TASK_DUE)


def watch_report(report: QualityReport) -> None:
    """Mark a report that nobody acknowledges in time."""
    set_deadline(ACKNOWLEDGE, report.pk, report.due_at, station_id=report.station_id)


def unwatch_report(report: QualityReport) -> None:
    """Head office has acknowledged it."""
    call_off(report.pk, ACKNOWLEDGE)
