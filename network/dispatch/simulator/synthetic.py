"""A day that never was: calls as a non-homogeneous Poisson process by hour and region, around real cities and on the roads between them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, cos, pi, sin, sqrt
from uuid import NAMESPACE_URL, uuid5

import numpy as np

from network.dispatch.geo import between, unit_vector
from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.world import DAY_S, HOUR_S, Base, CrewPlan, Demand, DriverCall, Network
from network.planning.sphere import EARTH_RADIUS_M

# Calls of each hour, relative; lorries break down when they drive, most of all in the morning and the afternoon.
PROFILE = (2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 9, 8, 7, 8, 9, 9, 8, 8, 7, 6, 5, 4, 3, 3)
MERIDIAN = 120.0  # the clock of the whole country follows it: farther west the day begins later
HIGHWAY_SHARE, SITE_SHARE = 0.45, 0.10
NEIGHBOURS, NEAREST_M, FARTHEST_M = 3, 20_000.0, 450_000.0
SPREAD_M = {"road": 18_000.0, "site": 8_000.0}
METRES_A_DEGREE = 111_195.0
SYMPTOMS = ((0.62, "repair"), (0.80, "tyre"), (1.0, "tow"))
STATIONS, BUSY_SHARE = 200, 0.6
DAY_SHIFT = (7 * HOUR_S, 21 * HOUR_S)


@dataclass(frozen=True, slots=True)
class City:
    """A city where lorries drive; `prefix` begins the codes of its stations."""

    name: str
    region: str
    prefix: str
    lat: float
    lon: float
    people: float


class Country:
    """Cities by region with what is drawn from them, prepared once for all seeds."""

    def __init__(self, cities: Sequence[City]) -> None:
        self.cities = cities
        self.people = sum(city.people for city in cities)
        self.roads = roads_between(cities)
        self.regions: dict[str, list[City]] = defaultdict(list)
        for city in cities:
            self.regions[city.region].append(city)

    def calls(self, calls_per_day: float, chances: Chances) -> list[DriverCall]:
        """Return the calls of one day, in the order of their moments."""
        calls: list[DriverCall] = []
        for region, members in self.regions.items():
            sums = list(accumulate(city.people for city in members))
            west_h = (MERIDIAN - sum(one.lon * one.people for one in members) / sums[-1]) / 15.0
            for number, at_s in enumerate(moments(region, calls_per_day * sums[-1] / self.people, west_h, chances)):
                key = _key(region, number)
                city = members[bisect_left(sums, chances.uniform(key, "city") * sums[-1])]
                calls.append(_call(key, at_s, city, self.roads[_place(city)], chances))
        return sorted(calls, key=lambda one: (one.at_s, one.key))


def moments(region: str, rate: float, west_h: float, chances: Chances) -> Iterator[float]:
    """Yield the moments of a Poisson process with `rate` calls a day, by inverting its cumulated intensity."""
    steps = [_intensity(hour, west_h) for hour in range(24)]
    sums = [0.0, *accumulate(one * rate / sum(steps) for one in steps)]
    reached, number = 0.0, 0
    while True:
        reached += chances.exponential(_key(region, number), "gap", 1.0)
        if reached >= sums[-1]:
            return
        hour = min(23, max(0, bisect_left(sums, reached) - 1))
        yield min((hour + (reached - sums[hour]) / (sums[hour + 1] - sums[hour])) * HOUR_S, DAY_S - 1e-6)
        number += 1


def roads_between(cities: Sequence[City]) -> Mapping[str, list[City]]:
    """Return for each city (by place) the larger neighbours to which a highway leads: straight, as nothing better is free of a map."""
    ordered = sorted(cities, key=lambda one: -one.people)
    points = np.array([unit_vector(one.lat, one.lon) for one in ordered]).reshape(-1, 3)
    ways_m = EARTH_RADIUS_M * np.arccos(np.clip(points @ points.T, -1.0, 1.0))
    found: dict[str, list[City]] = {}
    for place, city in enumerate(ordered):
        near = np.argsort(ways_m[place, :place], kind="stable").tolist()
        within = [one for one in near if NEAREST_M < ways_m[place, one] < FARTHEST_M]
        found[_place(city)] = [ordered[one] for one in within[:NEIGHBOURS]]
    return found


def demand_of(cities: Sequence[City]) -> list[Demand]:
    """Return where calls come from."""
    return [Demand(city.lat, city.lon, city.people) for city in cities]


def synthetic_network(
    cities: Sequence[City], calls_per_day: float, handle_s: float, stations: int = STATIONS
) -> Network:
    """Return a network in the largest cities: a crew around the clock at each station, a second by day in the larger half."""
    crews: list[CrewPlan] = []
    numbers: dict[str, int] = defaultdict(int)
    chosen = sorted(cities, key=lambda one: -one.people)[:stations]
    for place, city in enumerate(chosen):
        numbers[city.prefix] += 1
        code = f"{city.prefix}{numbers[city.prefix]:02d}"
        base = Base(uuid5(NAMESPACE_URL, code), code, city.name, city.region, city.lat, city.lon)
        for number in range(1, 3 if place < len(chosen) / 2 else 2):
            from_s, to_s = (0, 0) if number == 1 else DAY_SHIFT
            key = uuid5(NAMESPACE_URL, f"{code}:{number}")
            crews.append(
                CrewPlan(key, base, f"{code}-{number}", from_s, to_s, capabilities=frozenset({"repair", "tyre", "tow"}))
            )
    return Network(crews, agents_for(calls_per_day, handle_s))


def agents_for(calls_per_day: float, handle_s: float) -> list[int]:
    """Return agents for each hour, so that in the mean they talk at most six tenths of their time; two at least."""
    total = sum(PROFILE)
    return [max(2, ceil(calls_per_day * share / total * handle_s / HOUR_S / BUSY_SHARE) + 1) for share in PROFILE]


def _intensity(hour: int, west_h: float) -> float:
    """Return the profile's value at the local sun's hour, between its steps."""
    local = (hour - west_h) % 24
    before, share = int(local), local % 1
    return PROFILE[before] * (1 - share) + PROFILE[(before + 1) % 24] * share


def _call(key: str, at_s: float, city: City, ways: Sequence[City], chances: Chances) -> DriverCall:
    road = _road(chances.uniform(key, "road"), bool(ways))
    if road == "highway":
        other = ways[int(chances.uniform(key, "way") * len(ways))]
        lat, lon = between(city.lat, city.lon, other.lat, other.lon, chances.uniform(key, "along"))
    else:
        lat, lon = _around(city, SPREAD_M[road], chances.uniform(key, "angle"), chances.uniform(key, "far"))
    symptom = chances.uniform(key, "symptom")
    need = next(need for share, need in SYMPTOMS if symptom < share)
    return DriverCall(key, at_s, lat, lon, city.region, road, needs=frozenset({need}))


def _key(region: str, number: int) -> str:
    return f"{region}-{number:05d}"


def _road(chance: float, has_highway: bool) -> str:
    if chance < HIGHWAY_SHARE:
        return "highway" if has_highway else "road"
    return "site" if chance < HIGHWAY_SHARE + SITE_SHARE else "road"


def _around(city: City, spread_m: float, angle: float, far: float) -> tuple[float, float]:
    """Return a point whose distance from the city is spread evenly over the disc of twice the spread."""
    metres = 2 * spread_m * sqrt(far)
    north, east = metres * cos(2 * pi * angle), metres * sin(2 * pi * angle)
    return (
        city.lat + north / METRES_A_DEGREE,
        city.lon + east / METRES_A_DEGREE / max(0.1, cos(city.lat * pi / 180)),
    )


def _place(city: City) -> str:
    return f"{city.lat},{city.lon}"
