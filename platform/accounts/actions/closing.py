"""A place that is closed: nobody holds a post there any more, no key opens it, no invitation leads to it. Or it becomes somebody else's."""

from collections.abc import Collection
from uuid import UUID

from accounts.models import ApiKey, Invitation, Membership
from common.clock import now
from common.history.record import record
from common.people import Person


def close_place(station_id: UUID, *, acting_user: Person, reason: str = "", but: Collection[UUID] = ()) -> int:
    """End all memberships of a station, its keys and open invitations, in the caller's transaction. Returns how many; again it finds none.

    Whoever is in `but` keeps what they hold, but no key.
    """
    count = end_memberships(station_id, acting_user=acting_user, reason=reason, but=but)
    for key in ApiKey.objects.filter(station_id=station_id, revoked_at__isnull=True).locked():
        key.change(revoked_at=now())
        record(key, "api_key.revoked", acting_user, after={"label": key.label}, reason=reason)
        count += 1
    open_ones = Invitation.objects.filter(station_id=station_id, accepted_at__isnull=True, withdrawn_at__isnull=True)
    for invitation in open_ones.locked():
        invitation.change(withdrawn_at=now())
        record(invitation, "invitation.withdrawn", acting_user, after={"email": invitation.email}, reason=reason)
        count += 1
    return count


def end_memberships(
    station_id: UUID,
    *,
    acting_user: Person,
    reason: str = "",
    but: Collection[UUID] = (),
    people: Collection[UUID] | None = None,
) -> int:
    """End what people hold at a station: all of them, or `people` alone; never those in `but`. Returns how many memberships."""
    rows = Membership.objects.filter(station_id=station_id, ended_at__isnull=True).exclude(user_id__in=but)
    if people is not None:
        rows = rows.filter(user_id__in=people)
    found = list(rows.select_related("user").locked())
    for membership in found:
        membership.change(ended_at=now())
        after = {"person": membership.user.name, "role": membership.role, "post": membership.post}
        record(membership, "membership.ended", acting_user, after=after, reason=reason)
    return len(found)
