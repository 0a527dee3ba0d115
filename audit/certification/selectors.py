"""Which certificates and courses a person may see."""

from uuid import UUID

from accounts.actors import Actor
from accounts.roles import Role
from audit.certification.models import Certificate, Course
from common.records import RecordQuerySet


def certificates_for(actor: Actor) -> RecordQuerySet:
    """Return the certificates in sight: all for head office, the station's for its manager, else a person's own."""
    rows = Certificate.objects.select_related("station", "course")
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
