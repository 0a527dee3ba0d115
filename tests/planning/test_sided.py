"""Plans under side constraints, against brute force over all plans of small random instances, and against HiGHS alone on a larger one."""

import itertools
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from network.planning.solver import Clock, PlaneMetric, SphereMetric
from network.planning.solver.metrics import Floats
from network.planning.solver.mixed import Model
from network.planning.solver.roomy import solve_sided
from network.planning.solver.sides import Keeper, NoPlan, Sides

N, P, RADIUS = 13, 4, 25.0


class World:
    """A small random instance with a random mixture of conditions."""

    def __init__(self, seed: int) -> None:
        dice = np.random.default_rng(seed)
        self.metric = PlaneMetric(dice.uniform(0, 100, (N, 2)))
        self.weights = dice.integers(0, 9, N).astype(float)
        self.weights[0] = 5.0
        everybody = np.arange(N)
        self.table = np.array([self.metric.between(everybody, np.full(N, one)) for one in everybody]).T
        self.fate = np.zeros(N, dtype=np.int8)
        self.fate[dice.integers(N)] = 1
        banned = int(dice.integers(N))
        self.fate[banned] = -1 if self.fate[banned] == 0 else 1
        self.group = dice.integers(0, 3, N)
        self.cost = dice.integers(1, 6, N).astype(float)
        kinds = dice.random(4) < 0.6
        self.sides = Sides(
            cost=self.cost if kinds[0] else None,
            budget=float(dice.integers(8, 14)) if kinds[0] else np.inf,
            group=self.group,
            quotas={0: (1, 2), 1: (0, 2)} if kinds[1] else {},
            apart=float(dice.uniform(5, 30)) if kinds[2] else 0.0,
            capacity=self.room(seed, np.ceil(self.weights.sum() / P * dice.uniform(1.05, 1.6))) if kinds[3] else np.inf,
        )

    @staticmethod
    def room(seed: int, usual: float) -> float | Floats:
        """Return one capacity for all in every third world, else one by site, some without a limit."""
        if seed % 3 == 0:
            return float(usual)
        return usual * np.random.default_rng(100 + seed).choice([0.6, 1.0, 1.4, np.inf], N, p=[0.3, 0.3, 0.3, 0.1])

    def fits(self, plan: tuple[int, ...]) -> bool:
        sites = np.array(plan)
        if not set(np.nonzero(self.fate > 0)[0]) <= set(plan) or (self.fate[sites] < 0).any():
            return False
        if self.sides.cost is not None and self.cost[sites].sum() > self.sides.budget:
            return False
        if any(not low <= (self.group[sites] == one).sum() <= high for one, (low, high) in self.sides.quotas.items()):
            return False
        pairs = itertools.combinations(plan, 2)
        return all(self.table[a, b] >= self.sides.apart or (self.fate[[a, b]] > 0).all() for a, b in pairs)

    def value(self, plan: tuple[int, ...], goal: str) -> float:
        """Return the objective as a minimum, by a linear programme of its own where there are capacities."""
        sites, clients = np.array(plan), np.nonzero(self.weights > 0)[0]
        far = self.table[np.ix_(clients, sites)]
        cost = far if goal == "distance" else np.where(far <= RADIUS, 0.0, 1.0 if goal == "cover" else 1e6)
        amounts = self.weights[clients]
        if not self.sides.is_capped:
            served = float(amounts @ cost.min(axis=1))
            return served if goal != "count" else (float(len(plan)) if served == 0 else np.inf)
        if goal == "cover":  # who is not served costs as much as who is served from too far
            cost = np.column_stack((cost, np.ones(len(clients))))
        loads = np.zeros((len(sites), cost.size))
        for place in range(len(sites)):
            loads[place, place :: cost.shape[1]] = amounts
        whole = np.kron(np.eye(len(clients)), np.ones(cost.shape[1]))
        limits = np.minimum(np.broadcast_to(self.sides.capacity, N)[sites], 1e9)
        ones = np.ones(len(clients))
        found: Any = linprog((cost * amounts[:, None]).ravel(), A_ub=loads, b_ub=limits, A_eq=whole, b_eq=ones)
        if found.status != 0:
            return np.inf
        return float(found.fun) if goal != "count" else (float(len(plan)) if found.fun < 1 else np.inf)

    def best(self, goal: str) -> float:
        sizes = range(1, N + 1) if goal == "count" else (P,)
        for size in sizes:
            plans = itertools.combinations(range(N), size)
            found = min((self.value(one, goal) for one in plans if self.fits(one)), default=np.inf)
            if np.isfinite(found):
                return found
        return np.inf


