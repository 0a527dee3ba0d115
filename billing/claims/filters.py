"""How claims may be filtered, on pages and on the API alike."""

from typing import Any, ClassVar

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from billing.claims.anomalies import DETECTORS
from billing.claims.anomalies.models import ClaimFlag
from billing.claims.choices import ClaimStatus, ClaimType
from billing.claims.models import Claim
from billing.claims.queue import AGES, of_age
from common.money import to_minor
from common.pages import CodeFilter, RecordFilter, choice, day_range
from tenants.registry.choices import Region


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


class QueueFilter(ClaimFilter):
    """The first review's queue: also by age, amount, risk, anomaly, region, and who has it before them."""

    quick: ClassVar[tuple[str, ...]] = ("type", "region", "holder")
    holder = django_filters.ChoiceFilter(
        method="by_holder",
        label=_("Reviewer"),
        choices=[("mine", _("Mine")), ("free", _("Free")), ("others", _("With colleagues"))],
    )
    region = django_filters.MultipleChoiceFilter(
        field_name="station__region", choices=Region.choices, label=_("Regional office")
    )
    age = django_filters.ChoiceFilter(
        method="by_age", label=_("Age"), choices=[(code, label) for code, (label, *_days) in AGES.items()]
    )
    risk = django_filters.NumberFilter(lookup_expr="gte", label=_("Risk of at least"))
    anomaly = django_filters.MultipleChoiceFilter(
        method="by_anomaly", label=_("Anomaly"), choices=[(code, one.title) for code, one in DETECTORS.items()]
    )
    least = django_filters.NumberFilter(method="from_amount", label=_("Claimed at least"))
    most = django_filters.NumberFilter(method="to_amount", label=_("Claimed at most"))
    status = None

    def by_holder(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what the asking person has, what nobody has, or what others have. Leases end by the database's clock."""
        actor = getattr(self.request, "actor", None)
        mine = Q(lease__holder_id=getattr(actor, "id", None), lease__until__gte=Now())
        taken = Q(lease__isnull=False, lease__until__gte=Now())
        kept = {"mine": mine, "others": taken & ~mine}
        return rows.filter(kept[value]) if value in kept else rows.exclude(taken)

    def by_age(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Keep what has waited so long."""
        return of_age(rows, value)

    def by_anomaly(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Keep what one of these detectors has flagged."""
        if not value:
            return rows
        flagged = ClaimFlag.objects.filter(kind__in=value, dismissed_at__isnull=True)
        return rows.filter(Exists(flagged.filter(claim=OuterRef("pk"))))

    def from_amount(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep claims of at least this amount."""
        return rows.filter(claimed_minor__gte=to_minor(value))

    def to_amount(self, rows: QuerySet[Any], name: str, value: Any) -> QuerySet[Any]:
        """Keep claims of at most this amount."""
        return rows.filter(claimed_minor__lte=to_minor(value))


class FlagFilter(RecordFilter):
    """By detector and by what became of it."""

    kind = django_filters.MultipleChoiceFilter(
        label=_("Anomaly"), choices=[(code, one.title) for code, one in DETECTORS.items()]
    )
    is_open = django_filters.BooleanFilter(field_name="dismissed_at", lookup_expr="isnull", label=_("Not dismissed"))
