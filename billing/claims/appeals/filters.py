"""How appeals may be filtered, on pages and on the API alike."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.claims.appeals.choices import AppealStatus
from common.pages import RecordFilter, choice, day_range


class AppealFilter(RecordFilter):
    """By status, station and dates; `q` looks at the numbers of appeal and claim."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "claim__number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(AppealStatus.choices, label=_("Status"))
    station = django_filters.CharFilter(field_name="station__code", lookup_expr="iexact", label=_("Station code"))
    filed = day_range(field_name="filed_at", label=_("Filed"))
