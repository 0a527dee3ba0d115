"""How requests for goodwill may be filtered, on pages and on the API alike."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.claims.goodwill.choices import GoodwillStatus
from common.pages import RecordFilter, choice, day_range


class GoodwillFilter(RecordFilter):
    """By status, station and dates; `q` looks at the numbers of request and claim."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "claim__number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status",)

    status = choice(GoodwillStatus.choices, label=_("Status"))
    station = django_filters.CharFilter(
        field_name="claim__station__code", lookup_expr="iexact", label=_("Station code")
    )
    asked = day_range(field_name="asked_at", label=_("Asked"))
