"""Lists of insight: the claims and chargebacks behind figures, warnings, vehicles at risk."""

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.chargeback.models import Chargeback
from billing.insight.choosing import month_of
from billing.insight.models import BatchWarning, ClaimFact
from billing.insight.selectors import facts_with
from catalog.models import Vehicle
from common.pages import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    StatusColumn,
)
from tenants.registry.choices import Region


class FactTable(RecordTable):
    """Claims with what figures count of them."""

    number = NumberColumn(verbose_name=_("claim"))
    status = StatusColumn(verbose_name=_("status"))
    station = Column(verbose_name=_("station"), accessor="station__code", order_by=("station__code",))
    region = ChoiceColumn(verbose_name=_("regional office"))
    repaired_on = MomentColumn(verbose_name=_("repair finished"))
    type = ChoiceColumn(verbose_name=_("type"))
    model_code = Column(verbose_name=_("model"))
    component_code = Column(verbose_name=_("component"))
    part_number = Column(verbose_name=_("causal part"))
    vin = Column(verbose_name=_("VIN"))
    built_month = MomentColumn(verbose_name=_("build month"))
    age_days = AmountColumn(verbose_name=_("days in service"))
    mileage_km = AmountColumn(verbose_name=_("mileage (km)"))
    waiting_since = MomentColumn(verbose_name=_("waiting since"))
    first_passed = BooleanColumn(verbose_name=_("first pass"))
    automatic = BooleanColumn(verbose_name=_("decided by rule"))
    claimed_minor = MoneyColumn(verbose_name=_("claimed"))
    approved_minor = MoneyColumn(verbose_name=_("approved"))
    final_minor = MoneyColumn(verbose_name=_("settled"))
    default_columns: ClassVar[tuple[str, ...]] = (
        "number", "status", "station", "repaired_on", "model_code", "component_code", "part_number", "built_month", "claimed_minor",
        "final_minor",
    )  # fmt: skip

    class Meta(RecordTable.Meta):
        model = ClaimFact
        fields = (
            "number", "status", "station", "region", "repaired_on", "type", "model_code", "component_code", "part_number", "vin",
            "built_month", "age_days", "mileage_km", "waiting_since", "first_passed", "automatic", "claimed_minor", "approved_minor",
            "final_minor",
        )  # fmt: skip

    def render_built_month(self, value: Any) -> str:
        """Write the month without a day."""
        return f"{value:%Y-%m}"


class RecoveredTable(RecordTable):
    """Chargebacks behind a recovery figure."""

    number = NumberColumn(verbose_name=_("chargeback"))
    status = StatusColumn(verbose_name=_("status"))
    supplier = Column(verbose_name=_("supplier"), order_by=("supplier__code",))
    claim_number = Column(verbose_name=_("claim"))
    part_number = Column(verbose_name=_("part"))
    repaired_on = MomentColumn(verbose_name=_("repair finished"))
    amount_minor = MoneyColumn(verbose_name=_("charged"))
    due_minor = MoneyColumn(verbose_name=_("still standing"), orderable=False)

    class Meta(RecordTable.Meta):
        model = Chargeback
        fields = (
            "number", "status", "supplier", "claim_number", "part_number", "repaired_on", "amount_minor", "due_minor",
        )  # fmt: skip


class RecoveredFilter(RecordFilter):
    """By month of repair, supplier and what the dashboards narrow by."""

    search: ClassVar[tuple[str, ...]] = ("number__icontains", "claim_number__icontains", "part_number__icontains")
    quick: ClassVar[tuple[str, ...]] = ("from", "to", "supplier", "region", "component")

    supplier = django_filters.CharFilter(field_name="supplier__code", lookup_expr="iexact", label=_("Supplier code"))
    region = django_filters.ChoiceFilter(method="of_claim", choices=Region.choices, label=_("Regional office"))
    model = django_filters.CharFilter(method="of_claim", label=_("Model"))
    component = django_filters.CharFilter(method="of_claim", label=_("Component"))

    class Meta:
        model = Chargeback
        fields: ClassVar[list[str]] = []

    def of_claim(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep chargebacks whose claim has this value."""
        return rows.filter(claim_id__in=facts_with(**{name: value}))

    def since(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep repairs of this month and later."""
        return rows.filter(repaired_on__gte=month_of(value)) if month_of(value) else rows.none()

    def until(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep repairs up to this month."""
        month = month_of(value)
        return rows.filter(repaired_on__lt=_next(month)) if month else rows.none()


def _next(month: Any) -> Any:
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


RecoveredFilter.base_filters["from"] = django_filters.CharFilter(method="since", label=_("From (year-month)"))
RecoveredFilter.base_filters["to"] = django_filters.CharFilter(method="until", label=_("To (year-month)"))


class WarningTable(RecordTable):
    """Warnings of batch defects."""

    number = NumberColumn(verbose_name=pgettext_lazy("of a record", "number"))
    status = StatusColumn(verbose_name=_("status"))
    subject_code = Column(verbose_name=_("part or component"))
    component_code = Column(verbose_name=_("component"))
    period = Column(verbose_name=_("built"), order_by=("built_from",))
    observed = AmountColumn(verbose_name=_("observed"))
    expected = AmountColumn(verbose_name=pgettext_lazy("failures", "expected"))
    at_risk = AmountColumn(verbose_name=_("vehicles still at risk"))
    created_at = MomentColumn(verbose_name=_("raised"))

    class Meta(RecordTable.Meta):
        model = BatchWarning
        fields = (
            "number", "status", "subject_code", "component_code", "period", "observed", "expected", "at_risk", "created_at",
        )  # fmt: skip

    def render_expected(self, value: float) -> str:
        """Write one place."""
        return f"{value:.1f}"


class AtRiskTable(RecordTable):
    """Vehicles of a warning that have not failed."""

    vin = NumberColumn(verbose_name=_("VIN"))
    model = Column(verbose_name=_("model"), order_by=("model__code",))
    built_on = MomentColumn(verbose_name=_("built on"))
    sold_on = MomentColumn(verbose_name=_("sold on"))
    city = Column(verbose_name=_("city"))
    mileage_km = AmountColumn(verbose_name=_("last known mileage (km)"))

    class Meta(RecordTable.Meta):
        model = Vehicle
        fields = ("vin", "model", "built_on", "sold_on", "city", "mileage_km")


class AtRiskFilter(RecordFilter):
    """By city or VIN."""

    search: ClassVar[tuple[str, ...]] = ("vin__icontains", "city__icontains")
    quick: ClassVar[tuple[str, ...]] = ("city",)

    city = django_filters.CharFilter(lookup_expr="exact", label=_("City"))

    class Meta:
        model = Vehicle
        fields: ClassVar[list[str]] = []
