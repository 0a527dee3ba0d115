"""How an event ends: contained, reported, approved by somebody else. Closed is for good."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import now
from common.errors import Invalid, NotAllowed
from common.history.record import record
from network.incidents import locks
from network.incidents.actions.opening import MANAGE, text_of
from network.incidents.choices import IncidentError, IncidentStatus
from network.incidents.deadlines import unwatch_incident, watch_incident
from network.incidents.models import Incident
from network.incidents.selectors import bulletins_of, incidents_for, links_of, members_of, tasks_of, vehicles_in_batch


@transaction.atomic
def contain_incident(incident_id: UUID, *, reason: str, acting_user: Actor) -> Incident:
    """The event does not grow any more: nothing escalates from here on. Raises WrongState unless it is open."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    incident.expect_status(IncidentStatus.OPEN)
    before = incident.status
    incident.move_to(IncidentStatus.CONTAINED, contained_at=now())
    unwatch_incident(incident)
    record(
        incident,
        "incident.contained",
        acting_user,
        before={"status": before},
        after={"status": incident.status},
        reason=reason,
    )
    return incident


@transaction.atomic
def flare_up(incident_id: UUID, *, reason: str, acting_user: Actor) -> Incident:
    """A contained event grows again. A closed one never comes back: it is another event."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    before = incident.status
    incident.move_to(IncidentStatus.OPEN, contained_at=None)
    watch_incident(incident)
    words = text_of(reason, "reason")
    record(
        incident,
        "incident.flared_up",
        acting_user,
        before={"status": before},
        after={"status": incident.status},
        reason=words,
    )
    return incident


@transaction.atomic
def write_report(incident_id: UUID, *, summary: str, cause: str, acting_user: Actor) -> Incident:
    """Write the closing report; its figures are kept as they stand. Raises Invalid while a line of the checklist is open."""
    acting_user.require(MANAGE)
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    waiting = [one.words for one in tasks_of(incident) if not one.done_at and not one.is_follow_up]
    if waiting:
        raise Invalid(_("Still to be done: %(words)s.") % {"words": "; ".join(waiting)}, code=IncidentError.OPEN_TASKS)
    before = incident.status
    incident.move_to(
        IncidentStatus.REPORTED,
        summary=text_of(summary, "summary"),
        cause=text_of(cause, "cause"),
        figures=figures_of(incident),
        reported_by_id=acting_user.id,
        reported_by_name=acting_user.name,
        reported_at=now(),
    )
    unwatch_incident(incident)
    record(incident, "incident.reported", acting_user, before={"status": before}, after={"status": incident.status})
    return incident


@transaction.atomic
def approve_report(incident_id: UUID, *, acting_user: Actor) -> Incident:
    """Approve the closing report and close the event for good. Never by who wrote it."""
    incident = _to_decide(incident_id, acting_user)
    incident.move_to(
        IncidentStatus.CLOSED, approved_by_id=acting_user.id, approved_by_name=acting_user.name, closed_at=now()
    )
    after = {"status": incident.status, "approved_by_name": acting_user.name}
    record(incident, "incident.closed", acting_user, before={"status": IncidentStatus.REPORTED}, after=after)
    return incident


@transaction.atomic
def return_report(incident_id: UUID, *, reason: str, acting_user: Actor) -> Incident:
    """Give the closing report back, with a reason."""
    incident = _to_decide(incident_id, acting_user)
    incident.move_to(IncidentStatus.CONTAINED)
    words = text_of(reason, "reason")
    record(
        incident, "incident.report_returned", acting_user, before={"status": IncidentStatus.REPORTED}, after={"status": incident.status}, reason=words
    )  # fmt: skip
    return incident


def figures_of(incident: Incident) -> dict[str, Any]:
    """Return what the report counts: links by kind, task force, lines done late, bulletins sent and signed, minutes until contained."""
    links, tasks, bulletins = links_of(incident), tasks_of(incident), bulletins_of(incident)
    kinds = {kind: sum(one.kind == kind for one in links) for kind in sorted({one.kind for one in links})}
    contained = incident.contained_at or now()
    return {
        "links": kinds,
        "members": len(members_of(incident)),
        "tasks": len([one for one in tasks if not one.is_follow_up]),
        "late": len([one for one in tasks if one.is_late]),
        "follow_ups": len([one for one in tasks if one.is_follow_up]),
        "bulletins": len(bulletins),
        "sent": sum(one.sent for one in bulletins),
        "signed": sum(one.signed for one in bulletins),
        "vehicles_in_batch": vehicles_in_batch(incident),
        "minutes": round((contained - incident.created_at).total_seconds() / 60),
    }


def _to_decide(incident_id: UUID, acting_user: Actor) -> Incident:
    acting_user.require("incidents.approve")
    incident = locks.lock_incident(incidents_for(acting_user), incident_id)
    if incident.reported_by_id == acting_user.id:
        raise NotAllowed(
            _("Whoever wrote the report can't be the one who approves it."), code=IncidentError.SAME_PERSON
        )
    return incident
