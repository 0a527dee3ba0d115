"""What the stock hangs into the frame."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.pages import STATION, Card, Hit, cards, menu, say, searches
from common.pages.timeline import label
from tenants.parts.selectors import short_items, stock_items_for

HERE = (STATION,)

menu.add("workshop", _("Stock"), "parts:stock", icon="packages", action="parts.view", places=HERE, order=20, key="k")
say(
    {
        "stock_item.kept": _("Kept from now on"),
        "stock_item.changed": _("Minimum or place changed"),
        "stock_item.received": _("Receipt"),
        "stock_item.issued": _("Issued to a repair order"),
        "stock_item.counted": _("Stocktake"),
        "stock_item.fell_short": _("Fell below the minimum"),
    }
)
label({"quantity": _("Quantity"), "part_number": _("Part number"), "on_hand": _("On hand")})


def short_of(actor: Actor) -> Card:
    """Count what lies below its minimum."""
    count = short_items(actor).count()
    url = reverse("parts:stock") + "?short=true"
    return Card(
        _("Below minimum"), count, url, _("to be ordered") if count else "", "warn" if count else "", "packages"
    )


def find_items(actor: Actor, q: str) -> Sequence[Hit]:
    """Find stock items by number."""
    rows = stock_items_for(actor).filter(part_number__icontains=q)[:6]
    return [Hit(str(row), row.get_absolute_url(), f"{row.on_hand}", "packages") for row in rows]


cards.add(short_of, action="parts.view", places=HERE, order=20)
searches.add(kind=_("Stock"), action="parts.view", find=find_items, places=HERE, order=40)
