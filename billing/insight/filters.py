"""How the claims behind a figure are found: the same words as in the dashboards' addresses, on pages and on the API alike."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims.anomalies.models import ClaimFlag
from billing.claims.choices import ClaimStatus, ClaimType
from billing.insight.choices import Subject, WarningStatus
from billing.insight.choosing import month_of
from billing.insight.figures import waited
from billing.insight.models import BatchWarning, ClaimFact
from catalog.models import Supplier
from common.clock import now
from common.pages import RecordFilter, choice
from tenants.registry.choices import Region

DAYS = 3044  # a hundred months


class FactFilter(RecordFilter):
    """By months of repair or build, place, vehicle, part and what became of the claim."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "vin__icontains", "part_number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("from", "to", "region", "component", "status")

    region = django_filters.ChoiceFilter(choices=Region.choices, label=_("Regional office"))
    station = django_filters.CharFilter(field_name="station__code", lookup_expr="iexact", label=_("Station code"))
    model = django_filters.CharFilter(field_name="model_code", lookup_expr="iexact", label=_("Model"))
    component = django_filters.CharFilter(field_name="component_code", lookup_expr="iexact", label=_("Component"))
    part = django_filters.CharFilter(field_name="part_number", lookup_expr="iexact", label=_("Causal part"))
    failure_code = django_filters.CharFilter(lookup_expr="iexact", label=_("Failure code"))
    supplier = django_filters.CharFilter(method="of_supplier", label=_("Supplier code"))
    status = choice(ClaimStatus.choices, label=_("Status"))
    type = choice(ClaimType.choices, label=_("Type"))
    reviewed = django_filters.BooleanFilter(label=_("Reviewed"))
    first_passed = django_filters.BooleanFilter(label=_("First pass"))
    automatic = django_filters.BooleanFilter(label=_("Decided by rule"))
    built_from = django_filters.CharFilter(method="since_build", label=_("Built from (year-month)"))
    built_to = django_filters.CharFilter(method="until_build", label=_("Built to (year-month)"))
    age = django_filters.NumberFilter(method="at_age", label=_("Full months in service"))
    waited_min = django_filters.NumberFilter(method="at_least", label=_("Days waiting, at least"))
    waited_max = django_filters.NumberFilter(method="at_most", label=_("Days waiting, at most"))
    anomaly = django_filters.CharFilter(method="with_anomaly", label=_("What was noticed"))

    class Meta:
        model = ClaimFact
        fields: ClassVar[list[str]] = []

    def since(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep repairs of this month and later."""
        return rows.filter(month__gte=month_of(value)) if month_of(value) else rows.none()

    def until(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep repairs up to this month."""
        return rows.filter(month__lte=month_of(value)) if month_of(value) else rows.none()

    def since_build(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep vehicles built in this month and later."""
        return rows.filter(built_month__gte=month_of(value)) if month_of(value) else rows.none()

    def until_build(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep vehicles built up to this month."""
        return rows.filter(built_month__lte=month_of(value)) if month_of(value) else rows.none()

    def at_age(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep failures in this month in service; the same cut as the figures make."""
        first, after = -(-int(value) * DAYS // 100), -(-(int(value) + 1) * DAYS // 100)
        rows = rows.filter(age_days__lt=after)
        return rows.filter(age_days__gte=first) if int(value) > 0 else rows

    def at_least(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep what has waited this many whole days."""
        return rows.filter(waited(now(), int(value), None), waiting_since__isnull=False)

    def at_most(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep what has not waited longer."""
        return rows.filter(waited(now(), 0, int(value)), waiting_since__isnull=False)

    def of_supplier(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep claims whose causal part is this supplier's."""
        return rows.filter(supplier_id__in=Supplier.objects.filter(code__iexact=value).values("pk"))

    def with_anomaly(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep claims about which this was noticed."""
        seen = ClaimFlag.objects.filter(claim_id=OuterRef("claim_id"), kind=value, dismissed_at__isnull=True)
        return rows.filter(Exists(seen))


# Python reserves the word that the address uses.
FactFilter.base_filters["from"] = django_filters.CharFilter(method="since", label=_("From (year-month)"))
FactFilter.base_filters["to"] = django_filters.CharFilter(method="until", label=_("To (year-month)"))


class WarningFilter(RecordFilter):
    """Warnings by state, subject and component."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "subject_code__icontains")
    quick: ClassVar[tuple[str, ...]] = ("status", "subject", "component")

    status = choice(WarningStatus.choices, label=pgettext_lazy("warning", "Status"))
    subject = choice(Subject.choices, label=_("About"))
    component = django_filters.CharFilter(field_name="component_code", lookup_expr="iexact", label=_("Component"))

    class Meta:
        model = BatchWarning
        fields: ClassVar[list[str]] = []
