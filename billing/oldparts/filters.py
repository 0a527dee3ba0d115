"""How old parts and shipments may be filtered, on pages and on the API alike."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.oldparts.choices import Disposal, PartStatus, ShipmentStatus
from common.pages import CodeFilter, RecordFilter, choice, day_range


class OldPartFilter(RecordFilter):
    """By status, station and date; `q` looks at label, part, VIN and claim."""

    search: ClassVar[tuple[str, ...]] = (
        "label_code__icontains",
        "part_number__icontains",
        "vin__icontains",
        "claim_number__icontains",
    )
    quick: ClassVar[tuple[str, ...]] = ("status", "is_overdue")

    status = choice(PartStatus.choices, label=_("Status"))
    is_overdue = django_filters.BooleanFilter(label=_("Overdue"))
    station = CodeFilter("station", label=_("Station code"))
    due_on = day_range(label=_("To be returned by"))
    escalated = django_filters.BooleanFilter(
        field_name="escalated_at", lookup_expr="isnull", exclude=True, label=_("Escalated")
    )
    shipment = django_filters.CharFilter(field_name="shipment__number", lookup_expr="iexact", label=_("Shipment"))
    shelf = django_filters.CharFilter(lookup_expr="iexact", label=_("Shelf"))


class ShipmentFilter(RecordFilter):
    """By status and station; `q` looks at number and tracking number."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "tracking_number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(ShipmentStatus.choices, label=_("Status"))
    station = CodeFilter("station", label=_("Station code"))


class DisposalFilter(RecordFilter):
    """The register by kind and day; `q` looks at number, certificate, recipient and witness."""

    search: ClassVar[tuple[str, ...]] = (
        "number__icontains",
        "certificate__icontains",
        "recipient__icontains",
        "witness__icontains",
    )
    quick: ClassVar[tuple[str, ...]] = ("disposal",)

    disposal = choice(Disposal.choices, label=_("Disposal"))
    disposed_at = day_range(label=_("Disposed of"))
