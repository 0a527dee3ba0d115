"""The dashboards: service figures for head office and for a station, quality of vehicles for head office."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.insight import figures
from billing.insight.choosing import Choice
from billing.insight.drawing import quality, service
from billing.insight.fleet import DAYS_A_MONTH, cohorts_of, window
from billing.insight.lifetimes import adjusted_of
from billing.insight.selectors import rule_in_force
from billing.insight.showing import component_names, model_names, supplier_names
from catalog.selectors import component_choices, model_choices
from common.money import format_minor
from common.pages import Button, Chart, Page
from common.pages.exports import workbook
from common.text import Text
from tenants.registry.choices import Region


@dataclass(frozen=True, slots=True)
class Tile:
    """One number at the top of a dashboard and where it leads."""

    label: Text
    value: str
    icon: str
    url: str = ""
    detail: Text = ""
    tone: str = ""


class ChoiceForm(forms.Form):
    """The bar above a dashboard."""

    to = forms.CharField(label=_("To"), required=False, widget=forms.TextInput(attrs={"type": "month"}))
    region = forms.ChoiceField(label=_("Regional office"), required=False)
    model = forms.ChoiceField(label=_("Model"), required=False)
    component = forms.ChoiceField(label=_("Component"), required=False)
    station = forms.CharField(label=_("Station code"), required=False, max_length=12)

    def __init__(self, choice: Choice, left_out: Sequence[str]) -> None:
        initial = choice.query()
        super().__init__(initial=initial, auto_id="board_%s")
        first = forms.CharField(label=_("From"), required=False, widget=forms.TextInput(attrs={"type": "month"}))
        self.fields = {"from": first, **self.fields}
        self._offer("region", [(str(one.value), one.label) for one in Region])
        self._offer("model", [(one.code, f"{one.name} {one.code}") for one in model_choices()])
        self._offer("component", [(one.code, f"{one.name} {one.code}") for one in component_choices()])
        for name in left_out:
            del self.fields[name]

    def _offer(self, name: str, values: Sequence[tuple[str, Any]]) -> None:
        field: Any = self.fields[name]
        field.choices = [("", field.label), *values]


def percent(value: float | None) -> str:
    """Return a share as a tile shows it."""
    return "–" if value is None else f"{value:.1f} %"


def whole(minor: int) -> str:
    """Return an amount without its smallest units: a tile shows how much, a table to the cent."""
    return format_minor(minor).partition(".")[0]


class Board(Page):
    """The base of the dashboards: a choice in the address, tiles, charts, and all of them as a workbook."""

    action = "insight.view"
    template_name = "insight/board.html"
    left_out: ClassVar[Sequence[str]] = ()
    usual_months: ClassVar[int] = 12
    file_name: ClassVar[str] = "figures"

    @cached_property
    def choice(self) -> Choice:
        """Return what the address asks for."""
        return Choice.of(self.request.GET, self.usual_months)

    def tiles(self) -> Sequence[Tile]:
        """Return the numbers at the top."""
        return ()

    def large(self) -> Sequence[Chart]:
        """Return the charts over the whole width."""
        return ()

    def charts(self) -> Sequence[Chart]:
        """Return the charts that stand beside each other."""
        return ()

    def small(self) -> Sequence[Chart]:
        """Return the small multiples."""
        return ()

    def page_buttons(self) -> Sequence[Button]:
        """Return the export."""
        query = self.request.GET.copy()
        query["format"] = "xlsx"
        return [Button(_("Export to Excel"), f"?{query.urlencode()}", icon="file-spreadsheet")]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the dashboard, or return its charts as a workbook of one sheet each."""
        if request.GET.get("format") == "xlsx":
            every = [*self.large(), *self.charts(), *self.small()]
            return workbook([(str(one.title), one.cells()) for one in every if not one.is_empty], self.file_name)
        return self.render()

    def context(self) -> dict[str, Any]:
        """Return the parts."""
        return {
            "form": ChoiceForm(self.choice, self.left_out),
            "tiles": self.tiles(),
            "large": self.large(),
            "charts": self.charts(),
            "small": self.small(),
            "stale": figures.waiting_to_be_counted(),
        }


