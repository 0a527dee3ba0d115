"""A scenario's answer for people: the proof in words, marks for the map, tables of sites and places, the chart of distances."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isfinite
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from common.money import format_minor
from common.pages import Chart, Series, Unit
from common.text import Text
from network.planning.demands import source_of
from network.planning.models import Scenario
from network.planning.scenarios.asking import room_of
from network.planning.scenarios.choices import BY_DISTANCE, MINIMISED_COUNT, Ending, Question
from network.planning.scenarios.measuring import BANDS_KM
from network.planning.scenarios.points import Point, Points
from network.planning.scenarios.roads import share_words
from tenants.registry.choices import Region

HEAVIEST_MARK = 110.0
TONES: Mapping[str, str] = {
    Ending.PROVEN: "good",
    Ending.CLOSE: "good",
    Ending.STOPPED: "warn",
    Ending.MEASURED: "info",
    Ending.IMPOSSIBLE: "bad",
    Ending.NOTHING: "bad",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A station of the plan: what it serves, what closing it would cost, and its level and room where these are limited."""

    point: Point
    stays: bool
    load: float
    drop: str
    loss: float | None
    level: str = ""
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A place that is not in the plan: what a station there would add, and the best swap."""

    point: Point
    add: str
    swap: str
    instead: str
    value: float
    gain: float | None
    swap_gain: float | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A figure of today's network and of the plan."""

    label: Text
    today: str
    plan: str


