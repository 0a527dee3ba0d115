"""A study: one day in several variants, each over several seeds, with intervals and paired differences."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from network.dispatch.simulator.chance import Chances
from network.dispatch.simulator.day import Day
from network.dispatch.simulator.intervals import Estimate, estimate, paired
from network.dispatch.simulator.metrics import Figures, by_hour, jobs_by_station, measure
from network.dispatch.simulator.world import Demand, DriverCall, Outcome, Targets, Variant

Calls = Callable[[Chances], Sequence[DriverCall]]


@dataclass(frozen=True, slots=True)
class Study:
    """What is to be run. `calls` makes the day of a seed; a recorded day is the same for each."""

    variants: Sequence[Variant]
    calls: Calls
    demand: Sequence[Demand] = ()
    seeds: Sequence[int] = tuple(range(1, 11))
    targets: Targets = field(default_factory=Targets)


@dataclass(frozen=True, slots=True)
class Run:
    """The figures of one variant under one seed."""

    variant: str
    seed: int
    figures: Figures
    hours: dict[str, list[float | None]]
    stations: dict[str, float]


def run_one(study: Study, variant: Variant, seed: int) -> Outcome:
    """Run one day. The calls of a seed are the same in every variant."""
    chances = Chances(seed)
    return Day(variant, study.calls(chances), chances, study.demand, study.targets).run()


def runs(study: Study, after: int = 0) -> Iterator[Run]:
    """Yield run by run, seed by seed, leaving out the first `after`."""
    pairs = [(seed, variant) for seed in study.seeds for variant in study.variants]
    for seed, variant in pairs[after:]:
        outcome = run_one(study, variant, seed)
        figures = measure(outcome, study.targets, variant.network.agents)
        yield Run(variant.name, seed, figures, by_hour(outcome), jobs_by_station(outcome))


def conclude(study: Study, done: Sequence[Run]) -> dict[str, Any]:
    """Return the result as plain data: figures with intervals for each variant, and what each later one changes against the first."""
    found = {one.name: [run for run in done if run.variant == one.name] for one in study.variants}
    first = study.variants[0].name
    return {
        "seeds": list(study.seeds),
        "targets": asdict(study.targets),
        "variants": [_variant(one, found[one.name]) for one in study.variants],
        "comparisons": [
            {"variant": one.name, "against": first, "differences": _differences(found[first], found[one.name])}
            for one in study.variants[1:]
        ],
    }


def _variant(variant: Variant, done: Sequence[Run]) -> dict[str, Any]:
    hours = {name: [_mean([run.hours[name][hour] for run in done]) for hour in range(24)] for name in done[0].hours}
    return {
        "name": variant.name,
        "policy": variant.rules.label,
        "stations": len(variant.network.bases),
        "crews": len(variant.network.crews),
        "agents": list(variant.network.agents),
        "figures": {name: _plain(estimate([run.figures[name] for run in done])) for name in done[0].figures},
        "hours": hours,
        "jobs_by_station": {code: _mean([run.stations[code] for run in done]) for code in sorted(done[0].stations)},
    }


def _differences(before: Sequence[Run], after: Sequence[Run]) -> dict[str, Any]:
    names = before[0].figures
    pairs = {n: paired([run.figures[n] for run in before], [run.figures[n] for run in after]) for n in names}
    return {name: _plain(one) and _plain(one) | {"clear": one.is_clear} for name, one in pairs.items() if one}


def _plain(one: Estimate | None) -> dict[str, Any]:
    if one is None:
        return {}
    return {"mean": _round(one.mean), "low": _round(one.low), "high": _round(one.high), "seeds": one.seeds}


def _mean(values: Sequence[float | None]) -> float | None:
    found = estimate(values)
    return _round(found.mean) if found else None


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
