"""The nearest eligible crews of very many: a k-d tree on the unit sphere and an eligibility mask in arrays.

Exact, not approximate: penalties are never negative, so the road alone bounds the cost of everything farther out. The search widens until
the best k found cost no more than that bound.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from network.dispatch.engine import CrewFacts, Need, Weights, is_stale, needs_rest, penalty_m, where
from network.dispatch.geo import EARTH_M, unit_vector

EVERY_BRAND = (1 << 62) - 1
FIRST_LOOK = 4  # times k
MANY_LOOK = 8
ANYWHERE = -1


class CrewIndex:
    """An immutable index over crews; make a new one when the facts have changed."""

    def __init__(self, crews: Sequence[CrewFacts], weights: Weights) -> None:
        self.crews, self.weights = crews, weights
        self.brands: dict[str, int] = {}
        self.capabilities: dict[str, int] = {}
        self.tree = cKDTree(np.array([unit_vector(*where(crew, weights)) for crew in crews]).reshape(-1, 3))
        self.ready = np.array(
            [_is_ready(crew, weights) for crew in crews],
            dtype=bool,
        )
        self.regions: dict[str, int] = {}
        self.region_of = np.array([self.regions.setdefault(c.region, len(self.regions)) for c in crews], dtype=np.int64)
        self.brand_bits = np.array([_bits(self.brands, c.brands) or EVERY_BRAND for c in crews], dtype=np.int64)
        self.capability_bits = np.array([_bits(self.capabilities, c.capabilities) for c in crews], dtype=np.int64)
        self.penalties_m = np.array([penalty_m(crew, weights) for crew in crews], dtype=np.float64)

    def best(self, need: Need, k: int = 10, *, max_distance_m: float | None = None) -> list[tuple[int, float]]:
        """Return up to k (position in `crews`, cost in metres) of the crews that may be sent, cheapest first.

        `max_distance_m` widens the search beyond the policy's radius, as escalation does.
        """
        reach = self.weights.max_distance_m if max_distance_m is None else max_distance_m
        brand = self._brand_bit(need.brand)
        wanted = self._wanted(need.capabilities)
        if wanted is None or not len(self.crews) or (need.region and need.region not in self.regions):
            return []
        asked = (brand, wanted, self.regions.get(need.region, ANYWHERE), reach)
        point, look = unit_vector(need.lat, need.lon), min(FIRST_LOOK * k, len(self.crews))
        while True:
            chords, rows = self.tree.query(point, k=[look] if look == 1 else look)
            roads = 2 * EARTH_M * self.weights.detour * np.arcsin(np.minimum(chords / 2, 1.0))
            found = self._eligible(roads, rows, asked, k)
            far = roads[-1]
            if look == len(self.crews) or far > reach or (len(found) == k and found[-1][1] <= far):
                return found
            look = min(look * 4, len(self.crews))

    def best_of_many(self, needs: Sequence[Need], k: int = 10) -> list[list[tuple[int, float]]]:
        """Return what `best` returns for each of many needs: one look in arrays for all, and a closer one for those whom it is not enough."""
        look = min(MANY_LOOK * k, len(self.crews))
        if look < 2 or not needs:
            return [self.best(need, k) for need in needs]
        chords, rows = self.tree.query(np.array([unit_vector(need.lat, need.lon) for need in needs]), k=look)
        roads = 2 * EARTH_M * self.weights.detour * np.arcsin(np.minimum(chords / 2, 1.0))
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

    def _eligible(self, roads: Any, rows: Any, asked: tuple[int, int, int, float], k: int) -> list[tuple[int, float]]:
        brand, wanted, region, reach = asked
        may = (
            self.ready[rows]
            & ((self.brand_bits[rows] & brand) != 0)
            & ((self.capability_bits[rows] & wanted) == wanted)
        )
        may &= roads <= reach
        if region != ANYWHERE:
            may &= self.region_of[rows] == region
        kept = rows[may]
        costs = roads[may] + self.penalties_m[kept]
        order = costs.argsort(kind="stable")[:k]
        return list(zip(kept[order].tolist(), costs[order].tolist(), strict=True))

    def _brand_bit(self, brand: str) -> int:
        """A brand that no crew names is served only by those that serve every brand: they have a bit that nobody else has."""
        return self.brands.get(brand, 1 << 61) if brand else EVERY_BRAND

    def _wanted(self, capabilities: frozenset[str]) -> int | None:
        if not capabilities <= self.capabilities.keys():
            return None
        return sum(self.capabilities[one] for one in capabilities)


def _is_ready(crew: CrewFacts, weights: Weights) -> bool:
    """Whether nothing stands against the crew that is the same for every rescue."""
    may = crew.station_active and crew.on_duty and crew.certified and crew.free > 0 and not crew.declined
    return may and not needs_rest(crew, weights) and not (weights.exclude_stale and is_stale(crew, weights))


def _bits(known: dict[str, int], names: frozenset[str]) -> int:
    """Return the names as bits, giving new names the next bit (up to 61)."""
    total = 0
    for name in sorted(names):
        total |= known.setdefault(name, 1 << len(known))
    return total
