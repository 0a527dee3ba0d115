"""Row locks of accounts."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from accounts.models import ApiKey, Invitation, Membership
from accounts.selectors import current_memberships, invitations_for, keys_for, memberships_for
from common.records import lock_all


def lock_membership(key: UUID, actor: Actor) -> Membership:
    """Return the membership under its row lock. Raises NotYours when it is not in the person's sight."""
    row: Membership = memberships_for(actor).locked().get_or_404(key)
    return row


def lock_managers(role: str, station_id: UUID | None) -> Sequence[Membership]:
    """Return everybody who holds `role` at a place, locked in order, so that two people can't end each other's last one."""
    return lock_all(current_memberships().filter(role=role, station_id=station_id))


def lock_invitation(key: UUID, actor: Actor) -> Invitation:
    """Return the invitation under its row lock. Raises NotYours when it is not in the person's sight."""
    row: Invitation = invitations_for(actor).locked().get_or_404(key)
    return row


def lock_invitation_by_hash(token_hash: str) -> Invitation | None:
    """Return the invitation that a token belongs to, under its row lock."""
    return Invitation.objects.filter(token_hash=token_hash).locked().first()


def lock_key(key: UUID, actor: Actor) -> ApiKey:
    """Return the person's API key under its row lock. Raises NotYours for anybody else's."""
    row: ApiKey = keys_for(actor).locked().get_or_404(key)
    return row
