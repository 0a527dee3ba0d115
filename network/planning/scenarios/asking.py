"""From a scenario's row to arrays: which points may be, must be and must not be sites. Plain data, no database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from network.planning.scenarios.choices import COUNTED, OVER_STATIONS, Existing, Question
from network.planning.scenarios.points import Point, Points
from network.planning.solver import Sides
from network.planning.solver.lagrange import Fates
from network.planning.solver.metrics import Floats
from tenants.registry.choices import Region


class Row(Protocol):
    """What is read of a scenario."""

    question: str
    count: int | None
    radius_km: int
    existing: str
    kept: list[str]
    closed: list[str]
    forbidden: list[str]
    wanted: list[str]
    min_distance_km: int | None
    quotas: Mapping[str, list[int]]
    capacity: int | None
    capacities: Mapping[str, int]
    new_level: str
    site_cost_minor: int | None
    costs: Mapping[str, int]
    budget_minor: int | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question in arrays. `count` is the number of sites that the plan is to have, None where it is what is asked."""

    question: Question
    points: Points
    fate: Fates
    count: int | None
    radius_m: float
    sides: Sides = field(default_factory=Sides)
    cost: Floats | None = None


def asked_of(row: Row, points: Points) -> Asked:
    """Return the question in arrays."""
    question = Question(row.question)
    fate = np.array([_fate(row, question, one) for one in points.rows], dtype=np.int8)
    count = _count(row, question, len(points.stations), fate)
    cost = costs_of(row, points)
    return Asked(question, points, fate, count, row.radius_km * 1000.0, _sides(row, points, cost), cost)


def costs_of(row: Row, points: Points) -> Floats | None:
    """Return what opening a station at each place costs, in minor units; one that is there costs nothing. None without costs."""
    usual = row.site_cost_minor
    if usual is None:
        return None
    found = [0 if one.is_station else row.costs.get(one.province_code, usual) for one in points.rows]
    return np.array(found, dtype=np.float64)


def _sides(row: Row, points: Points, cost: Floats | None) -> Sides:
    numbers = {region: number for number, region in enumerate(Region.values)}
    return Sides(
        cost=cost,
        budget=np.inf if row.budget_minor is None else row.budget_minor,  # whole minor units: their sums are exact
        group=np.array([numbers.get(one.region, -1) for one in points.rows]),
        quotas={numbers[region]: (low, high) for region, (low, high) in row.quotas.items()},
        apart=1000.0 * (row.min_distance_km or 0),
        capacity=np.array([room_of(row, one) for one in points.rows]),
    )


def room_of(row: Row, point: Point) -> float:
    """Return how much demand a station here serves at most, infinite without a limit: by its level, which a new one is given."""
    found = row.capacities.get(point.level if point.is_station else row.new_level, row.capacity)
    return float(found) if found else np.inf


def _fate(row: Row, question: Question, point: Point) -> int:
    key = point.key
    if not point.is_station:
        barred = question in OVER_STATIONS or key in row.forbidden or not point.may_be_site
        return -1 if barred else int(key in row.wanted)
    if key in row.closed or (row.existing == Existing.IGNORED and question not in OVER_STATIONS):
        return -1
    stays = question == Question.LOSE or key in row.kept
    return int(stays or (row.existing == Existing.STAY and question != Question.CLOSE))


def _count(row: Row, question: Question, stations: int, fate: Fates) -> int | None:
    if question == Question.LOSE:
        return int((fate > 0).sum())
    if question == Question.CLOSE:
        return stations - (row.count or 0)
    return row.count if question in COUNTED else None


def bounds_of(asked: Asked) -> Mapping[str, int]:
    """Return the least and the greatest number of sites that the fates leave."""
    return {"least": max(1, int((asked.fate > 0).sum())), "most": int((asked.fate >= 0).sum())}
