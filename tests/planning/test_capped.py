"""The bound that knows capacities: its knapsacks against a linear programme, its bound against all plans, its plans against both."""

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from network.planning.solver import Clock, PlaneMetric, solve_pmedian, solve_sided
from network.planning.solver.capped import CappedBound
from network.planning.solver.lists import listed
from network.planning.solver.metrics import Floats
from network.planning.solver.roomy import Roomy
from network.planning.solver.sides import Sides

N, P = 10, 3


class World:
    """A small random instance with little room."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        self.metric = PlaneMetric(dice.uniform(0, 100, (N, 2)))
        self.weights = np.floor(np.exp(dice.normal(2, 1, N))) + 1
        least = np.ceil(self.weights.sum() / P * dice.uniform(1.0, 1.3))
        self.capacity: Floats = np.full(N, least) if seed % 2 else least * dice.choice([0.8, 1.0, 1.5], N)
        self.capacity[0] = np.inf if seed == 4 else self.capacity[0]
        everybody = np.arange(N)
        self.table = np.array([self.metric.between(everybody, np.full(N, one)) for one in everybody]).T
        self.prices = dice.uniform(0, 60, N) * self.weights

    def bound(self, k: int) -> CappedBound:
        lists = listed(self.metric, self.weights, np.arange(N), k)
        return CappedBound(lists, self.weights, self.capacity, P, np.zeros(N, dtype=np.int8))

    def served_from(self, sites: tuple[int, ...]) -> float:
        """Return what the cheapest flows to these sites cost, by a linear programme."""
        cost = self.table[:, list(sites)] * self.weights[:, None]
        loads = np.zeros((P, cost.size))
        for place in range(P):
            loads[place, place::P] = self.weights
        found: Any = linprog(
            cost.ravel(),
            A_ub=loads,
            b_ub=np.minimum(self.capacity[list(sites)], 1e9),
            A_eq=np.kron(np.eye(N), np.ones(P)),
            b_eq=np.ones(N),
        )
        return float(found.fun) if found.status == 0 else np.inf

    def best(self) -> float:
        return min(self.served_from(one) for one in itertools.combinations(range(N), P))


@pytest.mark.parametrize("seed", range(8))
def test_a_site_fills_its_room_as_a_linear_programme_does(seed: int) -> None:
    world = World(seed)
    bound = world.bound(N)
    bound.prices[:] = world.prices
    value = bound.look()

    def saved(site: int) -> float:
        saving: Floats = world.table[:, site] * world.weights - world.prices
        found: Any = linprog(saving, A_ub=[world.weights], b_ub=[min(world.capacity[site], 1e9)], bounds=(0, 1))
        return float(found.fun)

    wanted = np.array([saved(site) for site in range(N)])
    assert bound.rho == pytest.approx(wanted, rel=1e-9, abs=1e-6)
    assert value == pytest.approx(world.prices.sum() + np.sort(wanted)[:P].sum())


@pytest.mark.parametrize("k", [3, N])
@pytest.mark.parametrize("seed", range(8))
def test_no_plan_is_below_the_bound(seed: int, k: int) -> None:
    world = World(seed)
    best, bound = world.best(), world.bound(k)
    for _turn in range(10):
        bound.improve(40, 1.2 * best)  # a target beyond what is possible must not carry the bound with it
        assert bound.best <= best * (1 + 1e-9)
    if k == N:
        assert bound.best > 0.75 * best


@pytest.mark.parametrize("seed", range(8))
def test_the_plan_is_the_best_of_all_and_its_flows_keep_to_the_room(seed: int) -> None:
    world = World(seed)
    sides = Sides(capacity=world.capacity)
    plan = solve_sided(world.metric, world.weights, "distance", sides, clock=Clock(20.0), p=P)
    assert plan.objective == pytest.approx(world.best(), rel=1e-6)
    assert plan.lower_bound <= world.best() * (1 + 1e-9)
    assert plan.flows is None or len(plan.flows) >= N
    load, served = np.zeros(N), np.zeros(N)
    for client, site, share in plan.flows or []:
        load[site] += share * world.weights[client]
        served[client] += share
    if plan.flows is not None:
        assert served == pytest.approx(np.ones(N), abs=1e-6)
        assert (load <= world.capacity * (1 + 1e-6)).all()


def test_it_tells_more_than_the_question_without_capacities() -> None:
    dice = np.random.default_rng(3)
    metric, weights = PlaneMetric(dice.uniform(0, 1000, (80, 2))), np.floor(np.exp(dice.normal(5, 1, 80))) + 1
    weights[metric.values[:, 0] < 300] *= 10  # most demand lies where few sites have room for it
    free = solve_pmedian(metric, weights, 8, time_limit_s=20)
    assert free.proven
    lists, fate = listed(metric, weights, np.arange(80), 80), np.zeros(80, dtype=np.int8)
    bound = CappedBound(lists, weights, np.full(80, np.ceil(weights.sum() / 8 * 1.1)), 8, fate)
    bound.improve(600, 1.5 * free.objective)
    assert bound.best > 1.02 * free.objective


def test_once_the_time_is_over_nothing_more_is_begun_after_the_first_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[str] = []
    for step in ("narrow", "improve"):
        monkeypatch.setattr(Roomy, step, lambda _solve, step=step: begun.append(step))
    metric = PlaneMetric(np.random.default_rng(9).uniform(0, 100, (60, 2)))
    asked: dict[str, Any] = {"sides": Sides(capacity=15.0), "p": 5}
    plan = solve_sided(metric, np.ones(60), "distance", clock=Clock(0), **asked)
    assert (len(plan.sites), plan.proven, begun) == (5, False, [])
    assert plan.lower_bound <= plan.objective
    solve_sided(metric, np.ones(60), "distance", clock=Clock(5), **asked)
    assert begun == ["narrow", "improve"]
