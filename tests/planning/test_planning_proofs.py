"""Plans against brute force over all subsets: the optimum is found, no bound lies on its wrong side, and bad input gets a sentence."""

import itertools
import json
import math
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from network.planning.solver import (
    CeiledMetric,
    InstanceError,
    MatrixMetric,
    Metric,
    PlaneMetric,
    SphereMetric,
    read_instance,
    site_values,
    solve_lscp,
    solve_mclp,
    solve_pmedian,
)
from network.planning.solver.metrics import Floats

QUICK = settings(max_examples=60, deadline=None)


ROOT = Path(__file__).resolve().parents[2]


def table(metric: Metric) -> Floats:
    n = metric.n
    return metric.between(np.repeat(np.arange(n), n), np.tile(np.arange(n), n)).reshape(n, n)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Metric, Floats]:
    """A few points, some of them the same, with weights of every size, some of them zero."""
    n = draw(st.integers(2, 9))
    points = np.array([(draw(st.integers(0, 6)), draw(st.integers(0, 6))) for _ in range(n)], dtype=float)
    weight = st.sampled_from([0.0, 1.0, 2.0, 7.0, 0.5, 500.0, 25e6])
    weights = np.array([draw(weight) for _ in range(n)])
    kind = draw(st.sampled_from(["floored", "ceiled", "plane", "sphere", "matrix"]))
    if kind == "sphere":
        return SphereMetric(points + 30), weights
    if kind == "matrix":
        lengths = st.integers(0, 12)
        return MatrixMetric(np.array([[float(draw(lengths)) for _ in range(n)] for _ in range(n)])), weights
    if kind == "ceiled":
        return CeiledMetric(points * 3, draw(st.sampled_from([1.0, 10.0]))), weights
    return PlaneMetric(points * 3, floored=kind == "floored"), weights


@QUICK
@given(world=worlds(), data=st.data())
def test_the_p_median_is_the_best_of_all_subsets(world: tuple[Metric, Floats], data: st.DataObject) -> None:
    metric, weights = world
    p = data.draw(st.integers(1, metric.n))
    fate = np.array(
        data.draw(st.lists(st.sampled_from([0, 0, 0, 1, -1]), min_size=metric.n, max_size=metric.n)), np.int8
    )
    allowed = [
        sites
        for sites in itertools.combinations(range(metric.n), p)
        if all(fate[list(sites)] >= 0) and set(np.nonzero(fate > 0)[0]) <= set(sites)
    ]
    if not allowed:
        with pytest.raises(ValueError, match="leave no plan"):
            solve_pmedian(metric, weights, p, fate=fate)
        return
    d = table(metric)
    best = min(float(weights @ d[:, list(sites)].min(axis=1)) for sites in allowed)
    plan = solve_pmedian(metric, weights, p, fate=fate, time_limit_s=20)
    assert plan.proven
    assert plan.objective == pytest.approx(best, rel=1e-9, abs=1e-6)
    assert tuple(plan.sites) in allowed
    assert plan.objective == pytest.approx(float(weights @ d[:, plan.sites].min(axis=1)), rel=1e-12, abs=1e-9)


@QUICK
@given(world=worlds(), data=st.data())
def test_the_covered_weight_is_the_most_of_all_subsets(world: tuple[Metric, Floats], data: st.DataObject) -> None:
    metric, weights = world
    p, d = data.draw(st.integers(1, metric.n)), table(metric)
    radius = data.draw(st.sampled_from([0.0, *d.ravel().tolist()]))
    within = d <= radius
    best = max(float(weights @ within[:, list(s)].any(axis=1)) for s in itertools.combinations(range(metric.n), p))
    plan = solve_mclp(metric, weights, radius, p, time_limit_s=20)
    assert plan.proven
    assert plan.objective == pytest.approx(best)
    assert plan.objective == pytest.approx(float(weights @ within[:, plan.sites].any(axis=1)))
    assert len(set(plan.sites)) == p


