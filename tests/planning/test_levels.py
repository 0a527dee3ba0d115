"""The core that HiGHS settles, against brute force: its bound must hold for lists of every length, its plan must be the best."""

import itertools

import numpy as np
import pytest

from network.planning.solver import PlaneMetric, solve_pmedian
from network.planning.solver.levels import settle_core
from network.planning.solver.lists import listed
from network.planning.solver.metrics import Floats
from network.planning.solver.plan import Clock, is_proven
from network.planning.solver.pmedian import Median

N, P = 14, 3


def instance(seed: int) -> tuple[PlaneMetric, Floats, Floats]:
    """Return points, weights and the weighted distances."""
    dice = np.random.default_rng(seed)
    metric, weights = PlaneMetric(dice.uniform(0, 60, (N, 2)), floored=True), dice.integers(1, 9, N).astype(float)
    everybody = np.arange(N)
    table = np.array([metric.between(everybody, np.full(N, site)) for site in everybody]).T * weights[:, None]
    return metric, weights, table


def best_of(table: Floats, fate: np.ndarray) -> float:
    forced, banned = set(np.nonzero(fate > 0)[0]), set(np.nonzero(fate < 0)[0])
    plans = (set(one) for one in itertools.combinations(range(N), P))
    return min(float(table[:, list(one)].min(axis=1).sum()) for one in plans if forced <= one and not banned & one)


@pytest.mark.parametrize("k", [3, 6, N])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_plan_is_below_what_it_says(seed: int, k: int) -> None:
    metric, weights, table = instance(seed)
    fate = np.zeros(N, dtype=np.int8)
    fate[seed], fate[seed + 4] = 1, -1
    lists = listed(metric, weights, np.arange(N), k).narrowed(fate)
    start = np.arange(P, dtype=np.int32)
    heard: list[float] = []

    def hear(lower: float) -> bool:
        heard.append(lower)
        return True

    found = settle_core(lists, fate, P, (table[:, start].min(axis=1), start), 1.0, hear, 20)
    best = best_of(table, fate)
    assert found.lower <= best
    assert all(lower <= best for lower in heard)
    if k == N:
        assert found.lower > best - 1
        assert found.sites is not None
        assert table[:, found.sites].min(axis=1).sum() == best


def test_what_cannot_be_served_has_no_plan() -> None:
    metric, weights, table = instance(1)
    fate = np.full(N, -1, dtype=np.int8)
    lists = listed(metric, weights, np.arange(N), N).narrowed(fate)
    start = np.arange(P, dtype=np.int32)
    found = settle_core(lists, fate, P, (table[:, start].min(axis=1), start), 1.0, lambda _lower: True, 5)
    assert (found.lower, found.sites) == (np.inf, None)


def test_a_plan_is_proven_by_the_core_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(_median: Median) -> None:
        _median.most_nodes = 10**6

    monkeypatch.setattr(Median, "branch", leave)
    dice = np.random.default_rng(5)
    metric = PlaneMetric(dice.uniform(0, 100, (90, 2)), floored=True)
    plan = solve_pmedian(metric, np.ones(90), 9, time_limit_s=30)
    monkeypatch.undo()
    assert plan.proven
    assert plan.objective == solve_pmedian(metric, np.ones(90), 9, time_limit_s=30).objective


def test_an_error_of_the_search_comes_to_light(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_median: Median) -> int:
        raise ArithmeticError("the search fell over")

    monkeypatch.setattr(Median, "lower_value", fail)
    monkeypatch.setattr(Median, "branch", lambda _median: None)
    metric = PlaneMetric(np.random.default_rng(6).uniform(0, 1000, (400, 2)), floored=True)
    with pytest.raises(ArithmeticError, match="fell over"):
        solve_pmedian(metric, np.ones(400), 40, time_limit_s=20)


@pytest.mark.parametrize("p", [4, 25])
def test_a_search_among_a_few_sites_still_tells_what_its_plan_costs(p: int) -> None:
    dice = np.random.default_rng(p)
    metric, weights = PlaneMetric(dice.uniform(0, 3000, (700, 2))), dice.integers(1, 50, 700).astype(float)
    median = Median(metric, weights, p, np.zeros(700, dtype=np.int8), Clock(3), 1)
    median.open()
    median.bound.improve(200, median.value)
    banned = np.argsort(-median.bound.best_rho)[:100].astype(np.int32)
    median.fate[banned] = -1
    median.lower = 0.999 * median.value
    median.narrow()
    mended = median.mended(banned[:p])
    assert len(set(mended)) == p
    assert (median.near[mended] >= 0).all()
    median.search.place(mended)
    for search in (median.search, median.aside):
        search.iterate(2_000_000, np.zeros(1))
        everybody = np.arange(700)
        table = np.array([metric.between(everybody, np.full(700, site)) for site in search.sites])
        assert search.objective == pytest.approx(float(weights @ table.min(axis=0)))
    assert (median.fate[median.search.sites] >= 0).all()


@pytest.mark.parametrize("value", [3.0, 7e5, 5.1e8, 4e12])
def test_a_bound_at_its_limit_is_a_proof(value: float) -> None:
    """Else the turns of price steps go on for ever without a step, as they once did with weights of millions."""
    metric, weights, _table = instance(1)
    median = Median(metric, weights, P, np.zeros(N, dtype=np.int8), Clock(1.0), 1)
    median.value, median.cut = value, 1.0
    assert is_proven(value, median.limit(), 1.0)
    assert not is_proven(value, value - max(1.0, 1e-8 * value), 1.0)
