"""Which certificates and courses a person may see."""

from collections.abc import Iterable
from datetime import timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.actors import Actor
from accounts.roles import Role
from audit.certification.choices import Standing
from audit.certification.models import EXPIRES_SOON_DAYS, Certificate, Course
from common.clock import today
from common.documents import read_token
from common.records import RecordQuerySet
from common.scope import for_office
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for


def certificates_for(actor: Actor) -> RecordQuerySet:
    """Return the certificates in sight: all for head office, the station's for its manager, else a person's own."""
    rows = Certificate.objects.select_related("station", "course", "renews")
    if not actor.may("certification.view"):
        return rows.none()
    if actor.station_id is not None:
        own = rows.filter(station_id=actor.station_id)
        return own if actor.has(Role.STATION_MANAGER) else own.filter(user_id=actor.id)
    return rows if actor.is_office else rows.none()


def courses_for(actor: Actor) -> RecordQuerySet:
    """Return the courses: those that are offered for stations, all for head office."""
    rows = Course.objects.all()
    if not actor.may("certification.view") or actor.is_supplier:
        return rows.none()
    return rows if actor.is_office else rows.filter(is_offered=True)


def archive_of(actor: Actor, user_id: UUID) -> RecordQuerySet:
    """Return a person's training archive as far as the actor may see it, newest first."""
    return certificates_for(actor).filter(user_id=user_id).order_by("-valid_from")


def expiring_for(actor: Actor) -> RecordQuerySet:
    """Return the certificates in sight that end within a month and were not renewed, the next to end first."""
    rows: RecordQuerySet = certificates_for(actor).filter(standing_is([Standing.EXPIRING]), renewed_by__isnull=True)
    return rows.order_by("valid_until")


def by_token(token: str) -> Certificate | None:
    """Return the certificate that a verification token names, for anybody; None for a token that is not ours."""
    key = read_token("certificate", token)
    if key is None:
        return None
    with for_office():
        found: Certificate | None = Certificate.objects.select_related("station").filter(pk=key).first()
    return found


def standing_is(standings: Iterable[Standing]) -> Q:
    """Return the condition of standing like one of these today; the same rule as `Certificate.standing_on`."""
    day = today()
    soon = day + timedelta(days=EXPIRES_SOON_DAYS)
    kept = Q(revoked_at__isnull=True)
    conditions = {
        Standing.REVOKED: Q(revoked_at__isnull=False),
        Standing.UPCOMING: kept & Q(valid_from__gt=day),
        Standing.EXPIRED: kept & Q(valid_until__lt=day),
        Standing.EXPIRING: kept & Q(valid_from__lte=day, valid_until__gte=day, valid_until__lte=soon),
        Standing.VALID: kept & Q(valid_from__lte=day, valid_until__gt=soon),
    }
    return reduce(or_, (conditions[one] for one in standings))


def stations_to_choose(request: Any = None) -> RecordQuerySet:
    """Return the stations that a filter or form offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()
