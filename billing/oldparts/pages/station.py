"""Old parts at the station: print labels, send several back at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from billing.oldparts.actions import ship_parts
from billing.oldparts.choices import PartStatus
from billing.oldparts.forms import ShipForm
from billing.oldparts.models import OldPart
from billing.oldparts.pages.shared import OldPartDetail, OldPartList, back
from billing.oldparts.selectors import ready_to_ship
from common.pages import Button, Crumb, FormPage
from common.pages.parts import address


class StationOldPartList(OldPartList):
    """The station's old parts."""

    def page_buttons(self) -> list[Button]:
        """Print labels, send parts."""
        return [
            *super().page_buttons(),
            Button(_("Print labels"), "oldparts:labels", "oldparts.view", icon="printer"),
            Button(_("Send parts"), "oldparts:ship", "oldparts.ship", primary=True, icon="truck-delivery"),
        ]


class StationOldPartDetail(OldPartDetail):
    """One part as the station sees it."""

    def buttons(self, record: OldPart) -> list[Button]:
        """Print its label, send it."""
        from_url = f"?part={record.pk}"
        found = [Button(_("Print label"), address("oldparts:labels") + from_url, "oldparts.view", icon="printer")]
        if PartStatus.SHIPPED in record.possible_moves():
            found.append(Button(_("Send parts"), "oldparts:ship", "oldparts.ship", primary=True))
        return found


class ShipParts(FormPage):
    """Put labelled parts into one consignment."""

    action = "oldparts.ship"
    title = _("Send old parts")
    form_class = ShipForm
    submit_label = _("Send")
    success = _("The shipment is on record. Print its packing list and put it into the parcel.")
    lit = "oldparts:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def form_arguments(self) -> dict[str, Any]:
        """Offer what is labelled and not sent."""
        return {"ready": list(ready_to_ship(self.actor)[:500])}

    def perform(self, form: Any) -> str:
        """Send them."""
        given = form.cleaned_data
        shipment = ship_parts(
            [UUID(key) for key in given["parts"]],
            carrier=given["carrier"],
            tracking_number=given["tracking_number"],
            acting_user=self.actor,
        )
        return shipment.get_absolute_url()
