"""A simulation's result for people: figures in words with their intervals, charts, and a workbook."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook

from common.pages import Chart, Look, Series, Unit
from common.pages.exports import harmless
from common.text import Text
from network.dispatch.simulator.wishes import BASE

Result = Mapping[str, Any]
Figure = Mapping[str, Any]


class Kind(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    MINUTES = "minutes"
    SHARE = "share"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: as the rules in force give it, with the change, the difference, and as it was recorded."""

    label: Text
    base: str
    changed: str
    difference: str
    clear: bool
    recorded: str


NAMES: Mapping[str, tuple[Text, Kind]] = {
    "calls": (_("Calls"), Kind.COUNT),
    "served": (_("Served"), Kind.COUNT),
    "unserved": (_("Nobody could be found"), Kind.COUNT),
    "open": (_("Still open at the end"), Kind.COUNT),
    "answer_p50_s": (_("Answered: half within (min)"), Kind.MINUTES),
    "answer_p90_s": (_("Answered: nine in ten within (min)"), Kind.MINUTES),
    "answer_p99_s": (_("Answered: 99 in 100 within (min)"), Kind.MINUTES),
    "offer_p50_s": (_("Offered: half within (min)"), Kind.MINUTES),
    "offer_p90_s": (_("Offered: nine in ten within (min)"), Kind.MINUTES),
    "offer_p99_s": (_("Offered: 99 in 100 within (min)"), Kind.MINUTES),
    "accept_p50_s": (_("Accepted: half within (min)"), Kind.MINUTES),
    "accept_p90_s": (_("Accepted: nine in ten within (min)"), Kind.MINUTES),
    "accept_p99_s": (_("Accepted: 99 in 100 within (min)"), Kind.MINUTES),
    "arrival_p50_s": (_("Arrived: half within (min)"), Kind.MINUTES),
    "arrival_p90_s": (_("Arrived: nine in ten within (min)"), Kind.MINUTES),
    "arrival_p99_s": (_("Arrived: 99 in 100 within (min)"), Kind.MINUTES),
    "answered_within": (_("Answered within 30 seconds"), Kind.SHARE),
    "within_highway": (_("In time on highways"), Kind.SHARE),
    "within_road": (_("In time on other roads"), Kind.SHARE),
    "within_site": (_("In time in yards and on building sites"), Kind.SHARE),
    "within": (_("In time altogether"), Kind.SHARE),
    "offers_per_case": (_("Offers per case"), Kind.NUMBER),
    "withdrawn_per_case": (_("Offers taken back per case: another crew accepted first"), Kind.NUMBER),
    "planned_share": (_("Planned together with others in a mass event"), Kind.SHARE),
    "kilometres": (_("Kilometres"), Kind.COUNT),
    "kilometres_per_served": (_("Kilometres per rescue"), Kind.NUMBER),
    "fairness_gini": (_("Fairness of work within a region (Gini, 0 is equal)"), Kind.NUMBER),
    "coverage_left": (_("Coverage left: demand with a free crew within 60 km"), Kind.SHARE),
    "crews_busy_share": (_("Crews at work"), Kind.SHARE),
    "agents_busy_share": (_("Agents talking"), Kind.SHARE),
}
SERIES = {BASE: _("Today's rules and network"), "changed": _("With the change")}


def rows_of(result: Result) -> list[Row]:
    """Return the figures side by side."""
    base, changed = _figures(result, 0), _figures(result, 1)
    differences = result["comparisons"][0]["differences"] if result["comparisons"] else {}
    recorded = result.get("recorded") or {}
    return [
        Row(
            label,
            interval(base.get(name), kind),
            interval(changed.get(name), kind),
            interval(differences.get(name), kind, signed=True),
            bool((differences.get(name) or {}).get("clear")),
            _one(recorded.get(name), kind),
        )
        for name, (label, kind) in NAMES.items()
    ]


def interval(figure: Figure | None, kind: Kind, *, signed: bool = False) -> str:
    """Return a mean with its 95 % interval."""
    if not figure:
        return "–"
    mean = _one(figure["mean"], kind)
    mean = f"+{mean}" if signed and figure["mean"] > 0 else mean
    if figure["low"] is None:
        return mean
    return f"{mean}  [{_one(figure['low'], kind)}, {_one(figure['high'], kind)}]"


def _one(value: float | None, kind: Kind) -> str:
    if value is None:
        return "–"
    if kind is Kind.MINUTES:
        return f"{value / 60:,.1f}"
    if kind is Kind.SHARE:
        return f"{100 * value:.1f} %"
    return f"{value:,.0f}" if kind is Kind.COUNT else f"{value:,.2f}"


def charts_of(result: Result) -> list[Chart]:
    """Return the charts: how long drivers wait, who is in time, how many crews are asked, the course of the day."""
    return [_waits(result), _in_time(result), _asked(result), _by_hour(result), _coverage(result)]


