"""Which events, bulletins and reports a person may see."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import STATION_ROLES, Role
from accounts.selectors import current_memberships
from catalog.models import Vehicle
from common.records import RecordQuerySet
from network.incidents.choices import RUNNING, WAITING
from network.incidents.models import (
    Bulletin,
    BulletinReceipt,
    Incident,
    IncidentLink,
    IncidentPolicy,
    IncidentTask,
    QualityReport,
    SupportCase,
    TaskForceMember,
)

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})
VIEW, REPORTS, BULLETINS = "incidents.view", "qualityreports.view", "bulletins.view"


def incidents_for(actor: Actor) -> RecordQuerySet:
    """Return the events: head office's alone. A station is told by bulletins."""
    rows: RecordQuerySet = Incident.objects.select_related("policy")
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def reports_for(actor: Actor) -> RecordQuerySet:
    """Return the quality reports: all for head office, a region's for its office, a station's own."""
    rows: RecordQuerySet = QualityReport.objects.select_related("station")
    if not actor.may(REPORTS):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def receipts_for(actor: Actor) -> RecordQuerySet:
    """Return the copies of bulletins: a station's own, head office's all."""
    rows: RecordQuerySet = BulletinReceipt.objects.select_related("bulletin__incident", "station")
    if not actor.may(BULLETINS):
        return rows.none()
    if actor.station_id is not None:
        return rows.filter(station_id=actor.station_id)
    return rows if actor.is_office else rows.none()


def policies_for(actor: Actor) -> RecordQuerySet:
    """Return the editions of the rules."""
    rows: RecordQuerySet = IncidentPolicy.objects.all()
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def policy_on(day: date) -> IncidentPolicy | None:
    """Return the edition in force on a day."""
    found: IncidentPolicy | None = (
        IncidentPolicy.objects.filter(starts_on__lte=day).order_by("-starts_on", "-edition").first()
    )
    return found


def tasks_of(incident: Incident) -> Sequence[IncidentTask]:
    """Return checklist and follow-up measures in order."""
    return list(IncidentTask.objects.filter(incident=incident))


def tasks_for(actor: Actor) -> RecordQuerySet:
    """Return the lines of checklists in sight."""
    rows: RecordQuerySet = IncidentTask.objects.select_related("incident")
    return rows if actor.is_office and actor.may(VIEW) else rows.none()


def own_tasks(actor: Actor) -> RecordQuerySet:
    """Return what this person still has to do."""
    rows: RecordQuerySet = tasks_for(actor).filter(owner_id=actor.id, done_at__isnull=True)
    return rows.order_by("due_at")


def members_of(incident: Incident) -> Sequence[TaskForceMember]:
    """Return the task force."""
    return list(TaskForceMember.objects.filter(incident=incident))


def links_of(incident: Incident) -> Sequence[IncidentLink]:
    """Return what is tied to an event."""
    return list(IncidentLink.objects.filter(incident=incident))


def bulletins_of(incident: Incident) -> Sequence[Any]:
    """Return the bulletins, the newest first, each with how many stations got it and signed for it."""
    counted = Bulletin.objects.filter(incident=incident).annotate(
        sent=Count("receipts"), signed=Count("receipts", filter=Q(receipts__signed_at__isnull=False))
    )
    return list(counted.order_by("-edition"))


def support_cases_of(incident: Incident) -> Sequence[SupportCase]:
    """Return what was handed to support."""
    return list(SupportCase.objects.filter(incident=incident).select_related("asked"))


def running(actor: Actor) -> RecordQuerySet:
    """Return the events that run, the most severe first."""
    rows: RecordQuerySet = incidents_for(actor).filter(status__in=RUNNING)
    return rows.order_by("severity", "-created_at")


def waiting_reports(actor: Actor) -> RecordQuerySet:
    """Return the quality reports that wait for head office."""
    rows: RecordQuerySet = reports_for(actor).filter(status__in=WAITING)
    return rows.order_by("due_at")


def to_sign(actor: Actor) -> RecordQuerySet:
    """Return the bulletins for which the station has not signed."""
    rows: RecordQuerySet = receipts_for(actor).filter(signed_at__isnull=True)
    return rows


def people() -> list[User]:
    """Return head office's people, who may be called into a task force."""
    held = current_memberships().filter(station_id__isnull=True).exclude(role__in=[*STATION_ROLES, Role.SUPPLIER])
    return list(User.objects.filter(memberships__in=held).distinct().order_by("name"))


def still_here(keys: Iterable[UUID | str | None]) -> list[User]:
    """Return those of these people who work at head office still."""
    wanted = {str(key) for key in keys}
    return [one for one in people() if str(one.pk) in wanted]


def vehicles_in_batch(incident: Incident) -> int:
    """Return how many vehicles were built in the months of the batch; None of them is named here."""
    if incident.built_from is None or incident.built_to is None:
        return 0
    return Vehicle.objects.filter(built_on__range=(incident.built_from, incident.built_to)).count()
