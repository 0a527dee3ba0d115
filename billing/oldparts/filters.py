"""How old parts and shipments may be filtered, on pages and on the API alike."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.oldparts.choices import PartStatus, ShipmentStatus
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


class ShipmentFilter(RecordFilter):
    """By status and station; `q` looks at number and tracking number."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "tracking_number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(ShipmentStatus.choices, label=_("Status"))
    station = CodeFilter("station", label=_("Station code"))
