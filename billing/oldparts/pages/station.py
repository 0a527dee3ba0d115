"""Old parts at the station: the claim-parts store, labels, shipments, what may be let go."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.oldparts.actions import let_go, ship_parts, store_part
from billing.oldparts.choices import AT_STATION, PartStatus
from billing.oldparts.forms import ShelfForm, ShipForm
from billing.oldparts.models import OldPart
from billing.oldparts.pages.shared import OldPartDetail, OldPartList, back
from billing.oldparts.pages.tables import StoreTable
from billing.oldparts.selectors import going_soon, old_parts_for, ready_to_ship, store_of
from common.clock import today
from common.pages import ActPage, Button, Crumb, FormPage
from common.pages.parts import address
from common.text import Text

SHIPPED_AT_MOST = 500


def label_buttons() -> list[Button]:
    """Return the two ways of printing labels: on sheets, and on a roll."""
    sheet = address("oldparts:labels")
    return [
        Button(_("Labels on sheets"), sheet, "oldparts.view", icon="printer"),
        Button(_("Labels on a roll"), f"{sheet}?paper=roll", "oldparts.view", icon="printer"),
    ]


class StationOldPartList(OldPartList):
    """The station's old parts."""

    def page_buttons(self) -> list[Button]:
        """Print labels, send parts."""
        return [
            *super().page_buttons(),
            *label_buttons(),
            Button(_("Send parts"), "oldparts:ship", "oldparts.ship", primary=True, icon="truck-delivery"),
        ]


class Store(OldPartList):
    """The claim-parts store (索赔件仓库): what lies here, on which shelf, what must go by when, what is kept until when."""

    title = _("Claim-parts store")
    table_class = StoreTable
    lit = "oldparts:store"
    empty = _("The store is empty. A part lies here from its repair until it is sent, or until its day is over.")

    def rows(self) -> QuerySet[Any]:
        """Return what lies in the store, most urgent first."""
        return store_of(self.actor)

    def subtitle(self) -> Text:
        """Return how many have to leave soon."""
        count = going_soon(self.actor).count()
        return _("To be sent within a week: %(n)d") % {"n": count} if count else ""

    def page_buttons(self) -> list[Button]:
        """Print labels, send parts."""
        send = Button(_("Send parts"), "oldparts:ship", "oldparts.ship", primary=True, icon="truck-delivery")
        return [*label_buttons(), send]


class StationOldPartDetail(OldPartDetail):
    """One part as the station sees it."""

    def buttons(self, record: OldPart) -> list[Button]:
        """Print its label, put it on a shelf, send it, let it go."""
        own = f"{address('oldparts:labels')}?part={record.pk}"
        found = [
            Button(_("Print label"), own, "oldparts.view", icon="printer"),
            Button(_("Label on a roll"), f"{own}&paper=roll", "oldparts.view", icon="printer"),
        ]
        if record.status in AT_STATION:
            found.append(Button(_("Shelf"), "oldparts:shelf", "oldparts.store", (record.pk,)))
        if PartStatus.SHIPPED in record.possible_moves():
            found.append(Button(_("Send parts"), "oldparts:ship", "oldparts.ship", primary=True))
        if record.keep_until and record.keep_until < today() and PartStatus.DISPOSED in record.possible_moves():
            found.append(Button(_("Scrap it"), "oldparts:let_go", "oldparts.ship", (record.pk,), danger=True))
        return found


class OfPart(FormPage):
    """The base of steps on one part at the station."""

    lit = "oldparts:store"

    @cached_property
    def part(self) -> OldPart:
        """Return the part through the gate."""
        part: OldPart = old_parts_for(self.actor).get_or_404(self.kwargs["pk"])
        return part

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(self.part.label_code, self.part.get_absolute_url())]


class PutOnShelf(OfPart):
    """Where a part lies."""

    action = "oldparts.store"
    title = _("Shelf")
    form_class = ShelfForm
    narrow = True

    def record(self) -> OldPart:
        """Show the present shelf."""
        return self.part

    def perform(self, form: Any) -> str:
        """Write it down."""
        return store_part(self.part.pk, shelf=form.cleaned_data["shelf"], acting_user=self.actor).get_absolute_url()


class LetGo(OfPart, ActPage):
    """Scrap a part whose day is over."""

    action = "oldparts.ship"
    title = _("Scrap it")
    explain = _("The part was kept until its day and head office did not ask for it. Scrap it by the rules for waste.")
    reason = "optional"
    danger = True

    def perform(self, reason: str) -> str:
        """Let it go."""
        return let_go(self.part.pk, note=reason, acting_user=self.actor).get_absolute_url()


class ShipParts(FormPage):
    """Put labelled parts into one consignment of one or more boxes."""

    action = "oldparts.ship"
    title = _("Send old parts")
    template_name = "oldparts/ship.html"
    form_class = ShipForm
    submit_label = _("Send")
    success = _("The shipment is on record. Print its packing list and put it into the parcel.")
    lit = "oldparts:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def form_arguments(self) -> dict[str, Any]:
        """Offer what is labelled and not sent."""
        return {"ready": list(ready_to_ship(self.actor)[:SHIPPED_AT_MOST])}

    def perform(self, form: Any) -> str:
        """Send them."""
        given = form.cleaned_data
        shipment = ship_parts(
            given["parts"],
            carrier=given["carrier"],
            tracking_number=given["tracking_number"],
            boxes=given["boxes"],
            acting_user=self.actor,
        )
        return shipment.get_absolute_url()
