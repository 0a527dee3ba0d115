"""Tables of old parts, shipments and the disposal register."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.oldparts.models import DisposalBatch, OldPart, Shipment
from common.pages import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    NumberColumn,
    RecordTable,
    StatusColumn,
)


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
            "quantity",
            "station",
            "claim_number",
            "vin",
            "shelf",
            "due_on",
            "keep_until",
            "is_overdue",
            "received_at",
            "weight_g",
            "checked_by_name",
            "reason",
            "disposal",
        )


class StoreTable(OldPartTable):
    """The claim-parts store of a station: where each part lies, and when it has to go or may go."""

    default_columns: ClassVar[list[str]] = [
        "label_code",
        "status",
        "name",
        "part_number",
        "quantity",
        "shelf",
        "claim_number",
        "due_on",
        "keep_until",
        "is_overdue",
    ]

    class Meta(OldPartTable.Meta):
        exclude = ("station",)


class ShipmentTable(RecordTable):
    """Shipments."""

    number = NumberColumn()
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("Station"))
    pieces = AmountColumn(verbose_name=_("Parts"))
    here = AmountColumn(verbose_name=pgettext_lazy("shipment", "Arrived"))
    lacking = AmountColumn(verbose_name=_("Missing"))
    shipped_at = MomentColumn()
    received_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Shipment
        fields = (
            "number",
            "status",
            "station",
            "carrier",
            "tracking_number",
            "boxes",
            "pieces",
            "here",
            "lacking",
            "shipped_at",
            "received_at",
        )


class DisposalTable(RecordTable):
    """The disposal register."""

    number = NumberColumn()
    disposal = ChoiceColumn()
    supplier = Column(verbose_name=_("Supplier"), order_by="supplier__code")
    pieces = AmountColumn()
    disposed_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = DisposalBatch
        fields = (
            "number",
            "disposal",
            "pieces",
            "supplier",
            "recipient",
            "witness",
            "certificate",
            "disposed_by_name",
            "disposed_at",
        )
