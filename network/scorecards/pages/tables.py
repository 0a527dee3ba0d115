"""Tables and filters of months and cards, shared by pages and API."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

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
from common.text import Text
from network.scorecards.choices import AppealStatus, AssessmentStatus, ProposalStatus, RoundStatus, Source
from network.scorecards.models import Assessment, AwardRound, GradeProposal, OfficeCard, ScoreAppeal, ScoreCard
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for


def stations_to_choose(request: Any = None) -> Any:
    """Return the stations that the filter offers to whoever asks; none outside a page."""
    actor = getattr(request, "actor", None)
    return stations_for(actor) if actor is not None else Station.objects.none()


class MonthColumn(NumberColumn):
    """A month as people write it, with the link to the record."""

    def render(self, value: Any) -> str:
        """Return `2026-11`."""
        return f"{value:%Y-%m}"

    value = render


class AssessmentTable(RecordTable):
    """Months."""

    month = MonthColumn()
    status = StatusColumn()
    stations = AmountColumn()
    computed_at = MomentColumn()
    published_at = MomentColumn()
    appeal_until = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Assessment
        fields: ClassVar[tuple[str, ...]] = (
            "month", "status", "standard_label", "stations", "started_by_name", "computed_at", "published_by_name", "published_at",
            "appeal_until",
        )  # fmt: skip

    def render_standard_label(self, record: Assessment) -> Text:
        """Say it in words."""
        return record.standard_name


class AssessmentFilter(RecordFilter):
    """By status and month."""

    quick = ("status",)
    status = choice(AssessmentStatus.choices, label=_("status"))
    month = day_range(label=_("month"))

    class Meta:
        model = Assessment
        fields: ClassVar[list[str]] = ["status", "month"]


class CardTable(RecordTable):
    """Stations' cards."""

    month = MonthColumn()
    station = Column(order_by=("station__code",))
    region = ChoiceColumn()
    points = AmountColumn()
    grade = Column()
    rank = AmountColumn()
    region_rank = AmountColumn()
    covered = AmountColumn()
    edition = AmountColumn()
    is_current = BooleanColumn()
    is_published = BooleanColumn()
    default_columns: ClassVar[Sequence[str]] = (
        "month",
        "station",
        "region",
        "points",
        "grade",
        "rank",
        "region_rank",
        "covered",
    )

    class Meta(RecordTable.Meta):
        model = ScoreCard
        fields: ClassVar[tuple[str, ...]] = (
            "month", "station", "region", "points", "grade", "rank", "region_rank", "covered", "level", "edition", "is_current", "is_published",
        )  # fmt: skip


class OwnCardTable(CardTable):
    """A station's own cards: its place in its region, and nobody else's."""

    region_points = AmountColumn()
    default_columns: ClassVar[Sequence[str]] = (
        "month",
        "points",
        "grade",
        "region_rank",
        "region_of",
        "region_points",
        "covered",
    )

    class Meta(RecordTable.Meta):
        model = ScoreCard
        fields: ClassVar[tuple[str, ...]] = (
            "month", "points", "grade", "region_rank", "region_of", "region_points", "covered", "edition", "is_current",
        )  # fmt: skip
        exclude: ClassVar[tuple[str, ...]] = ("station", "region", "rank", "is_published")


class CardFilter(RecordFilter):
    """By month, station, office, grade; current editions unless others are asked for."""

    search = ("station__code__icontains", "station__name__icontains")
    quick = ("region", "grade", "is_current")
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    region = choice(Region.choices, label=_("regional office"))
    grade = django_filters.CharFilter(label=_("grade"))
    month = day_range(label=_("month"))
    is_current = django_filters.BooleanFilter(label=_("current"))

    class Meta:
        model = ScoreCard
        fields: ClassVar[list[str]] = ["station", "region", "grade", "month", "is_current"]


class OfficeCardFilter(RecordFilter):
    """By month and office."""

    quick = ("region",)
    region = choice(Region.choices, label=_("regional office"))
    month = day_range(label=_("month"))

    class Meta:
        model = OfficeCard
        fields: ClassVar[list[str]] = ["region", "month"]


class AppealTable(RecordTable):
    """Appeals."""

    number = NumberColumn()
    month = MomentColumn()
    station = Column(order_by=("station__code",))
    source = ChoiceColumn()
    status = StatusColumn()
    was = AmountColumn()
    corrected = AmountColumn()
    created_at = MomentColumn(verbose_name=_("appealed at"))
    due_at = MomentColumn()
    late_at = MomentColumn()
    decided_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = ScoreAppeal
        fields: ClassVar[tuple[str, ...]] = (
            "number", "month", "station", "source", "status", "was", "corrected", "created_at", "due_at", "late_at", "decided_at",
            "decided_by_name",
        )  # fmt: skip


class AppealFilter(RecordFilter):
    """By status, indicator, station, month."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "source")
    status = choice(AppealStatus.choices, label=_("status"))
    source = choice(Source.choices, label=_("indicator"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    month = day_range(label=_("month"))
    late = django_filters.BooleanFilter(field_name="late_at", lookup_expr="isnull", exclude=True, label=_("Late"))

    class Meta:
        model = ScoreAppeal
        fields: ClassVar[list[str]] = ["status", "source", "station", "month"]


class ProposalTable(RecordTable):
    """What grades propose."""

    number = NumberColumn()
    station = Column(order_by=("station__code",))
    status = StatusColumn()
    coefficient_now = AmountColumn()
    coefficient = AmountColumn()
    decided_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = GradeProposal
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "status", "grade", "months", "coefficient_now", "coefficient", "level_now", "level", "decided_by_name",
            "decided_at",
        )  # fmt: skip


class ProposalFilter(RecordFilter):
    """By status, grade, station."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "grade")
    status = choice(ProposalStatus.choices, label=_("status"))
    grade = django_filters.CharFilter(label=_("grade"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))

    class Meta:
        model = GradeProposal
        fields: ClassVar[list[str]] = ["status", "grade", "station"]


class RoundTable(RecordTable):
    """Rounds of awards."""

    number = NumberColumn()
    name = Column(verbose_name=_("award"), order_by=("name_zh",))
    status = StatusColumn()
    first_month = MomentColumn()
    last_month = MomentColumn()
    object_until = MomentColumn()
    published_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = AwardRound
        fields: ClassVar[tuple[str, ...]] = (
            "number", "name", "status", "first_month", "last_month", "places", "object_until", "published_at",
        )  # fmt: skip


class RoundFilter(RecordFilter):
    """By status and name."""

    search = ("number__icontains", "name_zh__icontains", "name_en__icontains")
    quick = ("status",)
    status = choice(RoundStatus.choices, label=_("status"))

    class Meta:
        model = AwardRound
        fields: ClassVar[list[str]] = ["status"]