@QUICK
@given(world=worlds(), data=st.data())
def test_no_subset_covers_everything_with_fewer_sites(world: tuple[Metric, Floats], data: st.DataObject) -> None:
    metric, d = world[0], table(world[0])
    within = d <= data.draw(st.sampled_from(d.ravel().tolist()))
    radius = float(d[within].max())
    sizes = range(1, metric.n + 1)
    best = next(
        (
            size
            for size in sizes
            if any(within[:, list(s)].any(axis=1).all() for s in itertools.combinations(range(metric.n), size))
        ),
        None,
    )
    if best is None:
        with pytest.raises(ValueError, match="do not cover everything"):
            solve_lscp(metric, radius)
        return
    plan = solve_lscp(metric, radius, time_limit_s=20)
    assert (plan.objective, plan.lower_bound, plan.proven) == (best, best, True)
    assert within[:, plan.sites].any(axis=1).all()


@QUICK
@given(world=worlds(), data=st.data())
def test_every_add_drop_and_swap_has_its_exact_value(world: tuple[Metric, Floats], data: st.DataObject) -> None:
    metric, weights = world
    p, d = data.draw(st.integers(1, metric.n)), table(metric)
    sites = data.draw(st.permutations(range(metric.n)))[:p]

    def cost(chosen: list[int]) -> float:
        return float(weights @ d[:, chosen].min(axis=1)) if chosen else math.inf

    rounding = 1e-9 + 1e-13 * float(
        weights.sum() * d.max()
    )  # a difference of two sums of doubles is no more exact than the sums
    values = site_values(metric, weights, np.array(sites))
    assert values.objective == pytest.approx(cost(sites))
    for place, site in enumerate(sites):
        rest = [one for one in sites if one != site]
        assert values.drop[place] == pytest.approx(cost(rest) - cost(sites), rel=1e-12, abs=rounding)
        for new in set(range(metric.n)) - set(sites):
            assert values.add[new] == pytest.approx(cost(sites) - cost([*sites, new]), rel=1e-12, abs=rounding)
            assert values.swap[new, place] == pytest.approx(cost(sites) - cost([*rest, new]), rel=1e-12, abs=rounding)


def spread(count: int, seed: int) -> Floats:
    dice = np.random.default_rng(seed)
    return np.column_stack((dice.uniform(20, 50, count), dice.uniform(80, 130, count)))


def test_covering_many_places_is_proven() -> None:
    metric = SphereMetric(spread(150, 4))
    plan = solve_lscp(metric, 400_000, time_limit_s=20)
    assert plan.proven
    assert (table(metric)[:, plan.sites].min(axis=1) <= 400_000).all()


@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e6])
def test_weights_in_another_unit_give_the_same_sites(factor: float) -> None:
    metric, weights = SphereMetric(spread(80, 2)), np.floor(10 ** np.random.default_rng(2).uniform(2.7, 7.4, 80))
    plan, same = (solve_pmedian(metric, weights * one, 7, time_limit_s=20) for one in (1.0, factor))
    assert plan.proven
    assert same.proven
    assert same.sites == plan.sites
    assert same.objective == pytest.approx(plan.objective * factor)


