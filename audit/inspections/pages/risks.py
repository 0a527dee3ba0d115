"""The risk list of stations (异常清单): what claims are suspected of lately, station by station, with the signs behind each number."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit.inspections.models import RiskSign
from audit.inspections.selectors import risk_signs_of, risky_stations
from common.pages import (
    AmountColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    Section,
    choice,
)
from tenants.registry.choices import Region
from tenants.registry.models import Station

RISK = "inspections.risk"


class RiskTable(RecordTable):
    """Stations with signs."""

    code = NumberColumn(linkify=lambda record: reverse("inspections:risk", args=[record.pk]))
    name = Column()
    region = ChoiceColumn()
    risk_score = AmountColumn(verbose_name=_("Risk"))
    risk_count = AmountColumn(verbose_name=_("Signs"))
    risk_claims = AmountColumn(verbose_name=_("Claims"))
    last_seen = MomentColumn(verbose_name=_("Last seen"))
    last_visit = MomentColumn(verbose_name=_("Last audit"))

    class Meta(RecordTable.Meta):
        model = Station
        fields: ClassVar[tuple[str, ...]] = (
            "code", "name", "region", "risk_score", "risk_count", "risk_claims", "last_seen", "last_visit",
        )  # fmt: skip


class RiskFilter(RecordFilter):
    """By region, level and name."""

    search = ("code__icontains", "name__icontains", "city__icontains")
    quick = ("region",)
    region = choice(Region.choices, label=_("regional office"))
    level = django_filters.CharFilter(lookup_expr="iexact", label=_("level"))

    class Meta:
        model = Station
        fields: ClassVar[list[str]] = ["region", "level"]


class RiskList(ListPage):
    """Stations by what their claims are suspected of, the worst first."""

    action = RISK
    title = _("Risk list")
    table_class = RiskTable
    filterset_class = RiskFilter
    empty = _("No station stands out: no claim of the last 90 days has an open anomaly.")

    def rows(self) -> QuerySet[Any]:
        """Return them with their numbers."""
        return risky_stations(self.actor)


class StationRisk(DetailPage):
    """The signs of one station, behind each number of the list."""

    action = RISK
    lit = "inspections:risks"

    def record(self) -> Any:
        """Return the station with its numbers. Raises NotYours for one without signs."""
        return risky_stations(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Risk list"), reverse("inspections:risks"))]

    def facts(self, record: Any) -> Sequence[Fact]:
        """Return the numbers of the list."""
        return [
            Fact(_("Risk"), record.risk_score),
            Fact(_("Signs"), record.risk_count),
            Fact(_("Claims"), record.risk_claims),
            Fact(_("Last audit"), record.last_visit),
        ]

    def buttons(self, record: Any) -> Sequence[Button]:
        """Offer to visit it."""
        plan = f"{reverse('inspections:plan')}?station={record.pk}"
        return [Button(_("Plan an audit"), plan, "inspections.conduct", primary=True, icon="calendar-plus")]

    def sections(self, record: Any) -> Sequence[Section]:
        """Return the signs, newest first."""
        signs: Sequence[RiskSign] = risk_signs_of(record, self.actor)
        return [Section(_("Signs"), "inspections/signs.html", {"signs": signs}, count=len(signs))]