class Shown:
    """One answered scenario."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.result, self.proof = scenario, scenario.result, scenario.proof
        self.question = Question(scenario.question)

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan to show."""
        return bool(self.result.get("sites"))

    @cached_property
    def points(self) -> Points:
        """Return the places."""
        return Points.read(self.scenario.points)

    @property
    def sites(self) -> list[int]:
        """Return the sites of the plan."""
        return list(self.result["sites"])

    @property
    def total(self) -> float:
        """Return the demand in all."""
        return float(self.result["plan"]["demand"]) or 1.0

    @property
    def unit(self) -> Text:
        """Return what is counted."""
        source = source_of(self.scenario.demand)
        return source.unit if source else ""

    # the proof

    @property
    def tone(self) -> str:
        """Return the proof's tone."""
        return TONES.get(self.proof["ending"], "neutral")

    @property
    def words(self) -> Text:
        """Return how the search ended."""
        return ending_words(self.scenario)

    def value(self, number: float | None) -> str:
        """Return an objective or a bound in the question's own unit."""
        if number is None:
            return "–"
        if self.question in MINIMISED_COUNT:
            return now_("%(n)d stations") % {"n": round(number)}
        if self.question in BY_DISTANCE:
            return now_("%(km)s km on average") % {"km": f"{number / self.total / 1000:,.3f}"}
        return f"{number:,.0f} ({100 * number / self.total:.3f} %)"

    def proof_lines(self) -> list[tuple[Text, str]]:
        """Return objective, bound, gap and seconds."""
        if not self.has_plan:
            return [(_("Seconds"), f"{self.proof['seconds']:.1f}")]
        return [
            (_("Objective"), self.value(self.proof["objective"])),
            (_("No plan can beat"), self.value(self.proof["bound"])),
            (_("Gap"), f"{100 * self.proof['gap']:.3f} %"),
            (_("Seconds"), f"{self.proof['seconds']:.1f}"),
        ]

    # figures

    def lines(self) -> list[Line]:
        """Return the figures beside those of today's network."""
        today, plan = self.result["today"] or {}, self.result["plan"]
        return [Line(label, write(today.get(name)), write(plan.get(name))) for name, label, write in FIGURES]

    def measures(self) -> list[tuple[Text, str, float | None, float | None]]:
        """Return the same as numbers to count with: label, unit, today, plan."""
        today, plan = self.result["today"] or {}, self.result["plan"]
        return [
            (label, str(UNITS[write][0]), scaled(today.get(name), write), scaled(plan.get(name), write))
            for name, label, write in FIGURES
        ]

    def regions(self) -> list[dict[str, Any]]:
        """Return the plan by regional office."""
        before = {one["region"]: one for one in (self.result["today"] or {}).get("regions", ())}
        return [_region(one, before.get(one["region"], {})) for one in self.result["plan"]["regions"]]

    def chart(self) -> Chart:
        """Return how far demand is from its station."""
        series = [Series(_("In the plan"), _percents(self.result["plan"]))]
        if self.result["today"]:
            series.insert(0, Series(_("Today"), _percents(self.result["today"])))
        return Chart(
            name="distances",
            title=_("Distance to the nearest station"),
            categories=band_labels(),
            series=series,
            unit=Unit.PERCENT,
            caption=share_words([self.scenario]),
            first=_("Distance"),
        )

    # tables

    def site_rows(self) -> list[Site]:
        """Return the stations of the plan, those with most demand first."""
        plan, drops = self.result["plan"], self.result["worth"]["drop"]
        rows = [
            self._site(self.points.rows[n], load, drop)
            for n, load, drop in zip(self.sites, plan["load"], drops, strict=True)
        ]
        return sorted(rows, key=lambda one: -one.load)

    def _site(self, point: Point, load: float, drop: float | None) -> Site:
        room = room_of(self.scenario, point)
        level = point.level if point.is_station else self.scenario.new_level
        room_left = int(room) if isfinite(room) else None
        return Site(point, point.is_station, load, self.worth(drop), self.worth_number(drop), level, room_left)

    @property
    def has_room(self) -> bool:
        """Whether stations have a capacity, so that it is shown."""
        return bool(self.scenario.capacity or self.scenario.capacities)

    def closed_rows(self) -> list[Point]:
        """Return today's stations that the plan does without."""
        opened = set(self.sites)
        return [self.points.rows[n] for n in self.points.stations if n not in opened]

    def places(self, most: int | None = None) -> list[Place]:
        """Return the places outside the plan, those that would add most first."""
        worth, opened = self.result["worth"], set(self.sites)
        rows = [
            self._place(n, point, worth["add"][n], worth["swap"][n])
            for n, point in enumerate(self.points.rows)
            if n not in opened and point.may_be_site
        ]
        return sorted(rows, key=lambda one: -one.value)[:most]

    def _place(self, number: int, point: Point, add: float, swap: list[float] | None) -> Place:
        if swap is None:
            return Place(point, self.worth(add), "", "", add, self.worth_number(add))
        instead, gains = self.points.rows[int(swap[1])].name, (self.worth_number(add), self.worth_number(swap[0]))
        return Place(point, self.worth(add), self.worth(swap[0]), instead, add, *gains)

    def worth(self, value: float | None) -> str:
        """Return a change of the objective: kilometres on average, or a share of demand."""
        number = self.worth_number(value)
        return "–" if number is None else f"{number:,.3f} {self.worth_unit}"

    @property
    def worth_unit(self) -> str:
        """Return in what changes of the objective are told."""
        return "km" if self.question in BY_DISTANCE else "%"

    def worth_number(self, value: float | None) -> float | None:
        """Return a change of the objective as a number to count with."""
        if value is None:
            return None
        return round(value / self.total / 1000 if self.question in BY_DISTANCE else 100 * value / self.total, 3)

    # the map

    def marks(self) -> list[dict[str, Any]]:
        """Return the marks of the map: demand by size, stations that stay, new ones, and those that close."""
        radius_m, distances = self.scenario.radius_km * 1000, self.result["plan"]["distance_m"]
        heaviest = max(self.points.weights.max(initial=0.0), 1e-9)
        demand = [
            _mark(one, "demand" if far <= radius_m else "gap", f"{one.name} · {one.weight:,.0f}")
            | {"weight": HEAVIEST_MARK * one.weight / heaviest}
            for one, far in zip(self.points.rows, distances, strict=True)
            if one.weight > 0
        ]
        sites = [_mark(one.point, "station" if one.stays else "planned", self._label(one)) for one in self.site_rows()]
        return [*demand, *sites, *(_mark(one, "closed", one.name) for one in self.closed_rows())]

    def _label(self, one: Site) -> str:
        return f"{one.point.name} · {one.load:,.0f} {self.unit}"

    def circles(self) -> list[dict[str, Any]]:
        """Return the radius around each station of the plan; a radius on roads is drawn as far as it goes by the detour."""
        radius_m = self.scenario.radius_km * 1000 / self.scenario.roads.get("detour", 1.0)
        return [
            {"lat": p.lat, "lon": p.lon, "radius_m": radius_m, "kind": "station" if p.is_station else "planned"}
            for p in (self.points.rows[n] for n in self.sites)
        ]


