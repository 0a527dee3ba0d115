"""Row locks of customer care."""

from uuid import UUID

from accounts.actors import Actor
from tenants.care.models import FollowUp
from tenants.care.selectors import follow_ups_for


def lock_follow_up(key: UUID, actor: Actor) -> FollowUp:
    """Return the follow-up under its row lock. Raises NotYours when it is not in the person's sight."""
    row: FollowUp = follow_ups_for(actor).locked().get_or_404(key)
    return row
