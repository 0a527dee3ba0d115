"""Major events and quality reports, through the real actions."""

from typing import Any

from accounts.roles import Role
from network.incidents.actions import (
    IncidentFacts,
    acknowledge_report,
    contain_incident,
    finish_task,
    open_incident,
    report_quality,
    write_report,
)
from network.incidents.models import Incident, QualityReport
from network.incidents.selectors import tasks_of
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.world import HOME, office_actor, station_actor


def an_incident(**facts: Any) -> Incident:
    """Return an open event, opened by the dispatcher."""
    given = {
        "kind": "batch",
        "severity": "iii",
        "title": "制动软管批量漏油",
        "description": "三台车同一位置漏油",
    } | facts
    with at_head_office():
        return open_incident(IncidentFacts(**given), acting_user=office_actor(Role.DISPATCHER))


def a_reported_incident(**facts: Any) -> Incident:
    """Return an event whose closing report waits for approval, written by the customer-service manager."""
    incident, lead = an_incident(**facts), office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with at_head_office():
        for task in tasks_of(incident):
            finish_task(task.pk, result="完成", acting_user=lead)
        contain_incident(incident.pk, reason="", acting_user=lead)
        return write_report(incident.pk, summary="已全部更换", cause="供应商装配不良", acting_user=lead)


def a_quality_report(code: str = HOME, **facts: Any) -> QualityReport:
    """Return a report that a station has just sent."""
    given: dict[str, Any] = {"title": "转向机异响", "description": "同批次五台", "is_batch": True} | facts
    with inside(Station.objects.get(code=code)):
        return report_quality(acting_user=station_actor(Role.STATION_MANAGER, code), **given)


def an_acknowledged_report(code: str = HOME, **facts: Any) -> QualityReport:
    """Return a report that the dispatcher has acknowledged."""
    report = a_quality_report(code, **facts)
    with at_head_office():
        return acknowledge_report(report.pk, acting_user=office_actor(Role.DISPATCHER))
