"""Gates of people, memberships, invitations and keys, and what other floors ask about people."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.actors import Actor
from accounts.models import ApiKey, Invitation, Membership, User
from accounts.roles import STATION_ROLES, Role
from accounts.tokens import hash_of
from common.clock import now
from common.records import RecordQuerySet


def current_memberships() -> RecordQuerySet:
    """Return the memberships that have not ended, of people who may sign in."""
    rows: RecordQuerySet = Membership.objects.filter(ended_at__isnull=True, user__is_active=True)
    return rows


def memberships_for(actor: Actor) -> RecordQuerySet:
    """Return the memberships in the person's sight: their station's for those who see its posts, all for head office's administrators."""
    if actor.is_station and actor.may("posts.view"):
        return Membership.objects.filter(station_id=actor.station_id)
    if actor.is_office and actor.may("accounts.view"):
        return Membership.objects.all()
    return Membership.objects.none()


def people_for(actor: Actor) -> QuerySet[User]:
    """Return the people who hold, or held, a membership in the person's sight."""
    return User.objects.filter(memberships__in=memberships_for(actor)).distinct().order_by("name")


def invitations_for(actor: Actor) -> RecordQuerySet:
    """Return the invitations in the person's sight, by the same rule as memberships."""
    if actor.is_station and actor.may("posts.view"):
        return Invitation.objects.filter(station_id=actor.station_id)
    if actor.is_office and actor.may("accounts.view"):
        return Invitation.objects.all()
    return Invitation.objects.none()


def open_invitations(actor: Actor) -> RecordQuerySet:
    """Return the invitations that wait for an answer."""
    rows: RecordQuerySet = invitations_for(actor).filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    return rows


def invitation_by_token(token: str) -> Invitation | None:
    """Return the open invitation behind a token; None when it is unknown, old, used or withdrawn."""
    rows = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now())
    return rows.filter(token_hash=hash_of(token)).first()


def keys_for(actor: Actor) -> RecordQuerySet:
    """Return the person's own keys for the place where they stand."""
    rows: RecordQuerySet = ApiKey.objects.filter(user=actor.user, station_id=actor.station_id)
    return rows


def people_at(station_id: UUID, *roles: Role) -> list[User]:
    """Return the people who work at a station now (in one of `roles`, when given), by name."""
    held = current_memberships().filter(station_id=station_id, role__in=roles or STATION_ROLES)
    return list(User.objects.filter(memberships__in=held).distinct().order_by("name"))


def person_at(station_id: UUID, user_id: UUID) -> User | None:
    """Return this person if they work at the station now."""
    held = current_memberships().filter(station_id=station_id, user_id=user_id)
    return User.objects.filter(memberships__in=held).first()


def office_people(*roles: Role) -> list[User]:
    """Return the people at head office who hold one of `roles`."""
    held = current_memberships().filter(station_id__isnull=True, role__in=roles)
    return list(User.objects.filter(memberships__in=held).distinct().order_by("name"))


def regional_people(region: str) -> list[User]:
    """Return the people of a region's office."""
    held = current_memberships().filter(station_id__isnull=True, role=Role.REGIONAL_OFFICE, region=region)
    return list(User.objects.filter(memberships__in=held).distinct().order_by("name"))


def user_by_email(email: str) -> User | None:
    """Return the person whose login this address is, whatever its case."""
    return User.objects.filter(email__iexact=email.strip()).first()
