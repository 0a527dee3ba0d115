"""Row locks of the workshop. Everything that belongs to an order is changed under the order's lock."""

from uuid import UUID

from accounts.actors import Actor
from tenants.workshop.models import RepairOrder
from tenants.workshop.selectors import repair_orders_for


def lock_order(order_id: UUID, actor: Actor) -> RepairOrder:
    """Return the order under its row lock. Raises NotYours when it is not in the person's sight."""
    order: RepairOrder = repair_orders_for(actor).locked().get_or_404(order_id)
    return order