class ServiceBoard(Board):
    """Cost, reviews, queues, recovery: the work of the claims section in figures."""

    title = _("Claims dashboard")
    file_name = "claims-dashboard"

    @cached_property
    def by_month(self) -> dict[str, figures.Counts]:
        """Return the counts of each month."""
        return service.over_months(figures.counts_by(self.actor, self.choice, "month"), self.choice)

    @cached_property
    def total(self) -> figures.Counts:
        """Return all months together."""
        return figures.total(list(self.by_month.values()))

    @cached_property
    def ages(self) -> dict[Any, list[int]]:
        """Return the queues."""
        return figures.queue_ages(self.actor, self.choice)

    @cached_property
    def recovery(self) -> list[figures.Recovery]:
        """Return the recovery of each month; it does not belong to a station."""
        return [] if self.choice.station else figures.recovery_by(self.choice, "month")

    def tiles(self) -> Sequence[Tile]:
        """Return the six numbers that are asked for first."""
        total, choice = self.total, self.choice
        return [
            Tile(_("Settled cost"), whole(total.final_minor), "coins", choice.behind(status="settled")),
            Tile(_("Claims"), f"{total.claims:,}", "receipt", choice.behind()),
            Tile(_("First-pass rate"), percent(total.first_pass_rate), "circle-check", choice.behind(reviewed="true", first_passed="true")),
            Tile(_("Decided by rule"), percent(total.automatic_rate), "robot", choice.behind(automatic="true")),
            *self.more_tiles(),
            Tile(_("Waiting now"), f"{sum(map(sum, self.ages.values())):,}", "hourglass", "#chart-queues"),
        ]  # fmt: skip

    def more_tiles(self) -> Sequence[Tile]:
        """Return the recovery rate."""
        charged = sum(one.charged_minor for one in self.recovery)
        standing = sum(one.standing_minor for one in self.recovery)
        return [
            Tile(
                _("Recovery rate"),
                percent(figures.share(standing, charged)),
                "receipt-refund",
                service.recovered(self.choice),
            )
        ]

    def charts(self) -> Sequence[Chart]:
        """Return the charts of the claims, of the queues, of the recovery."""
        choice, actor = self.choice, self.actor
        by_component = figures.counts_by(actor, choice, "component_code")
        return [
            service.cost(self.by_month, choice),
            service.first_passed(self.by_month, choice),
            service.queues(self.ages, choice),
            service.components(by_component, component_names(), choice),
            *self.more_charts(),
        ]

    def more_charts(self) -> Sequence[Chart]:
        """Return what concerns head office alone."""
        choice = self.choice
        by_supplier = [] if choice.station else figures.recovery_by(choice, "supplier_id")
        return [
            service.recovery_months(self.recovery, choice),
            service.noticed([] if choice.station else figures.anomalies(choice), choice),
            service.recovery_suppliers(by_supplier, supplier_names(), choice),
            service.worst_stations(figures.counts_by(self.actor, choice, "station__code"), choice),
        ]

    def small(self) -> Sequence[Chart]:
        """Return the regional offices side by side."""
        if self.choice.station or self.choice.region:
            return ()
        return service.regions(figures.by_region(self.actor, self.choice), self.choice)

    def context(self) -> dict[str, Any]:
        """Name the small multiples."""
        return super().context() | {"small_title": _("First-pass rate of the regional offices")}


class StationBoard(ServiceBoard):
    """A station's own figures."""

    title = _("Our claims in figures")
    left_out = ("region", "station")

    def more_tiles(self) -> Sequence[Tile]:
        """Return what was rejected."""
        return [Tile(_("Rejected"), f"{self.total.rejected:,}", "x", self.choice.behind(status="rejected"))]

    def more_charts(self) -> Sequence[Chart]:
        """Return nothing of head office's."""
        return ()

    def small(self) -> Sequence[Chart]:
        """Compare with nobody: other stations' figures are theirs."""
        return ()


class QualityBoard(Board):
    """What build months, models and ages cost, and how often they fail."""

    action = "insight.quality"
    title = _("Quality dashboard")
    left_out = ("region", "station")
    usual_months = 24
    file_name = "quality-dashboard"

    def subtitle(self) -> Text:
        """Say what the months are."""
        return _("The months are build months of the vehicles.")

    @cached_property
    def vehicles(self) -> dict[Any, int]:
        """Return the vehicles of each build month."""
        return figures.vehicles_by(self.choice, "built_month")

    @cached_property
    def months(self) -> list[dict[str, Any]]:
        """Return claims and cost of each build month."""
        return figures.build_costs(self.choice, "built_month")

    def tiles(self) -> Sequence[Tile]:
        """Return vehicles, cost and cost per vehicle."""
        cost, built = sum(row["cost"] for row in self.months), sum(self.vehicles.values())
        return [
            Tile(_("Sold vehicles"), f"{built:,}", "truck"),
            Tile(_("Settled cost"), whole(cost), "coins", quality.behind(self.choice)),
            Tile(_("Cost per vehicle"), whole(cost // built) if built else "–", "divide"),
            Tile(_("Claims"), f"{sum(row['n'] for row in self.months):,}", "receipt", quality.behind(self.choice)),
        ]

    def large(self) -> Sequence[Chart]:
        """Return the heat map and the adjusted rates."""
        choice = self.choice
        cells = figures.build_costs(choice, "component_code", "built_month")
        return [
            quality.heat(cells, self.vehicles, component_names(), choice),
            quality.adjusted(*adjusted_of(choice), choice),
        ]

    def charts(self) -> Sequence[Chart]:
        """Return cost per vehicle by build month, model and age."""
        choice = self.choice
        by_model = {row["model_code"]: row["cost"] for row in figures.build_costs(choice, "model_code")}
        by_age = {row["age_months"]: row["cost"] for row in figures.build_costs(choice, "age_months")}
        return [
            quality.by_build_month({row["built_month"]: row["cost"] for row in self.months}, self.vehicles, choice),
            quality.by_age(by_age, self.reached(), choice),
            quality.by_model(by_model, figures.vehicles_by(choice, "model_code"), model_names(), choice),
        ]

    def reached(self) -> list[float]:
        """Return how many vehicles were watched during each month in service."""
        frame = window(rule_in_force().lag_days, 120)
        cohorts = cohorts_of(frame, self.choice.model)
        inside = [(c, n) for c, n in cohorts.items() if self.choice.first <= c[1] <= self.choice.last]
        edges = np.arange(quality.LONGEST_AGE + 1) * DAYS_A_MONTH
        found = np.zeros(quality.LONGEST_AGE)
        for (_model, _built, sold), n in inside:
            time = np.minimum(edges[1:], frame.age(sold)) - np.maximum(edges[:-1], frame.entry(sold))
            found += n * np.clip(time, 0, None) / DAYS_A_MONTH
        values: list[float] = found.tolist()
        return values
