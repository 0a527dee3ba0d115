"""A radius so long that its pairs are not listed: kept as bits, the answers carry their proof in little memory; reductions mind the clock."""

import itertools
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from network.planning.solver import (
    CeiledMetric,
    Clock,
    MatrixMetric,
    Metric,
    PlaneMetric,
    SphereMetric,
    cover_values,
    covering,
    setcover,
    solve_lscp,
    solve_mclp,
    values,
)
from network.planning.solver.lagrange import Fates
from network.planning.solver.metrics import Floats
from network.planning.solver.needless import without_needless
from network.planning.solver.setcover import SetCover
from network.planning.solver.wide import NOT_COVERED, Reach

World = tuple[Metric, Floats, float, Fates]
QUICK = settings(max_examples=30, deadline=None)
FATES = st.sampled_from([0, 0, 0, 0, 1, -1])


def table(metric: Metric) -> Floats:
    n = metric.n
    return metric.between(np.repeat(np.arange(n), n), np.tile(np.arange(n), n)).reshape(n, n)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Points with weights, who is within the radius of whom, and fates."""
    n = draw(st.integers(2, 11))
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    points = dice.integers(0, 7, (n, 2)).astype(float)
    metrics: list[Metric] = [PlaneMetric(points), PlaneMetric(points * 3, floored=True), SphereMetric(points + 30)]
    metrics += [CeiledMetric(points * 3), CeiledMetric(points * 3, 10.0)]
    metric = draw(st.sampled_from([*metrics, MatrixMetric(dice.integers(0, 12, (n, n)).astype(float))]))
    weights = dice.choice([0.0, 1.0, 2.0, 7.0, 0.5, 500.0, 25e6], n)
    fate = np.array(draw(st.lists(FATES, min_size=n, max_size=n)), np.int8)
    radius = draw(st.sampled_from([0.0, *table(metric).ravel().tolist()]))
    return metric, weights, radius, fate


def plans(n: int, p: int, fate: Fates) -> list[list[int]]:
    forced = set(np.nonzero(fate > 0)[0].tolist())
    every = (list(one) for one in itertools.combinations(range(n), p))
    return [one for one in every if forced <= set(one) and all(fate[one] >= 0)]


@pytest.fixture
def unlisted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "MOST_PAIRS", -1)


@pytest.mark.usefixtures("unlisted")
def test_all_is_covered_by_any_site_of_a_radius_around_the_world() -> None:
    dice = np.random.default_rng(3)
    metric = SphereMetric(np.column_stack((dice.uniform(20, 50, 700), dice.uniform(80, 130, 700))))
    most = solve_mclp(metric, np.ones(700), 3e7, 4)
    assert (most.objective, most.proven, len(most.sites)) == (700, True, 4)
    fewest = solve_lscp(metric, 3e7)
    assert (fewest.objective, fewest.proven) == (1, True)


@QUICK
@given(world=worlds(), data=st.data())
def test_unlisted_pairs_cover_as_much_as_the_best_of_all_subsets(world: World, data: st.DataObject) -> None:
    metric, weights, radius, fate = world
    p = data.draw(st.integers(1, metric.n))
    allowed = plans(metric.n, p, fate)
    if not allowed:
        return
    within = table(metric) <= radius
    best = max(float(weights @ within[:, one].any(axis=1)) for one in allowed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(covering, "MOST_PAIRS", -1)
        plan = solve_mclp(metric, weights, radius, p, fate=fate)
    assert plan.sites in allowed
    assert plan.objective == pytest.approx(float(weights @ within[:, plan.sites].any(axis=1)))
    assert plan.objective <= best * (1 + 1e-12)
    assert plan.upper_bound >= best * (1 - 1e-12)
    assert not plan.proven or plan.objective == pytest.approx(best)


@QUICK
@given(world=worlds(), data=st.data())
def test_unlisted_pairs_need_as_few_sites_as_the_best_of_all_subsets(world: World, data: st.DataObject) -> None:
    metric, _weights, radius, fate = world
    n = metric.n
    clients = np.array(sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=1))))
    within = (table(metric) <= radius)[clients]
    sizes = (size for size in range(n + 1) if any(within[:, one].any(axis=1).all() for one in plans(n, size, fate)))
    best = next(sizes, None)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(covering, "MOST_PAIRS", -1)
        if best is None:
            with pytest.raises(ValueError, match=NOT_COVERED):
                solve_lscp(metric, radius, fate=fate, clients=clients)
            return
        plan = solve_lscp(metric, radius, fate=fate, clients=clients)
    assert plan.sites in plans(n, len(plan.sites), fate)
    assert within[:, plan.sites].any(axis=1).all()
    assert plan.lower_bound <= best <= plan.objective
    assert not plan.proven or plan.objective == best


@pytest.mark.usefixtures("unlisted")
def test_no_bound_passes_the_optimum_where_a_greedy_plan_falls_short() -> None:
    for seed in range(40):
        dice = np.random.default_rng(seed)
        metric, weights = (
            MatrixMetric((dice.uniform(size=(14, 14)) > 0.3).astype(float)),
            dice.integers(1, 9, 14).astype(np.float64),
        )
        np.fill_diagonal(metric.values, 0.0)
        within, free = table(metric) <= 0.5, np.zeros(14, np.int8)
        most = solve_mclp(metric, weights, 0.5, 3)
        best = max(float(weights @ within[:, one].any(axis=1)) for one in plans(14, 3, free))
        assert most.objective <= best <= most.upper_bound
        assert not most.proven or most.objective == best
        fewest = solve_lscp(metric, 0.5)
        size = next(
            size for size in range(15) if any(within[:, one].any(axis=1).all() for one in plans(14, size, free))
        )
        assert fewest.lower_bound <= size <= fewest.objective
        assert not fewest.proven or fewest.objective == size


@pytest.mark.parametrize("n", [7, 8, 300])
def test_bits_add_up_to_what_the_table_says(n: int) -> None:
    dice = np.random.default_rng(n)
    metric, amounts = MatrixMetric(dice.uniform(0, 10, (n, n))), dice.uniform(0, 5, n)
    reach, within = Reach(metric, 4.0, Clock(inf)), table(metric) <= 4.0
    assert reach.worth(amounts) == pytest.approx(amounts @ within)
    assert reach.sums(reach.by_client, amounts) == pytest.approx(within @ amounts)
    assert (reach.covered(n - 1) == within[:, n - 1]).all()


def test_a_cover_whose_time_is_over_is_still_bounded_by_clients_far_apart() -> None:
    metric = PlaneMetric(np.random.default_rng(8).uniform(0, 100, (400, 2)))
    clock, free = Clock(inf), np.zeros(400, np.int8)
    lists = covering.covering_lists(metric, 9.0, clock)
    clock.stop()
    core = without_needless(lists, free, clock)
    assert core.lists.rows > without_needless(lists, free, Clock(inf)).lists.rows
    search, best = SetCover(core.lists, clock, 1), solve_lscp(metric, 9.0, time_limit_s=20).lower_bound
    search.solve()
    assert best / 3 < search.lower + len(core.forced) <= best <= search.count + len(core.forced)


def test_sites_have_the_same_values_when_the_pairs_come_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(4)
    metric, weights = PlaneMetric(dice.uniform(0, 100, (600, 2))), dice.uniform(0, 9, 600)
    sites = np.array([5, 77, 300, 599], np.int32)
    whole = cover_values(metric, weights, sites, 20.0)
    monkeypatch.setattr(values, "PART_PAIRS", 100)
    parts = cover_values(metric, weights, sites, 20.0)
    assert parts.objective == pytest.approx(whole.objective)
    for name in ("add", "drop", "swap"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_cover_that_is_too_large_for_highs_is_bounded_by_the_clients_of_a_price(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    lengths = (np.random.default_rng(seed).uniform(size=(45, 45)) > 0.15).astype(float)
    np.fill_diagonal(lengths, 0.0)
    metric = MatrixMetric(lengths)
    fewest = solve_lscp(metric, 0.5, time_limit_s=60)
    core = without_needless(covering.covering_lists(metric, 0.5, Clock(inf)), np.zeros(45, np.int8), Clock(inf))
    search = SetCover(core.lists, Clock(60), 1)
    search.begin()
    for _turn in range(20):
        search.raise_bound()
    linear = search.lower
    monkeypatch.setattr(setcover, "MOST_CELLS", len(core.lists.site) * 3 // 4)
    search.finish()
    assert search.is_priced
    assert linear < search.lower <= fewest.objective - len(core.forced)