def solved(world: World, goal: Any) -> Any:
    asked: dict[str, Any] = {"clock": Clock(20.0), "fate": world.fate, "radius": RADIUS}
    return solve_sided(world.metric, world.weights, goal, world.sides, p=None if goal == "count" else P, **asked)


@pytest.mark.parametrize("goal", ["distance", "cover", "count"])
@pytest.mark.parametrize("seed", range(14))
def test_it_finds_what_trying_every_plan_finds(seed: int, goal: str) -> None:
    world = World(seed)
    best = world.best(goal)
    if not np.isfinite(best):
        with pytest.raises(NoPlan) as caught:
            solved(world, goal)
        assert caught.value.is_proven
        return
    plan = solved(world, goal)
    value = world.weights.sum() - plan.objective if goal == "cover" else plan.objective
    assert world.fits(tuple(plan.sites))
    assert value == pytest.approx(best, rel=1e-6, abs=1e-6)
    assert plan.is_close
    lower = world.weights.sum() - plan.upper_bound if goal == "cover" else plan.lower_bound
    assert lower <= best + 1e-6 * max(1.0, best)


@pytest.mark.parametrize("seed", [0, 1, 3, 4, 5, 6, 7, 8])  # in world 2 no plan fits
def test_swaps_that_are_said_to_fit_are_those_that_do(seed: int) -> None:
    world = World(seed)
    sides = world.sides.without_capacity
    keeper = Keeper(sides, world.metric, world.fate)
    plan = next((one for one in itertools.combinations(range(N), P) if world.fits(one)), None)
    assert plan is not None
    told = keeper.swappable(np.array(plan, dtype=np.int32))
    for entering, (place, leaving) in itertools.product(range(N), enumerate(plan)):
        if entering in plan or world.fate[leaving] > 0:
            assert not told[entering, place]
            continue
        other = tuple(sorted({*plan, entering} - {leaving}))
        assert told[entering, place] == world.fits(other)


def country(n: int) -> tuple[SphereMetric, Floats, np.ndarray]:
    """Return n weighted places in six groups."""
    dice = np.random.default_rng(7)
    places = np.column_stack((dice.uniform(22, 45, n), dice.uniform(98, 125, n)))
    weights = np.round(np.exp(dice.normal(6, 1.2, n))).astype(np.float64)
    return SphereMetric(places), weights, (places[:, 1] // 4.6).astype(np.intp) % 6


def test_highs_alone_finds_nothing_better() -> None:
    metric, weights, group = country(120)
    sides = Sides(group=group, quotas={0: (3, 4), 1: (0, 1)}, apart=150_000.0)
    plan = solve_sided(metric, weights, "distance", sides, p=12, clock=Clock(30.0))
    n, everybody = 120, np.arange(120)
    table = metric.between(np.repeat(everybody, n), np.tile(everybody, n)) * np.repeat(weights, n)
    model = Model(np.concatenate((np.zeros(n), table)), np.zeros(n + n * n), np.ones(n + n * n), n)
    client, site, flow = np.repeat(everybody, n), np.tile(everybody, n), n + np.arange(n * n)
    model.add_rows(n, client, flow, np.ones(n * n), 1.0, 1.0)
    both = np.concatenate((np.arange(n * n), np.arange(n * n)))
    link = np.concatenate((np.ones(n * n), -np.ones(n * n)))
    model.add_rows(n * n, both, np.concatenate((flow, site)), link, -np.inf, 0.0)
    model.add_row(everybody, np.ones(n), 12.0, 12.0)
    for row in Keeper(sides, metric, np.zeros(n, dtype=np.int8)).rows():
        model.add_row(row.sites, row.values, row.low, row.high)
    found = model.solve(Clock(120.0), scale=1e6)
    assert found.is_complete
    assert plan.objective == pytest.approx(found.lower, rel=1e-5)
    assert plan.lower_bound <= found.lower * (1 + 1e-6)


def test_a_free_plan_that_fits_is_proven_without_a_model() -> None:
    metric, weights, _group = country(300)
    plan = solve_sided(metric, weights, "distance", Sides(apart=1.0), p=20, clock=Clock(30.0))
    assert plan.proven
    assert plan.lower_bound == plan.objective


def test_a_stop_is_honest() -> None:
    metric, weights, group = country(300)
    sides = Sides(group=group, quotas={0: (8, 9)}, apart=120_000.0)
    plan = solve_sided(metric, weights, "distance", sides, p=25, clock=Clock(0.4))
    assert plan.lower_bound <= plan.objective
    assert plan.proven == (plan.gap == 0.0)
