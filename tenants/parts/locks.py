"""Row locks of the stock."""

from uuid import UUID

from accounts.actors import Actor
from tenants.parts.models import StockItem
from tenants.parts.selectors import stock_items_for


def lock_item(item_id: UUID, actor: Actor) -> StockItem:
    """Return the item under its row lock. Raises NotYours when it is not in the person's sight."""
    item: StockItem = stock_items_for(actor).locked().get_or_404(item_id)
    return item
