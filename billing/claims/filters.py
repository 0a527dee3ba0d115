"""How claims may be filtered, on pages and on the API alike."""

from typing import ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimStatus, ClaimType
from billing.claims.models import Claim
from common.pages import CodeFilter, RecordFilter, choice, day_range


class ClaimFilter(RecordFilter):
    """By status, type, station, VIN and dates; `q` looks at numbers, VIN and repair order."""

    search: ClassVar[tuple[str, ...]] = (
        "number__icontains",
        "vin__icontains",
        "repair_order_number__icontains",
        "rescue_number__icontains",
    )
    quick: ClassVar[tuple[str, ...]] = ("status", "type")

    status = choice(ClaimStatus.choices, label=_("Status"))
    type = choice(ClaimType.choices, label=_("Type"))
    station = CodeFilter("station", label=_("Station code"))
    vin = django_filters.CharFilter(method="of_vehicle", label=_("VIN"))
    is_clean = django_filters.BooleanFilter(label=_("Rules have no objection"))
    submitted = day_range(field_name="submitted_at", label=_("Submitted"))
    repaired = day_range(field_name="repair_finished_on", label=_("Repair finished"))

    def of_vehicle(self, rows: QuerySet[Claim], name: str, value: str) -> QuerySet[Claim]:
        """Keep the claims for a VIN; VINs are kept in capitals, and equality is the comparison that an index serves under row-level security."""
        return rows.filter(vin=value.strip().upper())
