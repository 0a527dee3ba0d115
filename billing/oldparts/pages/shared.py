"""Pages of old parts that head office and stations share."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from billing.oldparts.documents.papers import LABELS_AT_MOST, labels_pdf, packing_list_pdf
from billing.oldparts.filters import OldPartFilter, ShipmentFilter
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.selectors import old_parts_for, ready_to_ship, shipments_for
from common.errors import NotYours
from common.pages import (
    AmountColumn,
    BooleanColumn,
    Button,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.parts import address
from common.text import Text


def back() -> list[Crumb]:
    """Return the way back to the list."""
    return [Crumb(_("Old parts"), address("oldparts:list"))]


class OldPartTable(RecordTable):
    """Old parts."""

    label_code = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    name = Column(verbose_name=_("Part"), order_by="part_number")
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    is_overdue = BooleanColumn(yesno="!,")
    received_at = MomentColumn()
    default_columns: ClassVar[list[str]] = [
        "label_code",
        "status",
        "name",
        "part_number",
        "station",
        "claim_number",
        "due_on",
        "is_overdue",
    ]

    class Meta(RecordTable.Meta):
        model = OldPart
        fields = (
            "label_code",
            "status",
            "name",
            "part_number",
            "old_serial",
            "station",
            "claim_number",
            "vin",
            "due_on",
            "is_overdue",
            "received_at",
            "checked_by_name",
            "reason",
            "disposal",
        )


class OldPartList(ListPage):
    """Old parts in the person's sight."""

    action = "oldparts.view"
    title = _("Old parts")
    table_class = OldPartTable
    filterset_class = OldPartFilter
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
            Fact(_("Station"), record.station.name),
            Fact(_("To be returned by"), record.due_on, hint=_("overdue") if record.is_overdue else ""),
            Fact(
                _("Shipment"), shipment.number if shipment else "", url=shipment.get_absolute_url() if shipment else ""
            ),
            Fact(_("Checked by"), record.checked_by_name),
            Fact(_("Reason"), record.reason),
            Fact(_("Disposal"), record.get_disposal_display() if record.disposal else ""),
        ]

    def _claim_url(self, record: OldPart) -> str:
        return record.claim.get_absolute_url() if self.actor.may("claims.view") else ""


class LabelSheet(Page):
    """Labels as PDF: of one part (`?part=`), or of all that are to be returned."""

    action = "oldparts.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the sheet."""
        chosen = request.GET.get("part")
        parts = [part_of(self.actor, chosen)] if chosen else self._ready()
        return pdf(labels_pdf(parts), "labels.pdf")

    def _ready(self) -> list[OldPart]:
        return list(ready_to_ship(self.actor)[:LABELS_AT_MOST])


class ShipmentTable(RecordTable):
    """Shipments."""

    number = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    pieces = AmountColumn(verbose_name=_("Parts"))
    shipped_at = MomentColumn()
    received_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Shipment
        fields = ("number", "status", "station", "carrier", "tracking_number", "pieces", "shipped_at", "received_at")


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
        rows: QuerySet[Any] = shipments_for(self.actor).annotate(pieces=Count("parts"))
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
            Fact(_("Sent by"), record.shipped_by_name),
        ]

    def sections(self, record: Shipment) -> list[Section]:
        """Return its parts."""
        parts = _parts_of(record, self.actor)
        return [Section(_("Parts"), "oldparts/parts.html", {"parts": parts}, count=len(parts))]

    def buttons(self, record: Shipment) -> list[Button]:
        """Return the packing list."""
        return [Button(_("Packing list"), "oldparts:packing", "oldparts.view", (record.pk,), icon="printer")]


class PackingList(Page):
    """The packing list of a shipment as PDF."""

    action = "oldparts.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the list."""
        shipment = shipments_for(self.actor).get_or_404(self.kwargs["pk"])
        return pdf(packing_list_pdf(shipment, _parts_of(shipment, self.actor)), f"{shipment.number}.pdf")


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


def _parts_of(shipment: Shipment, actor: Any) -> list[OldPart]:
    return list(old_parts_for(actor).filter(shipment=shipment).order_by("label_code"))