def ending_words(scenario: Scenario) -> Text:
    """Say how the search ended; nothing while there is no answer."""
    found = scenario.proof.get("ending", "")
    return Ending(found).label if found else ""


def km(value: float | None) -> str:
    """Write metres as kilometres."""
    return "–" if value is None else f"{value / 1000:,.1f} km"


def money(value: int | None) -> str:
    """Write minor units."""
    return "–" if value is None else format_minor(value)


def percent(value: float | None) -> str:
    """Write a share in per cent."""
    return "–" if value is None else f"{100 * value:.2f} %"


def whole(value: float | None) -> str:
    """Write a whole number."""
    return "–" if value is None else f"{value:,.0f}"


def ratio(value: float | None) -> str:
    """Write a figure between 0 and 1."""
    return "–" if value is None else f"{value:.3f}"


FIGURES: list[tuple[str, Text, Any]] = [
    ("stations", _("Stations"), whole),
    ("share", _("Demand within the radius"), percent),
    ("cost_minor", _("Cost of new stations"), money),
    ("mean_m", _("Distance on average"), km),
    ("p90_m", _("Nine tenths of demand within"), km),
    ("farthest_m", _("Farthest place"), km),
    ("load_gini", _("Inequality of loads (Gini, 0 is equal)"), ratio),
    ("region_spread", _("Coverage: best office less worst"), percent),
]


UNITS: Mapping[Any, tuple[str, float, int]] = {  # of a figure in a table to count with: unit, divisor, decimals
    whole: ("", 1, 0),
    percent: ("%", 0.01, 2),
    money: ("¥", 100, 2),
    km: ("km", 1000, 1),
    ratio: ("", 1, 3),
}


def scaled(value: float | None, write: Any) -> float | None:
    """Return a figure in the unit in which it is written."""
    _unit, divisor, decimals = UNITS[write]
    return None if value is None else round(value / divisor, decimals)


def band_labels() -> list[str]:
    """Return the names of the distance bands."""
    ends = [0, *BANDS_KM]
    inner = [f"{low}–{high} km" for low, high in zip(ends, BANDS_KM, strict=False)]
    return [*inner, f"> {BANDS_KM[-1]} km"]


def _percents(figures: Mapping[str, Any]) -> list[float]:
    return [round(100 * one, 2) for one in figures["bands"]]


def _region(after: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "label": Region(after["region"]).label,
        "stations": after["stations"],
        "stations_today": before.get("stations"),
        "demand": whole(after["demand"]),
        "numbers": (round(after["demand"]), scaled(_share(before), percent), scaled(_share(after), percent)),
        "share": percent(_share(after)),
        "share_today": percent(_share(before)),
        "mean": km(after["mean_m"]),
        "mean_today": km(before.get("mean_m")),
    }


def _share(one: Mapping[str, Any]) -> float | None:
    return one["covered"] / one["demand"] if one.get("demand") else None


def _mark(point: Point, kind: str, label: str) -> dict[str, Any]:
    return {"lat": point.lat, "lon": point.lon, "kind": kind, "label": label}