def _waits(result: Result) -> Chart:
    names = ["accept_p50_s", "accept_p90_s", "arrival_p50_s", "arrival_p90_s"]
    return Chart(
        name="waits",
        title=_("From the call, in minutes"),
        categories=[NAMES[name][0] for name in names],
        series=_series(result, lambda figures: [_scaled(figures.get(name), 1 / 60) for name in names]),
        unit=Unit.NUMBER,
        caption=_(
            "Lower is better. Half of the drivers wait no longer than the first of each pair, nine in ten than the second."
        ),
        first=_("Moment"),
    )


def _in_time(result: Result) -> Chart:
    names = ["within_highway", "within_road", "within_site", "within"]
    return Chart(
        name="in_time",
        title=_("Arrived within the limit of the road's class"),
        categories=[NAMES[name][0] for name in names],
        series=_series(result, lambda figures: [_scaled(figures.get(name), 100) for name in names]),
        unit=Unit.PERCENT,
        caption=_("Of all calls, those that nobody served included."),
        first=_("Road"),
        y_range=(0, 100),
    )


def _asked(result: Result) -> Chart:
    names = ["offers_per_case", "withdrawn_per_case"]
    return Chart(
        name="asked",
        title=_("Crews asked for a case"),
        categories=[NAMES[name][0] for name in names],
        series=_series(result, lambda figures: [_scaled(figures.get(name), 1) for name in names]),
        unit=Unit.NUMBER,
        caption=_("Several asked at once accept sooner, and disturb more crews."),
        first=_("Figure"),
    )


def _by_hour(result: Result) -> Chart:
    variants = result["variants"]
    lines = [
        Series(SERIES[one["name"]], [_times(v, 1 / 60) for v in one["hours"]["arrival_p50_s"]], Look.LINE)
        for one in variants
    ]
    calls = Series(_("Calls"), variants[0]["hours"]["calls"], Look.BAR, right=True, unit=Unit.NUMBER)
    return Chart(
        name="hours",
        title=_("Over the day: calls, and half of the crews arrived within (min)"),
        categories=_hours(),
        series=[*lines, calls],
        unit=Unit.NUMBER,
        caption=_("By the hour of the call; bars are calls, on the right axis."),
        first=_("Hour"),
    )


def _coverage(result: Result) -> Chart:
    series = [
        Series(SERIES[one["name"]], [_times(v, 100) for v in one["hours"]["coverage_left"]], Look.LINE)
        for one in result["variants"]
    ]
    return Chart(
        name="coverage",
        title=_("Coverage left over the day"),
        categories=_hours(),
        series=series,
        unit=Unit.PERCENT,
        caption=_("Share of demand that still has a free crew within 60 km while others are out."),
        first=_("Hour"),
        y_range=(0, 100),
    )


def _series(result: Result, values: Any) -> list[Series]:
    found = [Series(SERIES[one["name"]], values(one["figures"])) for one in result["variants"]]
    recorded = result.get("recorded")
    if recorded:
        plain = {name: None if value is None else {"mean": value} for name, value in recorded.items()}
        found.append(Series(_("As it was"), values(plain)))
    return found


def workbook_of(result: Result) -> bytes:
    """Return the result as a workbook: figures, hours, stations."""
    book = Workbook(write_only=True)
    for title, lines in (
        ("figures", _figure_lines(result)),
        ("hours", _hour_lines(result)),
        ("stations", _jobs(result)),
    ):
        sheet = book.create_sheet(title)
        for line in lines:
            sheet.append([harmless(cell) if isinstance(cell, str) else cell for cell in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figure_lines(result: Result) -> list[list[Any]]:
    parts = [(one["name"], one["figures"]) for one in result["variants"]]
    parts += [(f"{one['variant']}-{one['against']}", one["differences"]) for one in result["comparisons"]]
    ends = ("mean", "low", "high")
    head = ["figure", *[f"{name} {end}" for name, _values in parts for end in ends], "recorded"]
    recorded = result.get("recorded") or {}
    lines = [
        [name, *[(values.get(name) or {}).get(end) for _part, values in parts for end in ends], recorded.get(name)]
        for name in NAMES
    ]
    return [head, *lines]


def _hour_lines(result: Result) -> list[list[Any]]:
    columns = [(one["name"], name, values) for one in result["variants"] for name, values in one["hours"].items()]
    head = ["hour", *[f"{variant} {name}" for variant, name, _values in columns]]
    return [head, *[[hour, *[values[hour] for _variant, _name, values in columns]] for hour in range(24)]]


def _jobs(result: Result) -> list[list[Any]]:
    parts = [(one["name"], one["jobs_by_station"]) for one in result["variants"]]
    codes = sorted({code for _name, jobs in parts for code in jobs})
    return [
        ["station", *[name for name, _jobs in parts]],
        *[[c, *[jobs.get(c) for _name, jobs in parts]] for c in codes],
    ]


def _figures(result: Result, place: int) -> Mapping[str, Figure]:
    variants: Sequence[Any] = result["variants"]
    return variants[place]["figures"] if place < len(variants) else {}


def _scaled(figure: Figure | None, by: float) -> float | None:
    return _times(figure["mean"], by) if figure else None


def _times(value: float | None, by: float) -> float | None:
    return None if value is None else round(value * by, 2)


def _hours() -> list[str]:
    return [f"{hour:02d}" for hour in range(24)]
