"""The monthly figures (合格率): per office and station, with the checks behind each number, as a page and as a workbook."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.pages import Chart, Page, Series, Unit
from common.pages.exports import workbook
from network.duty.choices import CheckKind
from network.duty.selectors import figures
from tenants.registry.choices import Region
from tenants.registry.selectors import stations_for

Rows = list[dict[str, Any]]
MONTHS_SHOWN = 6
HEADS = (_("checks"), _("of them passed"), _("pass rate (%)"), _("mean score"), _("appealed"))


class Figures(Page):
    """One month."""

    action = "dutychecks.view"
    title = _("Pass rate of duty-phone checks")
    template_name = "duty/figures.html"

    def month(self) -> date:
        """Return the month that the address names, else this one."""
        try:
            return date.fromisoformat(f"{self.request.GET.get('month', '')}-01")
        except ValueError:
            return today().replace(day=1)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page, or the workbook."""
        return self.book() if request.GET.get("format") == "xlsx" else self.render()

    def context(self) -> dict[str, Any]:
        """Return the tables and the chart of the last months."""
        month = self.month()
        offices, stations, own = self.tables(month)
        return {
            "month": month,
            "before": (month - timedelta(days=1)).replace(day=1),
            "after": (month + timedelta(days=32)).replace(day=1),
            "offices": offices,
            "stations": stations,
            "own": own,
            "heads": HEADS,
            "chart": self.chart(month),
        }

    def tables(self, month: date) -> tuple[Rows, Rows, Rows]:
        """Return the rows of offices with their stations, of stations, and of the offices' own phones, each with its words and the list behind it."""
        names = {one.pk: one for one in stations_for(self.actor)}
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        days = f"scored_after={month}&scored_before={last}"
        base = reverse("duty:checks")

        def of_regions(rows: Rows, more: str = "") -> Rows:
            return [
                row | {"name": Region(row["region"]).label, "url": f"{base}?region={row['region']}&{days}{more}"}
                for row in rows
            ]

        offices = of_regions(figures(self.actor, month, "region"))
        own = of_regions(figures(self.actor, month, "region", kinds=[CheckKind.OFFICE]), "&kind=office")
        stations = [
            row | {"name": str(names.get(row["station_id"], "")), "url": f"{base}?station={row['station_id']}&{days}"}
            for row in figures(self.actor, month, "station_id", kinds=[CheckKind.STATION])
        ]
        return offices, sorted(stations, key=lambda row: (row["rate"], row["name"])), own

    def chart(self, month: date) -> Chart:
        """Return the pass rate of the last months."""
        months = [month]
        while len(months) < MONTHS_SHOWN:
            months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
        whole = [_whole(figures(self.actor, one, "region")) for one in months]
        return Chart(
            "pass_rate",
            title=_("Pass rate by month"),
            caption=_("Share of the scored checks that were passed, in per cent; a month without checks has no point."),
            categories=[f"{one:%Y-%m}" for one in months],
            series=[Series(_("pass rate (%)"), whole)],
            unit=Unit.PERCENT,
        )

    def book(self) -> HttpResponse:
        """Return the tables as sheets."""
        month = self.month()
        offices, stations, own = self.tables(month)
        sheets: list[tuple[str, Any]] = [
            (gettext("regional office"), [_head(_("regional office")), *map(_cells, offices)]),
            (gettext("station"), [_head(_("station")), *map(_cells, stations)]),
        ]
        if own:
            sheets.append((gettext("Offices' own phones"), [_head(_("regional office")), *map(_cells, own)]))
        return workbook(sheets, f"duty-checks-{month:%Y-%m}")


def _whole(rows: list[dict[str, Any]]) -> float | None:
    checks = sum(row["checks"] for row in rows)
    return round(100 * sum(row["passed"] for row in rows) / checks, 1) if checks else None


def _head(first: Any) -> list[Any]:
    return [str(first), *map(str, HEADS)]


def _cells(row: dict[str, Any]) -> list[Any]:
    return [str(row["name"]), row["checks"], row["passed"], row["rate"], round(row["mean"], 1), row["appealed"]]
