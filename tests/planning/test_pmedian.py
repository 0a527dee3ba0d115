"""The p-median solver against brute force and known optima; its proof must be honest even when the time is short."""

import itertools
import json
import random
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from network.planning.solver import (
    InstanceError,
    MatrixMetric,
    Metric,
    PlaneMetric,
    SphereMetric,
    pmedian,
    read_instance,
    solve_pmedian,
)
from network.planning.solver.interchange import Search
from network.planning.solver.lists import listed
from network.planning.solver.metrics import Floats

GRAPH = "4 5 2\n1 2 9\n1 2 2\n2 3 3\n3 4 1\n1 4 10\n"


def scattered(count: int, seed: int) -> Floats:
    dice = random.Random(seed)
    return np.array([(dice.uniform(18, 53), dice.uniform(74, 135)) for _ in range(count)])


def distances(metric: Metric) -> Floats:
    everybody = np.arange(metric.n)
    return np.array([metric.between(everybody, np.full(metric.n, site)) for site in everybody]).T


def brute_force(metric: Metric, weights: Floats, p: int) -> float:
    d = distances(metric)
    return min(float(weights @ d[:, list(sites)].min(axis=1)) for sites in itertools.combinations(range(metric.n), p))


@pytest.mark.parametrize("p", [1, 2, 4])
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("kind", ["plane", "sphere", "matrix"])
def test_it_finds_and_proves_what_brute_force_finds(kind: str, seed: int, p: int) -> None:
    points, dice = scattered(13, seed), np.random.default_rng(seed)
    metrics: dict[str, Metric] = {
        "plane": PlaneMetric(points * 100, floored=True),
        "sphere": SphereMetric(points),
        "matrix": MatrixMetric(np.floor(dice.uniform(1, 90, (13, 13))) * (1 - np.eye(13))),
    }
    weights = np.array([dice.integers(1, 9) for _ in points], dtype=float)
    plan = solve_pmedian(metrics[kind], weights, p, time_limit_s=20)
    best = brute_force(metrics[kind], weights, p)
    assert plan.objective == pytest.approx(best)
    assert plan.lower_bound <= best * (1 + 1e-9)
    assert plan.proven
    assert len(set(plan.sites)) == p


def test_the_objective_is_that_of_its_sites() -> None:
    points = scattered(300, 7)
    metric, weights = SphereMetric(points), np.arange(1.0, 301.0)
    plan = solve_pmedian(metric, weights, 12, time_limit_s=2)
    served = distances(metric)[:, plan.sites].min(axis=1)
    assert plan.objective == pytest.approx(float(weights @ served))


def test_a_short_time_is_an_honest_stop() -> None:
    plan = solve_pmedian(PlaneMetric(scattered(900, 3) * 1000, floored=True), np.ones(900), 20, time_limit_s=0.05)
    assert 0 <= plan.lower_bound <= plan.objective
    assert plan.gap == pytest.approx((plan.objective - plan.lower_bound) / plan.objective)
    assert not (plan.proven and plan.gap > 0)


def test_a_small_instance_is_proven_without_a_second_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Mock()
    monkeypatch.setattr(pmedian, "ThreadPoolExecutor", begun)
    plan = solve_pmedian(PlaneMetric(scattered(120, 4) * 10, floored=True), np.ones(120), 5)
    assert plan.proven
    begun.assert_not_called()


def test_weights_of_every_size_keep_the_bound_close() -> None:
    points, dice = scattered(400, 5), np.random.default_rng(5)
    weights = np.floor(10 ** dice.uniform(2.7, 7.4, 400))
    plan = solve_pmedian(SphereMetric(points), weights, 25, time_limit_s=6)
    assert plan.gap < 0.02


def test_as_many_sites_as_points_cost_nothing() -> None:
    plan = solve_pmedian(PlaneMetric(scattered(6, 1), floored=True), np.ones(6), 6)
    assert (plan.objective, plan.gap, plan.proven) == (0.0, 0.0, True)


@pytest.mark.parametrize("p", [0, 7])
def test_an_impossible_number_of_sites_is_refused(p: int) -> None:
    with pytest.raises(ValueError, match="between 1 and 6"):
        solve_pmedian(PlaneMetric(scattered(6, 1)), np.ones(6), p)


def test_swaps_never_make_it_worse() -> None:
    metric = PlaneMetric(scattered(200, 9) * 100, floored=True)
    everybody = np.arange(200)
    lists = listed(metric, np.ones(200), everybody, 60)
    search = Search(metric, lists, everybody, np.ones(200), np.arange(10, dtype=np.int32), np.zeros(200, dtype=np.int8))
    before = search.objective
    assert search.improve(10**9)
    assert search.objective < before
    profit, _partner = search.profits()
    assert profit.max() <= 1e-6 * search.objective
    assert search.objective == distances(metric)[:, search.sites].min(axis=1).sum()


def test_an_edge_given_twice_counts_as_the_last(tmp_path: Path) -> None:
    path = tmp_path / "g.txt"
    path.write_text(GRAPH)
    instance = read_instance(path)
    assert instance.p == 2
    assert distances(instance.metric)[0].tolist() == [0, 2, 5, 6]


def test_tsplib_distances_are_rounded_down(tmp_path: Path) -> None:
    path = tmp_path / "t.tsp"
    path.write_text("NAME : t\nNODE_COORD_SECTION\n1 0 0\n2 1.5e0 1.5\n3 9 0\nEOF\n")
    assert distances(read_instance(path).metric)[0].tolist() == [0, 2, 9]


@pytest.mark.parametrize("text", ["", "hello", "3 1 1\n1 2 5\n", "lat,lon\n"])
def test_what_is_no_instance_gets_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / ("x.csv" if "lat" in text else "x.txt")
    path.write_text(text)
    with pytest.raises(InstanceError):
        read_instance(path)


def test_the_command_prints_the_proof_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "g.txt"
    path.write_text(GRAPH)
    call_command("plan", "pmedian", "--instance", str(path), "--json", "--time-limit", "5")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert set(found) == {"objective", "lower_bound", "gap", "seconds", "proven", "sites"}
    assert (found["objective"], found["proven"]) == (3.0, True)


def test_the_command_reads_places_and_asks_for_p(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "places.csv"
    path.write_text("lat,lon,weight\n31.2,121.5,10\n39.9,116.4,20\n23.1,113.3,5\n")
    with pytest.raises(CommandError, match="--p"):
        call_command("plan", "pmedian", "--instance", str(path))
    call_command("plan", "pmedian", "--instance", str(path), "--p", "2")
    assert "proven optimal" in capsys.readouterr().out
