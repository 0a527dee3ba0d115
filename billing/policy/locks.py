"""Row locks of the policy."""

from uuid import UUID

from accounts.actors import Actor
from billing.policy.models import PolicyVersion
from billing.policy.selectors import versions_for


def lock_version(version_id: UUID, actor: Actor) -> PolicyVersion:
    """Lock a version that the person may see. Raises NotYours otherwise."""
    version: PolicyVersion = versions_for(actor).locked().get_or_404(version_id)
    return version
