"""Pages of old parts that head office and stations share."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.oldparts.choices import PartStatus
from billing.oldparts.documents.papers import LABELS_AT_MOST, differences_pdf, labels_pdf, packing_list_pdf
from billing.oldparts.filters import OldPartFilter, ShipmentFilter
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.pages.tables import OldPartTable, ShipmentTable
from billing.oldparts.photos import photos_of
from billing.oldparts.selectors import differences, old_parts_for, ready_to_ship, shipments_for
from common.errors import NotYours
from common.files.answers import file_answer
from common.files.models import StoredFile
from common.pages import Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.pages.parts import address
from common.text import Text


def back() -> list[Crumb]:
    """Return the way back to the list."""
    return [Crumb(_("Old parts"), address("oldparts:list"))]


class OldPartList(ListPage):
    """Old parts in the person's sight."""

    action = "oldparts.view"
    title = _("Old parts")
    table_class = OldPartTable
    filterset_class = OldPartFilter
    is_whole = True
    empty = _("No old parts. A label appears when the first review wants a part back.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return old_parts_for(self.actor)

    def page_buttons(self) -> list[Button]:
        """Return where work begins."""
        return [Button(_("Shipments"), "oldparts:shipments", "oldparts.view", icon="truck")]


class OldPartDetail(DetailPage):
    """One old part."""

    action = "oldparts.view"

    def record(self) -> OldPart:
        """Return the part through the gate."""
        part: OldPart = old_parts_for(self.actor).get_or_404(self.kwargs["pk"])
        return part

    def title_for(self, record: OldPart) -> Text:
        """Return its label."""
        return record.label_code

    def subtitle_for(self, record: OldPart) -> Text:
        """Return what it is."""
        return f"{record.name} · {record.part_number}"

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()

    def facts(self, record: OldPart) -> list[Fact]:
        """Return everything that is known of it."""
        shipment = record.shipment
        return [
            Fact(_("Claim"), record.claim_number, url=self._claim_url(record)),
            Fact(_("VIN"), record.vin),
            Fact(_("Serial number"), record.old_serial),
            Fact(_("Quantity"), record.quantity, hint=self._came(record)),
            Fact(_("Station"), record.station.name, hint=record.shelf),
            Fact(_("To be returned by"), record.due_on, hint=_("overdue") if record.is_overdue else ""),
            *([Fact(_("To be kept until"), record.keep_until)] if record.keep_until else []),
            Fact(_("By rule"), record.clause),
            Fact(
                _("Shipment"), shipment.number if shipment else "", url=shipment.get_absolute_url() if shipment else ""
            ),
            *(
                [Fact(_("On the part"), f"{record.seen_number} {record.seen_serial}".strip())]
                if record.seen_number or record.seen_serial
                else []
            ),
            *([Fact(_("Weight"), f"{record.weight_g:,} g")] if record.weight_g else []),
            Fact(_("Checked by"), record.checked_by_name),
            Fact(_("Reason"), record.reason),
            Fact(
                _("Disposal"), record.get_disposal_display() if record.disposal else "", url=self._register_url(record)
            ),
        ]

    def sections(self, record: OldPart) -> list[Section]:
        """Return the photos that were taken when it came in."""
        photos = [(address("oldparts:photo", [record.pk, photo.pk]), photo) for photo in photos_of(record)]
        return [Section(_("Photos"), "oldparts/photos.html", {"photos": photos}, count=len(photos))] if photos else []

    def _came(self, record: OldPart) -> str:
        came = record.quantity_received
        return "" if came is None or came == record.quantity else now_("%(n)d came in") % {"n": came}

    def _register_url(self, record: OldPart) -> str:
        if record.batch_id is None or not self.actor.is_office:
            return ""
        return address("oldparts:disposal", [record.batch_id])

    def _claim_url(self, record: OldPart) -> str:
        return record.claim.get_absolute_url() if self.actor.may("claims.view") else ""


class PartPhoto(Page):
    """A photo of a part as it came in."""

    action = "oldparts.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the picture, through the gate of its part."""
        part = old_parts_for(self.actor).get_or_404(self.kwargs["pk"])
        photo: StoredFile = photos_of(part).get_or_404(self.kwargs["photo"])
        return file_answer(photo)


class LabelSheet(Page):
    """Labels as PDF: of one part (`?part=`), or of all that are to be returned; `paper=roll` gives one label a page, for a label printer."""

    action = "oldparts.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the sheet."""
        chosen = request.GET.get("part")
        parts = [part_of(self.actor, chosen)] if chosen else self._ready()
        return pdf(labels_pdf(parts, on_roll=request.GET.get("paper") == "roll"), "labels.pdf")

    def _ready(self) -> list[OldPart]:
        return list(ready_to_ship(self.actor)[:LABELS_AT_MOST])


class ShipmentList(ListPage):
    """Shipments in the person's sight."""

    action = "oldparts.view"
    title = _("Shipments of old parts")
    table_class = ShipmentTable
    filterset_class = ShipmentFilter
    lit = "oldparts:list"
    empty = _("No shipments yet.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate, with the number of their parts."""
        missing = Q(parts__status=PartStatus.MISSING)
        rows: QuerySet[Any] = shipments_for(self.actor).annotate(
            pieces=Count("parts"),
            here=Count("parts", filter=Q(parts__received_at__isnull=False)),
            lacking=Count("parts", filter=missing),
        )
        return rows

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return back()


class ShipmentDetail(DetailPage):
    """One shipment with its parts."""

    action = "oldparts.view"
    lit = "oldparts:list"

    def record(self) -> Shipment:
        """Return the shipment through the gate."""
        shipment: Shipment = shipments_for(self.actor).get_or_404(self.kwargs["pk"])
        return shipment

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [*back(), Crumb(_("Shipments"), address("oldparts:shipments"))]

    def facts(self, record: Shipment) -> list[Fact]:
        """Return who sent it, how and when."""
        return [
            Fact(_("Station"), record.station.name),
            Fact(_("Carrier"), record.carrier),
            Fact(_("Tracking number"), record.tracking_number),
            Fact(_("Boxes"), record.boxes),
            Fact(_("Sent by"), record.shipped_by_name),
            *([Fact(_("Closed by"), record.closed_by_name)] if record.closed_by_name else []),
        ]

    def sections(self, record: Shipment) -> list[Section]:
        """Return what differs from its list, and its parts."""
        parts = parts_of(record, self.actor)
        found = differences(parts)
        shown = found.arrived or found.missing
        told = [Section(_("Differences"), "oldparts/differences.html", {"found": found})] if shown else []
        return [*told, Section(_("Parts"), "oldparts/parts.html", {"parts": parts}, count=len(parts))]

    def buttons(self, record: Shipment) -> list[Button]:
        """Return its papers."""
        return [
            Button(_("Packing list"), "oldparts:packing", "oldparts.view", (record.pk,), icon="printer"),
            Button(_("Difference report"), "oldparts:differences", "oldparts.view", (record.pk,), icon="printer"),
        ]


class PackingList(Page):
    """The packing list of a shipment as PDF."""

    action = "oldparts.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the list."""
        shipment = shipments_for(self.actor).get_or_404(self.kwargs["pk"])
        return pdf(packing_list_pdf(shipment, parts_of(shipment, self.actor)), f"{shipment.number}.pdf")


class DifferenceReport(Page):
    """What a shipment was to bring and what it brought, as PDF, for the station."""

    action = "oldparts.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the report."""
        shipment = shipments_for(self.actor).get_or_404(self.kwargs["pk"])
        return pdf(differences_pdf(shipment, parts_of(shipment, self.actor)), f"{shipment.number}-differences.pdf")


def part_of(actor: Any, text: str) -> OldPart:
    """Return the part whose key stands in an address. Raises NotYours for anything else."""
    try:
        part: OldPart = old_parts_for(actor).get_or_404(UUID(text))
    except ValueError as error:
        raise NotYours() from error
    return part


def pdf(content: bytes, name: str) -> HttpResponse:
    """Return a PDF that the browser shows."""
    headers = {"Content-Disposition": f'inline; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def parts_of(shipment: Shipment, actor: Any) -> list[OldPart]:
    """Return the parts of a shipment's list, box by box."""
    return list(old_parts_for(actor).filter(shipment=shipment).order_by("box", "label_code"))
