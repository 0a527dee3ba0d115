"""Tables and filters of duty-phone checks, shared by pages and API."""

from typing import Any, ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
    day_range,
)
from network.duty.choices import CheckKind, CheckStatus, Outcome
from network.duty.models import DutyCheck, DutyDraw, DutyPlan, OfficePhone
from network.duty.selectors import of_kind
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for


def stations_to_choose(request: Any = None) -> Any:
    """Return the stations that the filter offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


class CheckTable(RecordTable):
    """Duty-phone checks."""

    number = NumberColumn()
    station = Column(accessor="place", verbose_name=_("station or office"), order_by=("station__code", "region"))
    status = StatusColumn()
    outcome = ChoiceColumn()
    score = AmountColumn()
    has_passed = BooleanColumn(null=True)
    band = Column()
    tries = AmountColumn()
    call_from = MomentColumn()
    scored_at = MomentColumn()
    caller_name = Column()
    default_columns = (
        "number",
        "station",
        "status",
        "outcome",
        "score",
        "has_passed",
        "band",
        "call_from",
        "scored_at",
    )

    class Meta(RecordTable.Meta):
        model = DutyCheck
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "status", "outcome", "score", "has_passed", "band", "tries", "call_from", "scored_at", "caller_name",
        )  # fmt: skip


class CheckFilter(RecordFilter):
    """By state, outcome, kind, station, office and day."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "has_passed", "kind", "region")
    status = choice(CheckStatus.choices, label=_("status"))
    outcome = choice(Outcome.choices, label=_("outcome"))
    has_passed = django_filters.BooleanFilter(label=pgettext_lazy("inspection", "passed"))
    kind = choice(CheckKind.choices, label=_("station or office"), method="of_a_kind")
    region = choice(Region.choices, label=_("regional office"))
    band = django_filters.CharFilter(label=_("hour band"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    scored = day_range(field_name="scored_at", label=_("scored at"))

    class Meta:
        model = DutyCheck
        fields: ClassVar[list[str]] = ["status", "outcome", "has_passed", "region", "band", "station"]

    def of_a_kind(self, rows: Any, name: str, kinds: Any) -> Any:
        """Leave the checks of stations, or those of regional offices."""
        return of_kind(rows, *kinds)


class PhoneTable(RecordTable):
    """The regional offices' duty phones."""

    region = ChoiceColumn(linkify=lambda record: f"{reverse('duty:set_phone')}?region={record.region}")
    phone = Column()
    rings_at = Column()

    class Meta(RecordTable.Meta):
        model = OfficePhone
        fields: ClassVar[tuple[str, ...]] = ("region", "phone", "rings_at")


class PhoneFilter(RecordFilter):
    """By office and number."""

    search = ("phone__icontains", "rings_at__icontains")
    region = choice(Region.choices, label=_("regional office"))

    class Meta:
        model = OfficePhone
        fields: ClassVar[list[str]] = ["region"]


class DrawTable(RecordTable):
    """Draws."""

    number = NumberColumn()
    first_day = MomentColumn()
    last_day = MomentColumn()
    drawn = AmountColumn()
    plan = Column(linkify=True)
    drawn_by_name = Column()

    class Meta(RecordTable.Meta):
        model = DutyDraw
        fields: ClassVar[tuple[str, ...]] = ("number", "first_day", "last_day", "drawn", "plan", "drawn_by_name")


class DrawFilter(RecordFilter):
    """By number and day."""

    search = ("number__icontains",)
    first_day = day_range(label=_("from"))

    class Meta:
        model = DutyDraw
        fields: ClassVar[list[str]] = ["first_day"]


class PlanTable(RecordTable):
    """Editions of the sampling plan."""

    edition = NumberColumn()
    starts_on = MomentColumn()
    period = ChoiceColumn()
    share_percent = AmountColumn()
    least_per_station = AmountColumn()
    pass_score = AmountColumn()
    issued_by_name = Column()

    class Meta(RecordTable.Meta):
        model = DutyPlan
        fields: ClassVar[tuple[str, ...]] = (
            "edition", "starts_on", "period", "share_percent", "least_per_station", "pass_score", "issued_by_name",
        )  # fmt: skip


class PlanFilter(RecordFilter):
    """By the day from which it is in force."""

    starts_on = day_range(label=_("in force from"))

    class Meta:
        model = DutyPlan
        fields: ClassVar[list[str]] = ["starts_on"]
