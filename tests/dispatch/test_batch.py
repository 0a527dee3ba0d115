"""Many rescues and few crews, assigned as a batch: nobody is left out who could be served, the urgent go first, the roads are the shortest."""

import random
from uuid import UUID

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment

from network.dispatch.batch import LEFT_OUT_M, Waiting, solve
from network.dispatch.engine import CrewFacts, Need, Weights, exclusions, penalty_m, road_distance_m
from network.dispatch.index import CrewIndex

WEIGHTS = Weights()


def crew(number, lat, lon, **facts):
    given = {"station_lat": lat, "station_lon": lon, "capabilities": frozenset({"repair"})}
    return CrewFacts(UUID(int=number + 1), UUID(int=9), f"Crew {number}", "Station", **(given | facts))


def dense(waiting, crews):
    """Return (served, cost in metres) of the dense optimum with the same cost of being left out."""
    costs = np.full((len(waiting), len(crews) + len(waiting)), 1e12)
    for row, one in enumerate(waiting):
        for column, candidate in enumerate(crews):
            road = road_distance_m(one.need, candidate, WEIGHTS)
            if not exclusions(one.need, candidate, WEIGHTS, road):
                costs[row, column] = 1.0 + road + penalty_m(candidate, WEIGHTS)
        costs[row, len(crews) + row] = LEFT_OUT_M * one.urgency
    rows, columns = linear_sum_assignment(costs)
    pairs = [(row, column) for row, column in zip(rows, columns, strict=True) if column < len(crews)]
    return len(pairs), sum(costs[row, column] - 1.0 for row, column in pairs)


def a_day(seed, rescues, crews):
    chances = random.Random(seed)
    where = [(chances.uniform(30, 33), chances.uniform(118, 122)) for _ in range(rescues + crews)]
    needs = [Need(*place, capabilities=frozenset({"repair"})) for place in where[:rescues]]
    waiting = [Waiting(need, chances.choice([1.0, 1.0, 4.0])) for need in needs]
    return waiting, [
        crew(number, *place, on_duty=chances.random() < 0.8) for number, place in enumerate(where[rescues:])
    ]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("rescues", "crews"), [(30, 12), (20, 20), (12, 60)])
def test_it_is_the_dense_optimum(seed, rescues, crews):
    waiting, free = a_day(seed, rescues, crews)
    batch = solve(waiting, CrewIndex(free, WEIGHTS), first_k=2)
    served, cost = dense(waiting, free)
    assert len(batch.pairs) == served
    assert batch.cost_m == pytest.approx(cost, rel=1e-3)
    assert len({place for _row, place, _cost in batch.pairs}) == served


def test_nobody_is_left_out_for_whom_a_longer_list_has_a_crew():
    """Ten rescues at one place and two crews there: the others are served from afar, though the first look sees the two only."""
    waiting = [Waiting(Need(31.0, 121.0))] * 10
    free = [crew(number, 31.0, 121.0 + number * 0.01) for number in range(10)]
    assert not solve(waiting, CrewIndex(free, WEIGHTS), first_k=2).left_out


def test_the_urgent_go_first_when_not_all_can():
    waiting = [Waiting(Need(31.0, 121.0)), Waiting(Need(31.3, 121.0), urgency=4.0)]
    batch = solve(waiting, CrewIndex([crew(0, 31.0, 121.0)], WEIGHTS))
    assert [row for row, _crew, _cost in batch.pairs] == [1]
    assert batch.left_out == (0,)


def test_without_crews_all_are_left_out():
    assert solve([Waiting(Need(31.0, 121.0))], CrewIndex([], WEIGHTS)).left_out == (0,)
    assert solve([], CrewIndex([], WEIGHTS)).pairs == ()
