"""What becomes of a checked part in the end."""

from uuid import UUID

from django.db import transaction

from accounts.actors import Actor
from billing.oldparts.choices import Disposal, PartStatus
from billing.oldparts.locks import lock_part
from billing.oldparts.models import OldPart
from common.clock import now
from common.history.record import record


@transaction.atomic
def dispose_part(part_id: UUID, *, disposal: Disposal, acting_user: Actor, note: str = "") -> OldPart:
    """Write the part into the disposal register. Raises WrongState unless it was confirmed or rejected."""
    acting_user.require("oldparts.dispose")
    part = lock_part(part_id, acting_user)
    before = {"status": part.status}
    part.move_to(PartStatus.DISPOSED, disposal=disposal, disposed_at=now(), disposed_by_name=acting_user.name)
    after = {"status": part.status, "disposal": disposal}
    record(part, "old_part.disposed", acting_user, before=before, after=after, reason=note)
    return part
