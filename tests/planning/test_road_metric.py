"""Roads in the solver, against brute force: unlike there and back, bound to no triangle, over the straight line times a detour."""

import itertools

import numpy as np
import pytest

from network.planning.solver import (
    Clock,
    MatrixMetric,
    Metric,
    RoadMetric,
    Sides,
    SphereMetric,
    cover_values,
    site_values,
    solve_lscp,
    solve_mclp,
    solve_pmedian,
    solve_sided,
)
from network.planning.solver.metrics import Floats
from network.planning.solver.sides import conflicts_of

N, P, RADIUS = 12, 3, 250_000.0
PLANS = [np.array(one) for one in itertools.combinations(range(N), P)]


class World:
    """A few places and wild roads between some of them."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        self.ground = SphereMetric(np.column_stack((dice.uniform(30, 34, N), dice.uniform(110, 115, N))))
        rows, columns = np.nonzero((dice.random((N, N)) < 0.5) & ~np.eye(N, dtype=bool))
        lengths = self.ground.between(rows, columns) * dice.uniform(1.0, 3.0, len(rows))
        self.roads = RoadMetric(self.ground, 1.3, rows, columns, lengths)
        self.weights = dice.integers(0, 9, N).astype(float)
        self.table = table_of(self.ground) * 1.3
        self.table[rows, columns] = lengths


def table_of(metric: Metric) -> Floats:
    everybody = np.arange(metric.n)
    return np.array([metric.between(np.full(metric.n, one), everybody) for one in everybody])


@pytest.fixture(params=range(12))
def world(request: pytest.FixtureRequest) -> World:
    return World(request.param)


def test_a_pair_has_its_road_and_any_other_the_detour(world: World) -> None:
    assert np.array_equal(table_of(world.roads), world.table)
    assert not np.allclose(world.table, world.table.T)


def test_the_shortest_way_is_proven_on_roads(world: World) -> None:
    best = min(float(world.weights @ world.table[:, plan].min(axis=1)) for plan in PLANS)
    plan = solve_pmedian(world.roads, world.weights, P)
    assert (plan.proven, plan.objective) == (True, pytest.approx(best))


def test_most_reached_and_all_reached_are_proven_on_roads(world: World) -> None:
    within = world.table <= RADIUS
    most = max(float(world.weights[within[:, plan].any(axis=1)].sum()) for plan in PLANS)
    plan = solve_mclp(world.roads, world.weights, RADIUS, P)
    assert (plan.proven, plan.objective) == (True, pytest.approx(most))
    fewest = next(
        k
        for k in range(1, N + 1)
        if any(within[:, one].any(axis=1).all() for one in itertools.combinations(range(N), k))
    )
    assert solve_lscp(world.roads, RADIUS).objective == fewest


@pytest.mark.parametrize("given", ["roads", "matrix"])
def test_the_least_distance_is_kept_on_the_ground_and_in_a_matrix_either_way(world: World, given: str) -> None:
    metric = world.roads if given == "roads" else MatrixMetric(world.table)
    lengths = table_of(world.ground) if given == "roads" else np.minimum(world.table, world.table.T)
    apart = 180_000.0
    near = {(a, b) for a, b in itertools.combinations(range(N), 2) if lengths[a, b] < apart}
    assert {(min(a, b), max(a, b)) for a, b in conflicts_of(metric, apart).tolist()} == near
    fit = [plan for plan in PLANS if not set(itertools.combinations(plan.tolist(), 2)) & near]
    best = min(float(world.weights @ world.table[:, plan].min(axis=1)) for plan in fit)
    plan = solve_sided(metric, world.weights, "distance", Sides(apart=apart), p=P, clock=Clock(20.0))
    assert plan.objective == pytest.approx(best)


def test_every_site_has_its_worth_on_roads(world: World) -> None:
    sites = np.arange(P, dtype=np.int32)
    now, values = float(world.weights @ world.table[:, :P].min(axis=1)), site_values(world.roads, world.weights, sites)
    bare = cover_values(world.roads, world.weights, sites, RADIUS)
    for one in range(P, N):
        more = float(world.weights @ world.table[:, [*range(P), one]].min(axis=1))
        assert values.add[one] == pytest.approx(now - more)
        swapped = float(world.weights @ world.table[:, [1, 2, one]].min(axis=1))
        assert values.swap[one, 0] == pytest.approx(now - swapped)
    uncovered = ~(world.table[:, :P] <= RADIUS).any(axis=1)
    assert bare.objective == pytest.approx(float(world.weights[uncovered].sum()))
