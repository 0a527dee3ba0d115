"""What old parts hang into the frame."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.oldparts.choices import PartStatus
from billing.oldparts.selectors import old_parts_for, ready_to_ship
from common.pages import OFFICE, STATION, Card, Hit, cards, menu, say, searches
from common.pages.parts import address
from common.pages.timeline import label

menu.add(
    "billing",
    _("Old parts"),
    "oldparts:list",
    icon="recycle",
    action="oldparts.view",
    places=(OFFICE, STATION),
    order=20,
)
menu.add("billing", _("Receive old parts"), "oldparts:receive", icon="barcode", action="oldparts.receive", order=22)


def find_parts(actor: Any, q: str) -> list[Hit]:
    """Return parts by label."""
    found = old_parts_for(actor).filter(label_code__icontains=q)[:6]
    return [
        Hit(part.label_code, part.get_absolute_url(), f"{part.name} · {part.get_status_display()}") for part in found
    ]


def to_send_card(actor: Any) -> Card:
    """Return how many parts the station has to send, and whether one is overdue."""
    ready = ready_to_ship(actor)
    late = ready.filter(is_overdue=True).count()
    detail = _("overdue: %(n)d") % {"n": late} if late else ""
    url = f"{address('oldparts:list')}?status=labelled"
    return Card(_("Old parts to send"), ready.count(), url, detail, tone="bad" if late else "", icon="truck-delivery")


def to_check_card(actor: Any) -> Card:
    """Return how many parts wait for their check."""
    count = old_parts_for(actor).filter(status=PartStatus.RECEIVED).count()
    return Card(_("Old parts to check"), count, address("oldparts:receive"), icon="barcode")


cards.add(to_send_card, action="oldparts.ship", places=(STATION,), order=20)
cards.add(to_check_card, action="oldparts.receive", places=(OFFICE,), order=20)
searches.add(kind=_("Old part"), action="oldparts.view", find=find_parts, places=(OFFICE, STATION), order=40)
say(
    {
        "old_part.labelled": _("Label made"),
        "old_part.shipped": _("Sent"),
        "old_part.received": _("Received"),
        "old_part.confirmed": _("Confirmed"),
        "old_part.rejected": _("Refused"),
        "old_part.missing": _("Given up as missing"),
        "old_part.waived": _("Waived"),
        "old_part.overdue": _("Overdue"),
        "old_part.disposed": _("Disposed of"),
        "shipment.sent": _("Sent"),
        "shipment.received": _("All parts received"),
    }
)
label({"parts": _("Parts"), "line": _("Line")})
