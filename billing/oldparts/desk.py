"""What old parts hang into the frame."""

from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from billing.chargeback.evidence import evidence_source
from billing.oldparts.choices import PartStatus, Verdict
from billing.oldparts.evidence import claim_extract, part_check
from billing.oldparts.selectors import escalated, going_soon, old_parts_for, ready_to_ship
from common.clock import business_zone
from common.pages import OFFICE, STATION, Card, Hit, Task, cards, menu, say, searches, tasks
from common.pages.parts import address
from common.pages.timeline import label, spell

menu.add(
    "recovery",
    _("Old parts"),
    "oldparts:list",
    icon="recycle",
    action="oldparts.view",
    places=(OFFICE, STATION),
    order=20,
)
menu.add(
    "recovery",
    _("Claim-parts store"),
    "oldparts:store",
    icon="building-warehouse",
    action="oldparts.store",
    places=(STATION,),
    order=19,
    words="索赔件仓库",
)
menu.add("recovery", _("Disposal register"), "oldparts:disposals", icon="recycle", action="oldparts.dispose", order=24)
menu.add("recovery", _("Receive old parts"), "oldparts:receive", icon="barcode", action="oldparts.receive", order=22)


def end_of(day: date) -> datetime:
    """Return the end of a day, where the manufacturer is."""
    return datetime.combine(day, time(23, 59), tzinfo=business_zone())


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


def escalated_card(actor: Any) -> Card:
    """Return how many parts are overdue for so long that somebody has to decide."""
    count = escalated(actor).count()
    url = f"{address('oldparts:list')}?escalated=true"
    return Card(_("Old parts escalated"), count, url, tone="bad" if count else "good", icon="alert-triangle")


def parts_due(actor: Any) -> list[Task]:
    """Return what has to leave the station's store within a week."""
    text = gettext("Send old part %(code)s")
    return [
        Task(text % {"code": part.label_code}, part.get_absolute_url(), end_of(part.due_on), part.name)
        for part in going_soon(actor)[:5]
    ]


evidence_source(claim_extract)
evidence_source(part_check)
cards.add(escalated_card, action="oldparts.waive", places=(OFFICE,), order=22)
tasks.add(parts_due, action="oldparts.ship", places=(STATION,))
cards.add(to_send_card, action="oldparts.ship", places=(STATION,), order=20)
cards.add(to_check_card, action="oldparts.receive", places=(OFFICE,), order=20)
searches.add(kind=_("Old part"), action="oldparts.view", find=find_parts, places=(OFFICE, STATION), order=40)
say(
    {
        "old_part.labelled": _("Label made"),
        "old_part.shipped": _("Sent"),
        "old_part.received": _("Received"),
        "old_part.confirmed": _("Confirmed"),
        "old_part.rejected": pgettext_lazy("old part", "Refused"),
        "old_part.missing": _("Given up as missing"),
        "old_part.waived": _("Waived"),
        "old_part.overdue": _("Overdue"),
        "old_part.disposed": _("Disposed of"),
        "old_part.recalled": _("Asked back"),
        "old_part.stored": _("Put on a shelf"),
        "old_part.let_go": _("Scrapped at the station"),
        "old_part.warned": _("Station warned"),
        "old_part.escalated": _("Escalated"),
        "old_part.weighed_in": _("Weighed in"),
        "old_part.reinspected": _("Re-inspected"),
        "old_part.lent": _("Sent to the supplier"),
        "old_part.given_back": _("Came back from the supplier"),
        "disposal.entered": _("Entered into the register"),
        "reinspection.entered": _("Re-inspected"),
        "shipment.partly_received": _("First part received"),
        "shipment.closed": _("Closed with differences"),
        "shipment.sent": _("Sent"),
        "shipment.received": _("All parts received"),
    }
)
label(
    {
        "parts": _("Parts"),
        "line": _("Line"),
        "register": _("Disposal register"),
        "missing": _("Missing"),
        "photo": _("Photo"),
        "verdict": _("Verdict"),
        "line_minor": _("claim line"),
        "due_minor": _("amount due"),
        "chargeback": _("Chargeback"),
    }
)
spell({"verdict": Verdict})