@pytest.mark.parametrize("limit", [0.0, 0.2])
def test_a_plan_stops_in_time_and_claims_no_more_than_it_knows(limit: float) -> None:
    metric, weights = SphereMetric(spread(3000, 1)), np.ones(3000)
    begun = time.process_time()
    plan = solve_pmedian(metric, weights, 40, time_limit_s=limit)
    assert time.process_time() - begun < limit + 2
    assert 0 <= plan.lower_bound <= plan.objective
    assert plan.proven == (plan.gap == 0)
    most = solve_mclp(metric, weights, 300_000, 5, time_limit_s=limit + 0.5)
    assert most.lower_bound == most.objective <= most.upper_bound
    assert most.proven == (most.gap == 0)


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("g.txt", "", "nodes edges p"),
        ("g.txt", "3 2 1\n1 2 5\n", "2 edges"),
        ("g.txt", "3 2 1\n1 2 5\n2 4 5\n", "between 1 and 3"),
        ("g.txt", "3 2 1\n1 2 5\n2 3 -5\n", "below zero"),
        ("g.txt", "3 1 1\n1 2 5\n", "not connected"),
        ("t.tsp", "DIMENSION : 3\nNODE_COORD_SECTION\n1 0 0\n2 1 1\nEOF\n", "3 points are announced"),
        ("t.tsp", "EDGE_WEIGHT_TYPE: EUC_3D\nNODE_COORD_SECTION\n1 0 0\nEOF\n", "EUC_3D are not known"),
        ("t.tsp", "NODE_COORD_SECTION\n1 0\nEOF\n", "number x y"),
        ("p.csv", "a,b\n1,2\n", "lat and lon"),
        ("p.csv", "lat,lon\n5,2\n95,2\n", "line 3 has no latitude"),
        ("p.csv", "lat,lon,weight\n5,2,-1\n", "weight of line 2 is below zero"),
        ("p.csv", "lat,lon,weight\n5,2,nan\n", "weight of line 2"),
        ("p.csv", "lat,lon\n", "no place"),
        ("p.csv", "", "lat and lon"),
        ("p.csv", "lat,lon\nx,2\n", "line 2 has no latitude"),
        ("p.csv", "lat,lon\n31\n", "line 2 has no latitude"),
    ],
)
def test_a_bad_file_gets_a_sentence(tmp_path: Path, name: str, text: str, says: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(InstanceError, match=says):
        read_instance(path)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_columns_may_be_separated_as_spreadsheets_do(tmp_path: Path, separator: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text("lat,lon,weight\r\n31.2,121.5,3\r\n39.9,116.4,\r\n".replace(",", separator))
    assert read_instance(path).weights.tolist() == [3, 1]


def test_columns_may_stand_in_any_order(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("\ufeffWeight,Longitude,name,LAT\n3,121.5,a,31.2\n,116.4,b,39.9\n")
    instance = read_instance(path)
    assert instance.weights.tolist() == [3, 1]
    assert table(instance.metric)[0, 1] == pytest.approx(1_067_000, rel=0.01)


def test_the_sphere_measures_like_the_haversine() -> None:
    points = np.array([(0, 0), (0, 180), (90, 0), (31.2, 121.5), (31.2, 121.5000001), (-31.2, -58.5)], dtype=float)
    d = table(SphereMetric(points))
    for i, (lat, lon) in enumerate(np.radians(points)):
        for j, (other, far) in enumerate(np.radians(points)):
            h = math.sin((other - lat) / 2) ** 2 + math.cos(lat) * math.cos(other) * math.sin((far - lon) / 2) ** 2
            assert d[i, j] == pytest.approx(2 * 6_371_008.8 * math.asin(min(1, math.sqrt(h))), rel=1e-7, abs=1e-6)


def asked(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    call_command("plan", *arguments, "--json", "--time-limit", "10")
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_the_command_covers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "p.csv"
    path.write_text("lat,lon,weight\n30,120,5\n30.1,120,5\n35,110,7\n40,100,1\n")
    most = asked(capsys, "mclp", "--instance", str(path), "--radius-m", "50000", "--p", "2")
    assert (most["objective"], most["upper_bound"], most["proven"], len(most["sites"])) == (17, 17, True, 2)
    fewest = asked(capsys, "lscp", "--instance", str(path), "--radius-m", "50000")
    assert set(fewest) == {"objective", "lower_bound", "gap", "seconds", "proven", "sites"}
    assert (fewest["objective"], fewest["proven"]) == (3, True)


@pytest.mark.parametrize("radius", ["-1", "nan"])
def test_the_command_refuses_a_radius_below_zero(tmp_path: Path, radius: str) -> None:
    path = tmp_path / "p.csv"
    path.write_text("lat,lon\n30,120\n")
    with pytest.raises(CommandError, match="below zero"):
        call_command("plan", "lscp", "--instance", str(path), f"--radius-m={radius}")


def test_a_plan_over_a_file_loads_no_app(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text("lat,lon\n30,120\n31,121\n")
    words = ["manage.py", "plan", "pmedian", "--instance", str(path), "--p", "1", "--json"]
    looked = (
        f"import sys, manage; sys.argv = {words}; manage.main(); sys.exit('network.planning.models' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", looked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)["proven"] is True
