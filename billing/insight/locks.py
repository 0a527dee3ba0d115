"""Row locks of warnings."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from billing.insight.models import BatchWarning
from billing.insight.selectors import warnings_for
from common.records import lock_all


def lock_warning(key: UUID, actor: Actor) -> BatchWarning:
    """Lock a warning in the actor's sight. Raises NotYours for any other."""
    warning: BatchWarning = warnings_for(actor).locked().get_or_404(key)
    return warning


def lock_warnings_about(subject: str, code: str) -> Sequence[BatchWarning]:
    """Lock all warnings about a part or component."""
    return lock_all(BatchWarning.objects.filter(subject=subject, subject_code=code))
