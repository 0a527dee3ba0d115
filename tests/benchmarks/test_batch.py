"""A batch of 1,000 rescues over 10,000 crews: our sparse assignment against scipy's dense one, in the same run."""

import random
import time
from uuid import UUID

import numpy as np
from scipy.optimize import linear_sum_assignment

from network.dispatch.batch import LEFT_OUT_M, Waiting, solve
from network.dispatch.engine import CrewFacts, Need, Weights
from network.dispatch.index import CrewIndex

RESCUES, CREWS, RUNS = 1_000, 10_000, 5
WEIGHTS = Weights()


def a_network(chances):
    """Return crews all over the country, six in ten on duty."""
    return [
        CrewFacts(
            UUID(int=number + 1), UUID(int=1), "Crew", "Station", chances.uniform(22, 45), chances.uniform(100, 122),
            on_duty=chances.random() < 0.6, brands=frozenset({"Haul" if chances.random() < 0.7 else "Citytrans"}),
            capabilities=frozenset({"repair", *(["tow"] if chances.random() < 0.5 else [])}),
        )
        for number in range(CREWS)
    ]  # fmt: skip


def dense_cost(waiting, index):
    """Return (served, metres) of the dense optimum."""
    costs = np.full((RESCUES, CREWS + RESCUES), 1e12)
    for row, one in enumerate(waiting):
        for column, cost in index.best(one.need, CREWS):
            costs[row, column] = 1.0 + cost
        costs[row, CREWS + row] = LEFT_OUT_M * one.urgency
    rows, columns = linear_sum_assignment(costs)
    served = [(row, column) for row, column in zip(rows, columns, strict=True) if column < CREWS]
    return len(served), sum(costs[row, column] - 1.0 for row, column in served)


def test_the_batch_against_the_dense_optimum():
    """Print time and gap."""
    chances = random.Random(7)
    index = CrewIndex(a_network(chances), WEIGHTS)
    waiting = [
        Waiting(
            Need(
                chances.uniform(24, 43),
                chances.uniform(102, 120),
                "Haul",
                frozenset({chances.choice(["repair", "tow"])}),
            ),
            chances.choice([1.0, 1.0, 4.0]),
        )
        for _ in range(RESCUES)
    ]
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        batch = solve(waiting, index)
        times.append(time.perf_counter() - began)
    began = time.perf_counter()
    served, optimum_m = dense_cost(waiting, index)
    dense_s = time.perf_counter() - began
    gap = batch.cost_m / optimum_m - 1
    print(
        f"batch: {RESCUES} x {CREWS}: {min(times):.3f} s best of {RUNS}, dense {dense_s:.2f} s; gap {gap:.5%}, served {served}"
    )
    assert len(batch.pairs) == served
    assert gap <= 0.001
    assert min(times) < 0.3
