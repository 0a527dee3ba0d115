"""Small worlds for the simulator: four cities in a row, a few crews, seconds of work."""

from collections.abc import Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.day import Day
from network.dispatch.simulator.study import Study
from network.dispatch.simulator.synthetic import City, Country, demand_of
from network.dispatch.simulator.world import (
    Base,
    Behaviour,
    CrewPlan,
    DriverCall,
    Network,
    Outcome,
    Rules,
    Variant,
)

CITIES = [City(f"C{n}", "east" if n < 2 else "north", "TST", 31.0 + n * 0.6, 118.0 + n * 0.5, 4 - n) for n in range(4)]
COUNTRY = Country(CITIES)
ALL = frozenset({"repair", "tow", "tyre"})


def a_base(code: str = "TST01", lat: float = 31.0, lon: float = 118.0, region: str = "east") -> Base:
    """Return a station."""
    return Base(uuid5(NAMESPACE_URL, code), code, code, region, lat, lon)


def a_plan(base: Base, name: str = "1", **facts: Any) -> CrewPlan:
    """Return a crew that is on duty all day and can do everything."""
    return CrewPlan(uuid5(NAMESPACE_URL, base.code + name), base, name, **({"capabilities": ALL} | facts))


def a_network(crews_each: int = 2, agents: int = 4, stations: int = 4, **facts: Any) -> Network:
    """Return a station in each city."""
    bases = [a_base(f"TST{n:02d}", city.lat, city.lon, city.region) for n, city in enumerate(CITIES[:stations])]
    return Network([a_plan(base, str(n), **facts) for base in bases for n in range(crews_each)], [agents] * 24)


def a_variant(
    name: str = "base", network: Network | None = None, rules: Rules | None = None, **behaviour: Any
) -> Variant:
    """Return a way to run the day."""
    return Variant(name, rules or Rules(), network or a_network(), Behaviour(**behaviour))


def a_study(*variants: Variant, calls_per_day: float = 40, seeds: int = 4) -> Study:
    """Return a study over the four cities."""
    return Study(
        variants or [a_variant()],
        lambda chances: COUNTRY.calls(calls_per_day, chances),
        demand_of(CITIES),
        tuple(range(1, seeds + 1)),
    )


def run(
    variant: Variant, calls: Sequence[DriverCall] | None = None, seed: int = 1, calls_per_day: float = 80
) -> Outcome:
    """Run one day."""
    chances = Chances(seed)
    made = COUNTRY.calls(calls_per_day, chances) if calls is None else calls
    return Day(variant, made, chances, demand_of(CITIES)).run()


def steady_calls(per_hour: float, chances: Chances, hours: int = 24) -> list[DriverCall]:
    """Return calls of a homogeneous Poisson process."""
    at_s = 0.0
    calls: list[DriverCall] = []
    while True:
        at_s += chances.exponential(str(len(calls)), "gap", 3600 / per_hour)
        if at_s >= hours * 3600:
            return calls
        calls.append(DriverCall(str(len(calls)), at_s, 31.0, 118.0, "east"))
