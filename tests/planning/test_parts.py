"""A plan whose points fall into parts: the bound of the parts together stays below every plan."""

import itertools

import numpy as np
import pytest

from network.planning.solver import Clock, PlaneMetric, parts
from network.planning.solver.interchange import Search, thinned
from network.planning.solver.lagrange import Bound, Fates, opening_prices
from network.planning.solver.lists import Lists, listed
from network.planning.solver.metrics import Floats, Metric

CORNERS = np.array([(0, 0), (0, 500), (500, 0), (500, 500)], dtype=float)


def towns(seed: int, jitter: float) -> Metric:
    """Four towns of five points that look alike, but for a jitter."""
    dice = np.random.default_rng(seed)
    town = dice.integers(0, 30, (5, 2)).astype(float)
    points = np.concatenate([town + corner for corner in CORNERS])
    return PlaneMetric(points + dice.uniform(0, jitter, points.shape), floored=True)


def table(metric: Metric) -> Floats:
    n = metric.n
    return metric.between(np.repeat(np.arange(n), n), np.tile(np.arange(n), n)).reshape(n, n)


def priced(metric: Metric, weights: Floats, p: int, fate: Fates) -> tuple[Bound, Lists]:
    lists = listed(metric, weights, np.arange(metric.n), metric.n)
    bound = Bound(lists, p, opening_prices(lists, p), fate)
    bound.improve(300, float(weights @ table(metric)[:, :p].min(axis=1)))
    return bound, lists.up_to(1.6 * bound.best_prices).narrowed(fate, is_short=True)


def best_of_all(metric: Metric, weights: Floats, p: int, fate: Fates) -> float:
    d, must = table(metric), set(np.nonzero(fate > 0)[0].tolist())
    plans = [one for one in itertools.combinations(np.nonzero(fate >= 0)[0].tolist(), p) if must <= set(one)]
    return float((weights @ d[:, np.array(plans)].min(axis=2)).min())


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("jitter", [0.0, 3.0])
def test_the_bound_of_the_parts_is_below_every_plan(seed: int, jitter: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SMALL", 2)
    monkeypatch.setattr(parts, "FEW_DIFFERENCES", 0.5)
    monkeypatch.setattr(parts, "LARGEST", 1.0)
    metric, p = towns(seed, jitter), 4 + seed % 3
    dice = np.random.default_rng(seed)
    weights = dice.choice([1.0, 1.0, 2.0, 0.5], metric.n) if seed % 2 else np.ones(metric.n)
    fate = (
        dice.choice([0, 0, 0, 0, 0, -1, 1], metric.n).astype(np.int8) if seed % 3 == 0 else np.zeros(metric.n, np.int8)
    )
    fate[np.nonzero(fate > 0)[0][2:]] = 0
    bound, lists = priced(metric, weights, p, fate)
    told: list[float] = []

    def keep_on(lower: float) -> bool:
        told.append(lower)
        return True

    chosen = parts.part_by_part(lists, fate, bound, np.arange(p, dtype=np.int32), Clock(20), keep_on)
    assert chosen is not None
    assert told
    best = best_of_all(metric, weights, p, fate)
    assert max(told) <= best + 1e-6


def test_towns_that_look_alike_are_solved_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "SMALL", 2)
    metric, free = towns(1, 0.0), np.zeros(20, np.int8)
    bound, lists = priced(metric, np.ones(20), 8, free)
    found = parts.parts_of(lists, free, bound.best_prices, 5.0)
    assert [name.tolist() for name in found[-1].names] == [list(range(first, first + 5)) for first in (0, 5, 10, 15)]


def test_one_part_is_left_to_the_others() -> None:
    metric, free = PlaneMetric(np.arange(20.0).reshape(10, 2)), np.zeros(10, np.int8)
    lists = listed(metric, np.ones(10), np.arange(10), 10)
    assert parts.parts_of(lists, free, lists.cost[9::10], 1.0) == []


def test_sites_that_are_missed_least_close_first() -> None:
    metric, free = PlaneMetric(np.array([(0.0, 0.0), (1.0, 0.0), (50.0, 0.0), (90.0, 0.0)])), np.zeros(4, np.int8)
    lists = listed(metric, np.ones(4), np.arange(4), 4)
    sites = np.arange(4, dtype=np.int32)
    left = thinned(sites, 2, lambda one: Search(metric, lists, np.arange(4), np.ones(4), one, free))
    assert len(left) == 2
    assert set(left.tolist()) & {0, 1} and set(left.tolist()) & {2, 3}
