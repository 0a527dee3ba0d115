"""Which violations and offences a person may see."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from accounts.roles import Role
from audit.violations.choices import APPEAL_PHOTO, REPORT_PHOTO, SHOWN_TO_STATION, ViolationStatus
from audit.violations.models import Offence, Violation
from common.files.models import StoredFile
from common.records import RecordQuerySet
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for

REGIONAL_ONLY = frozenset({Role.REGIONAL_OFFICE})
KINDS = {"report": REPORT_PHOTO, "appeal": APPEAL_PHOTO}


def violations_for(actor: Actor) -> RecordQuerySet:
    """Return the violations in sight: all for head office, a region's for its office; a station's own once they are decided.

    A station does not see what is only suspected, nor who reported it.
    """
    rows = Violation.objects.select_related("station", "offence")
    if not actor.may("violations.view"):
        return rows.none()
    if actor.station_id is not None:
        shown = Q(status__in=SHOWN_TO_STATION) | Q(appealed_at__isnull=False)
        return rows.filter(shown, station_id=actor.station_id)
    if not actor.is_office:
        return rows.none()
    return rows.filter(station__region=actor.region) if actor.roles <= REGIONAL_ONLY else rows


def offences_for(actor: Actor) -> RecordQuerySet:
    """Return the catalogue: all of it for head office, what is in force for a station."""
    rows: RecordQuerySet = Offence.objects.all()
    if not actor.may("violations.view"):
        return rows.none()
    return rows if actor.is_office else rows.filter(is_active=True)


def offences_to_choose() -> RecordQuerySet:
    """Return the offences that are in force."""
    rows: RecordQuerySet = Offence.objects.filter(is_active=True)
    return rows


def stations_to_choose(request: Any = None) -> RecordQuerySet:
    """Return the stations that a filter or form offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


def photos_of(violation: Violation, which: str) -> Sequence[StoredFile]:
    """Return the photos of the report or of the appeal, in the order in which they came."""
    return list(StoredFile.objects.filter(subject_id=violation.pk, kind=KINDS[which]).order_by("created_at"))


def photo_of(violation: Violation, file_id: UUID) -> StoredFile:
    """Return one photo of a record that the gate has let through. Raises NotYours."""
    file: StoredFile = StoredFile.objects.filter(subject_id=violation.pk, kind__in=KINDS.values()).get_or_404(file_id)
    return file


def waiting(actor: Actor) -> RecordQuerySet:
    """Return what waits for this person's step."""
    states: list[str] = []
    if actor.may("violations.investigate"):
        states += [ViolationStatus.REPORTED, ViolationStatus.INVESTIGATING]
    if actor.may("violations.decide"):
        states.append(ViolationStatus.SUBMITTED)
    if actor.may("violations.hear"):
        states.append(ViolationStatus.APPEALED)
    if actor.may("violations.appeal"):
        states.append(ViolationStatus.DECIDED)
    rows: RecordQuerySet = violations_for(actor).filter(status__in=states)
    return rows.order_by("created_at")
