"""The monthly statistics of rescues: per regional office and station, with the rescues behind each line, as a page and as a workbook."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.clock import today
from common.pages import Chart, Page, Series, Unit
from common.pages.exports import workbook
from network.dispatch.choices import Outcome
from network.dispatch.statistics import LEGS, Tally, tallies
from tenants.registry.choices import Region
from tenants.registry.selectors import stations_for

HEADS = (
    _("finished rescues"),
    _("call to arrival, median (min)"),
    _("departure in time (%)"),
    _("arrival in time (%)"),
    _("finish in time (%)"),
    _("offers"),
    _("declined"),
    _("not answered in time"),
    _("driven (km)"),
    *(kind.label for kind in Outcome),
)
Line = dict[str, Any]


class Statistics(Page):
    """One month."""

    action = "dispatch.view"
    title = _("Statistics of rescues")
    template_name = "dispatch/statistics.html"

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
        """Return both tables and the chart of the offices."""
        month = self.month()
        offices, stations = lines_of(self.actor, month)
        return {
            "month": month,
            "before": (month - timedelta(days=1)).replace(day=1),
            "after": (month + timedelta(days=32)).replace(day=1),
            "offices": offices,
            "stations": stations,
            "heads": HEADS,
            "chart": _chart(offices),
        }

    def book(self) -> HttpResponse:
        """Return both tables as sheets."""
        return book_of(self.actor, self.month())


def lines_of(actor: Actor, month: date) -> tuple[list[Line], list[Line]]:
    """Return the lines of offices and of stations, each with the list behind it."""
    last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    days = f"finished_after={month}&finished_before={last}"
    base, names = reverse("dispatch:rescues"), {one.pk: str(one) for one in stations_for(actor)}
    offices = [
        _line(Region(key).label, f"{base}?region={key}&{days}", one)
        for key, one in sorted(tallies(actor, month, "station__region").items())
    ]
    stations = [
        _line(names.get(key, ""), f"{base}?station={key}&{days}", one)
        for key, one in tallies(actor, month, "station_id").items()
    ]
    return offices, sorted(stations, key=lambda line: line["name"])


def book_of(actor: Actor, month: date) -> HttpResponse:
    """Return both tables of the month as the sheets of a workbook: the page and the API hand out the same."""
    offices, stations = lines_of(actor, month)
    sheets: list[tuple[str, Any]] = [
        (gettext("regional office"), [_head(_("regional office")), *map(_row, offices)]),
        (gettext("station"), [_head(_("station")), *map(_row, stations)]),
    ]
    return workbook(sheets, f"rescues-{month:%Y-%m}")


def _line(name: Any, url: str, one: Tally) -> Line:
    cells = [
        one.rescues,
        one.typical_minutes,
        *one.shares,
        one.offers,
        one.declined,
        one.expired,
        one.kilometres,
        *one.outcomes.values(),
    ]
    return {"name": name, "url": url, "cells": cells, "tally": one}


def _chart(offices: list[Line]) -> Chart:
    titles = dict(zip(LEGS, HEADS[2:5], strict=True))
    return Chart(
        "timeliness",
        title=_("In time by leg and regional office"),
        caption=_("Share of the finished rescues whose leg kept the limit of the rules that held then, in per cent."),
        categories=[line["name"] for line in offices],
        series=[Series(title, [line["tally"].share(leg) for line in offices]) for leg, title in titles.items()],
        unit=Unit.PERCENT,
        empty=_("No rescue was finished in this month."),
    )


def _head(first: Any) -> list[Any]:
    return [str(first), *map(str, HEADS)]


def _row(line: Line) -> list[Any]:
    return [str(line["name"]), *line["cells"]]
