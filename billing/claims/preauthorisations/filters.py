"""How pre-authorisations may be filtered, on pages and on the API alike."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.claims.preauthorisations.choices import PreauthorisationStatus
from common.pages import RecordFilter, choice, day_range


class PreauthorisationFilter(RecordFilter):
    """By status, station, component and dates; `q` looks at number, VIN and repair order."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "vin__icontains", "repair_order_number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(PreauthorisationStatus.choices, label=_("Status"))
    station = django_filters.CharFilter(field_name="station__code", lookup_expr="iexact", label=_("Station code"))
    component = django_filters.CharFilter(field_name="component_code", lookup_expr="iexact", label=_("Component"))
    vin = django_filters.CharFilter(lookup_expr="iexact", label=_("VIN"))
    requested = day_range(field_name="requested_at", label=_("Requested"))
    valid_until = day_range(label=_("Repair begins by"))
