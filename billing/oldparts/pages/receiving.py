"""The receiving desk: as fast as one scans. With a script each scan is sent by itself and told by sound; without one the form does it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.oldparts.actions import close_shipment, receive_part
from billing.oldparts.forms import ScanForm
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.pages.checking import check_buttons
from billing.oldparts.pages.shared import ShipmentDetail, back, part_of
from billing.oldparts.selectors import find_shipment, recently_received, shipments_for
from common.errors import DomainError, Invalid
from common.pages import ActPage, Button, Crumb, FormPage, Page
from common.pages.parts import address


def shipment_on_table(number: str, actor: Any) -> UUID | None:
    """Return the shipment that lies on the table, None when none was named. Raises Invalid for a number that nobody knows."""
    if not number.strip():
        return None
    shipment = find_shipment(number, actor)
    if shipment is None:
        raise Invalid(now_("There is no shipment %(number)s.") % {"number": number.strip()[:30]}, field="shipment")
    return shipment.pk


class ReceiveParts(FormPage):
    """The receiving desk: a scan field, the part that was just scanned, and what waits for its check."""

    action = "oldparts.receive"
    title = _("Receive old parts")
    template_name = "oldparts/receive.html"
    form_class = ScanForm
    submit_label = _("Receive")
    success = _("Received.")
    lit = "oldparts:receive"
    narrow = False

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def perform(self, form: Any) -> str:
        """Take it in, then show it for the check."""
        given = form.cleaned_data
        table = shipment_on_table(given["shipment"], self.actor)
        part = receive_part(given["code"], shipment_id=table, acting_user=self.actor)
        kept = f"&shipment={given['shipment'].strip()}" if table else ""
        return f"{address('oldparts:receive')}?part={part.pk}{kept}"

    def context(self) -> dict[str, Any]:
        """Return the part that was scanned and those that wait for their check."""
        chosen = self.request.GET.get("part")
        part = part_of(self.actor, chosen) if chosen else None
        buttons = check_buttons(part) if part else []
        return {"part": part, "check_buttons": buttons, "received": recently_received(self.actor)}


class Scan(Page):
    """One scan, answered with a row for the list on the desk: what came in, or why not. 200, 404-free: the row says it all."""

    action = "oldparts.receive"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Receive and answer with the row."""
        code = request.POST.get("code", "")[:40]
        try:
            table = shipment_on_table(request.POST.get("shipment", ""), self.actor)
            part = receive_part(code, shipment_id=table, anyway="anyway" in request.POST, acting_user=self.actor)
        except DomainError as error:
            return self.row(code, refusal=str(error.message), status=error.status, reason=str(error.code))
        return self.row(code, part=part)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Scanning is a POST; whoever comes here by hand gets an empty row."""
        return self.row("")

    def row(
        self, code: str, *, part: OldPart | None = None, refusal: str = "", status: int = 200, reason: str = ""
    ) -> HttpResponse:
        """Return the row."""
        context = {"code": code, "part": part, "refusal": refusal, "reason": reason}
        return self.render("oldparts/scan_row.html", status=status, **context)


class OfficeShipmentDetail(ShipmentDetail):
    """A shipment as head office sees it."""

    def buttons(self, record: Shipment) -> list[Button]:
        """Receive it, close it with differences, print its papers."""
        found = list(super().buttons(record))
        if record.possible_moves():
            desk = f"{address('oldparts:receive')}?shipment={record.number}"
            close = Button(_("Close with differences"), "oldparts:close", "oldparts.receive", (record.pk,), danger=True)
            receive = Button(_("Receive"), desk, "oldparts.receive", primary=True, icon="barcode")
            found = [*found, close, receive]
        return found


class CloseShipment(ActPage):
    """Close a shipment that did not bring everything."""

    action = "oldparts.receive"
    title = _("Close with differences")
    explain = _(
        "What has not arrived is missing then, and its lines can't be paid. The station gets the difference report."
    )
    reason = "required"
    danger = True
    lit = "oldparts:list"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        shipment = shipments_for(self.actor).get_or_404(self.kwargs["pk"])
        return [*back(), Crumb(shipment.number, shipment.get_absolute_url())]

    def perform(self, reason: str) -> str:
        """Close it."""
        return close_shipment(self.kwargs["pk"], reason=reason, acting_user=self.actor).get_absolute_url()
