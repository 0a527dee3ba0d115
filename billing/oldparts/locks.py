"""Row locks of old parts and shipments, ordered by their keys."""

from collections.abc import Sequence
from uuid import UUID

from accounts.actors import Actor
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.selectors import old_parts_for, shipments_for
from common.records import lock_all


def lock_part(part_id: UUID, actor: Actor) -> OldPart:
    """Lock a part in the person's sight. Raises NotYours when there is none."""
    part: OldPart = old_parts_for(actor).locked().get_or_404(part_id)
    return part


def lock_parts(part_ids: Sequence[UUID], actor: Actor) -> Sequence[OldPart]:
    """Lock those of the parts that the person may see."""
    return lock_all(old_parts_for(actor).filter(pk__in=part_ids))


def lock_shipment(shipment_id: UUID, actor: Actor) -> Shipment:
    """Lock a shipment in the person's sight. Raises NotYours when there is none."""
    shipment: Shipment = shipments_for(actor).locked().get_or_404(shipment_id)
    return shipment


def lock_part_of_line(line_id: UUID) -> OldPart | None:
    """Lock the part of a claim line; the caller has passed a gate of its own. None when the line has none."""
    part: OldPart | None = OldPart.objects.filter(line_id=line_id).locked().first()
    return part
