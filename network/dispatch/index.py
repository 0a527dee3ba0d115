"""The nearest eligible crews of very many: a k-d tree on the unit sphere for each kind of question, and eligibility as bits in arrays.

Exact, not approximate: whoever is farther out costs his road and the least penalty of his group at least. The search widens until the best k
found cost no more than that bound. Crews whose facts have changed since are looked at beside the trees, until the whole is made anew.
"""

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

import numpy as np
from scipy.spatial import cKDTree

from network.dispatch.engine import CrewFacts, Need, Weights, is_stale, needs_rest, penalty_m, where
from network.dispatch.geo import unit_vector
from network.planning.sphere import EARTH_RADIUS_M

EVERY_BRAND = (1 << 62) - 1
NO_BRAND = 1 << 62  # asked for where the vehicle's brand is not known: every crew has it
SPARE = 6  # looked at beyond k at first
MANY_LOOK = 8
ANYWHERE = -1
MOST_GROUPS = 256
ROAD_OF_CHORD = 2 * EARTH_RADIUS_M


@dataclass(frozen=True, slots=True)
class Group:
    """The crews that may go for one kind of question (brand, capabilities, region), in a tree of their own."""

    rows: Any
    tree: Any
    penalties_m: Any
    least_m: float


class CrewIndex:
    """An immutable index over crews; `with_news` makes the next one when the facts of some stations' crews have changed."""

    def __init__(self, crews: Sequence[CrewFacts], weights: Weights) -> None:
        self.crews, self.weights = crews, weights
        self.brands: dict[str, int] = {}
        self.capabilities: dict[str, int] = {}
        self.points = np.array([unit_vector(*where(crew, weights)) for crew in crews]).reshape(-1, 3)
        self.ready = np.array([_is_ready(crew, weights) for crew in crews], dtype=bool)
        self.regions: dict[str, int] = {}
        self.region_of = np.array([self.regions.setdefault(c.region, len(self.regions)) for c in crews], dtype=np.int64)
        self.brand_bits = np.array([self._brand_bits_of(one) for one in crews], dtype=np.int64)
        self.capability_bits = np.array([_bits(self.capabilities, c.capabilities) for c in crews], dtype=np.int64)
        self.penalties_m = np.array([penalty_m(crew, weights) for crew in crews], dtype=np.float64)
        self.groups: dict[tuple[int, int, int], Group] = {}
        self.outdated: Any = None  # which rows of these arrays are no longer true
        self.news: CrewIndex | None = None  # those crews as they are now

    @cached_property
    def tree(self) -> Any:
        """All crews, for questions that are asked together."""
        return cKDTree(self.points)

    @cached_property
    def rows_of(self) -> dict[UUID, list[int]]:
        """Which rows of the trees are a station's."""
        found: dict[UUID, list[int]] = {}
        for row, crew in enumerate(self.crews[: len(self.ready)]):
            found.setdefault(crew.station_id, []).append(row)
        return found

    @property
    def changed(self) -> int:
        """How many crews are looked at beside the trees."""
        return len(self.news.crews) if self.news is not None else 0

    def with_news(self, crews: Sequence[CrewFacts], station_ids: Collection[UUID]) -> "CrewIndex":
        """Return the index in which these stations have `crews` and no others."""
        rows_of = self.rows_of  # before the copy, so that it has them too
        new = copy.copy(self)
        own = len(self.ready)
        new.outdated = np.zeros(own, dtype=bool) if self.outdated is None else self.outdated.copy()
        new.outdated[[row for one in station_ids for row in rows_of.get(one, ())]] = True
        before = [one for one in (self.news.crews if self.news else ()) if one.station_id not in station_ids]
        new.news = CrewIndex([*before, *crews], self.weights)
        new.crews = [*self.crews[:own], *new.news.crews]
        return new

    def best(self, need: Need, k: int = 10, *, max_distance_m: float | None = None) -> list[tuple[int, float]]:
        """Return up to k (position in `crews`, cost in metres) of the crews that may be sent, cheapest first.

        `max_distance_m` widens the search beyond the policy's radius, as escalation does.
        """
        reach = self.weights.max_distance_m if max_distance_m is None else max_distance_m
        found = self._best_of_trees(need, k, reach)
        if self.news is not None:
            beside = self.news.best(need, k, max_distance_m=reach)
            found += [(len(self.ready) + row, cost) for row, cost in beside]
            found = sorted(found, key=_cost)[:k]
        return found

    def nearest(self, need: Need, k: int) -> list[tuple[int, float]]:
        """Return up to k (position in `crews`, chord on the unit sphere), nearest first, whether they may be sent or not."""
        own, gone = len(self.ready), int(self.outdated.sum()) if self.outdated is not None else 0
        found: list[tuple[int, float]] = []
        if own > gone:
            look = min(k + gone, own)
            chords, rows = self.tree.query(unit_vector(need.lat, need.lon), k=[1] if look == 1 else look)
            pairs = zip(rows.tolist(), chords.tolist(), strict=True)
            found = [(row, chord) for row, chord in pairs if self.outdated is None or not self.outdated[row]]
        if self.news is not None:
            found += [(own + row, chord) for row, chord in self.news.nearest(need, k)]
        return sorted(found, key=_cost)[:k]

    def _best_of_trees(self, need: Need, k: int, reach: float) -> list[tuple[int, float]]:
        group = self._group_for(need)
        if group is None:
            return []
        point, count = unit_vector(need.lat, need.lon), len(group.rows)
        look = min(k + SPARE, count)
        while True:
            chords, at = group.tree.query(point, k=[1] if look == 1 else look)
            roads = np.arcsin(np.minimum(chords * 0.5, 1.0)) * (ROAD_OF_CHORD * self.weights.detour)
            rows, costs = group.rows[at], roads + group.penalties_m[at]
            far = float(roads[-1])
            if far > reach:
                costs[roads > reach] = np.inf
            if self.outdated is not None:
                costs[self.outdated[rows]] = np.inf
            order = costs.argsort(kind="stable")[:k]
            found = list(zip(rows[order].tolist(), costs[order].tolist(), strict=True))
            if look == count or far > reach or (len(found) == k and found[-1][1] <= far + group.least_m):
                return [one for one in found if one[1] != np.inf]
            look = min(look * 4, count)

    def _group_for(self, need: Need) -> Group | None:
        """Return the crews that may go; None when there is none."""
        brand, wanted = self._brand_bit(need.brand), self._wanted(need.capabilities)
        if wanted is None or (need.region and need.region not in self.regions):
            return None
        key = (brand, wanted, self.regions.get(need.region, ANYWHERE))
        group = self.groups.get(key)
        if group is None:
            if len(self.groups) >= MOST_GROUPS:
                self.groups.clear()
            group = self.groups[key] = self._gather(*key)
        return group if len(group.rows) else None

    def _gather(self, brand: int, wanted: int, region: int) -> Group:
        may = self.ready & ((self.brand_bits & brand) != 0) & ((self.capability_bits & wanted) == wanted)
        if region != ANYWHERE:
            may &= self.region_of == region
        rows = np.flatnonzero(may)
        penalties = self.penalties_m[rows]
        return Group(rows, cKDTree(self.points[rows]), penalties, float(penalties.min()) if len(rows) else 0.0)

    def best_of_many(self, needs: Sequence[Need], k: int = 10) -> list[list[tuple[int, float]]]:
        """Return what `best` returns for each of many needs: one look in arrays for all, and a closer one for those whom it is not enough.

        Asked of an index that is made for the purpose: one with news answers each by itself.
        """
        look = min(MANY_LOOK * k, len(self.crews))
        if look < 2 or not needs or self.news is not None:
            return [self.best(need, k) for need in needs]
        chords, rows = self.tree.query(np.array([unit_vector(need.lat, need.lon) for need in needs]), k=look)
        roads = 2 * EARTH_RADIUS_M * self.weights.detour * np.arcsin(np.minimum(chords / 2, 1.0))
        brands = np.array([[self._brand_bit(need.brand)] for need in needs], dtype=np.int64)
        wanted = np.array([[self._wanted(need.capabilities) or 0] for need in needs], dtype=np.int64)
        may = self.ready[rows] & ((self.brand_bits[rows] & brands) != 0)
        may &= ((self.capability_bits[rows] & wanted) == wanted) & (roads <= self.weights.max_distance_m)
        costs = np.where(may, roads + self.penalties_m[rows], np.inf)
        order = costs.argsort(axis=1, kind="stable")[:, :k]
        costs, rows = np.take_along_axis(costs, order, 1), np.take_along_axis(rows, order, 1)
        enough = (
            (roads[:, -1] > self.weights.max_distance_m) | (costs[:, -1] <= roads[:, -1]) | (look == len(self.crews))
        )
        return [
            [pair for pair in zip(places, metres, strict=True) if pair[1] != np.inf]
            if all_seen and not need.region and need.capabilities <= self.capabilities.keys()
            else self.best(need, k)
            for need, all_seen, places, metres in zip(
                needs, enough.tolist(), rows.tolist(), costs.tolist(), strict=True
            )
        ]

    def _brand_bit(self, brand: str) -> int:
        """A brand that nobody names is served only by those that serve every brand: they have a bit that nobody else has."""
        return self.brands.get(brand, 1 << 61) if brand else NO_BRAND

    def _brand_bits_of(self, crew: CrewFacts) -> int:
        """Return what the crew serves and its station is authorised for."""
        own = _bits(self.brands, crew.brands) or EVERY_BRAND
        return own & (_bits(self.brands, crew.station_brands) or EVERY_BRAND) | NO_BRAND

    def _wanted(self, capabilities: frozenset[str]) -> int | None:
        if not capabilities <= self.capabilities.keys():
            return None
        return sum(self.capabilities[one] for one in capabilities)


def _cost(found: tuple[int, float]) -> float:
    return found[1]


def _is_ready(crew: CrewFacts, weights: Weights) -> bool:
    """Whether nothing stands against the crew that is the same for every rescue."""
    may = (
        crew.station_active
        and crew.may_rescue
        and crew.on_duty
        and crew.certified
        and crew.free > 0
        and not crew.declined
    )
    return may and not needs_rest(crew, weights) and not (weights.exclude_stale and is_stale(crew, weights))


def _bits(known: dict[str, int], names: frozenset[str]) -> int:
    """Return the names as bits, giving new names the next bit (up to 61)."""
    total = 0
    for name in sorted(names):
        total |= known.setdefault(name, 1 << len(known))
    return total
