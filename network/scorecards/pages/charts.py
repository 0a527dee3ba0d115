"""Pictures of cards: a station's months, and the regional offices beside each other. Each chart has its numbers as a table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import Chart, Crumb, Page, Series, Unit
from common.pages.charts import Look
from network.scorecards.choices import COUNTED, Source
from network.scorecards.models import OfficeCard
from network.scorecards.pages.cards import CardPage
from network.scorecards.selectors import office_cards_up_to, trend_of
from tenants.registry.choices import Region

VIEW = "scorecards.view"
FULL = (0, 100)


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _value(card: Any, source: str) -> float | None:
    line = card.line(source) if card is not None else None
    return line["value"] if line else None


def _unit(source: str) -> Unit:
    return Unit.NUMBER if source in COUNTED else Unit.PERCENT


class CardTrend(CardPage):
    """A station's last twelve months: points beside the region's mean, and each indicator in a small chart of its own."""

    action = VIEW
    title = _("Trend")
    template_name = "scorecards/trend.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.render()

    def context(self) -> dict[str, Any]:
        """Return the large chart and the small ones."""
        cards = trend_of(self.card)
        months = [f"{one.month:%Y-%m}" for one in cards]
        links = [one.get_absolute_url() for one in cards]
        points = Chart(
            "points",
            title=_("Points by month"),
            caption=_("The station's points beside the mean of its region; a month without facts has no point."),
            categories=months,
            first=_("month"),
            series=[
                Series(_("points"), [_number(one.points) for one in cards], look=Look.LINE, links=links),
                Series(
                    _("mean of the region"), [_number(one.region_points) for one in cards], look=Look.LINE, dashed=True
                ),
            ],
            unit=Unit.NUMBER,
            y_range=FULL,
        )
        small = [
            Chart(
                f"trend_{source}",
                title=Source(source).label,
                categories=months,
                first=_("month"),
                series=[Series(_("measured"), [_value(one, source) for one in cards], look=Look.LINE, links=links)],
                unit=_unit(source),
                y_range=(None, None) if source in COUNTED else FULL,
                height="sm",
            )
            for source in _sources(cards)
        ]
        return {"chart": points, "small": [one for one in small if not one.is_empty]}


class CompareOffices(Page):
    """The regional offices beside each other: a year of points, and one small chart per indicator for the newest month."""

    action = VIEW
    title = _("Compare regional offices")
    template_name = "scorecards/compare_offices.html"
    lit = "scorecards:compare_offices"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the months."""
        return [Crumb(_("Monthly assessment"), reverse("scorecards:months"))]

    @cached_property
    def month(self) -> date | None:
        """Return the month that the address names; without one the newest is taken."""
        try:
            return date.fromisoformat(f"{self.request.GET.get('month', '')}-01")
        except ValueError:
            return None

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show them."""
        return self.render()

    def context(self) -> dict[str, Any]:
        """Return the months to choose, the lines of a year, and the small multiples of the month."""
        cards = office_cards_up_to(self.actor, self.month)
        months = sorted({one.month for one in cards})
        if not months:
            return {"months": [], "month": None}
        held = {(one.month, one.region): one for one in cards}
        return {
            "months": months,
            "month": months[-1],
            "chart": self._points(months, held),
            "small": list(self._small(months[-1], [one for one in cards if one.month == months[-1]])),
        }

    def _points(self, months: Sequence[date], held: Mapping[tuple[date, str], OfficeCard]) -> Chart:
        series = []
        for region in [one for one in Region.values if any((month, one) in held for month in months)]:
            cards = [held.get((month, region)) for month in months]
            series.append(
                Series(
                    Region(region).label,
                    [_number(one.points) if one else None for one in cards],
                    look=Look.LINE,
                    links=[one.get_absolute_url() if one else "" for one in cards],
                )
            )
        return Chart(
            "offices",
            title=_("Points of the regional offices"),
            caption=_("Each office is measured over the facts of all its stations."),
            categories=[f"{one:%Y-%m}" for one in months],
            first=_("month"),
            series=series,
            unit=Unit.NUMBER,
            y_range=FULL,
        )

    def _small(self, month: date, cards: Sequence[OfficeCard]) -> Iterable[Chart]:
        rows = sorted(cards, key=lambda one: Region.values.index(one.region))
        for source in _sources(rows):
            chart = Chart(
                f"offices_{source}",
                title=Source(source).label,
                categories=[Region(one.region).label for one in rows],
                first=_("regional office"),
                series=[
                    Series(
                        f"{month:%Y-%m}",
                        [_value(one, source) for one in rows],
                        links=[one.get_absolute_url() for one in rows],
                    )
                ],
                unit=_unit(source),
                y_range=(None, None) if source in COUNTED else FULL,
                height="sm",
                horizontal=True,
            )
            if not chart.is_empty:
                yield chart


def _sources(cards: Sequence[Any]) -> list[str]:
    """Return the indicators that stand on any of the cards, in the order of the catalogue."""
    found = {line["source"] for one in cards for line in one.lines}
    return [one for one in Source.values if one in found]
