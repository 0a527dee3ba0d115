"""Side constraints of a plan: fixed and forbidden sites, budget, quotas by group, a least distance between sites, capacities."""

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.lagrange import Fates
from network.planning.solver.metrics import MATRIX, SPHERE, Floats, Indices, Metric, Sites
from network.planning.sphere import chord_of

MOST_CONFLICTS = 400_000
Quotas = dict[int, tuple[int, int]]


class NoPlan(ValueError):
    """No plan keeps to all conditions (`is_proven`), or none was found in time."""

    def __init__(self, *, is_proven: bool) -> None:
        super().__init__("no plan keeps to all conditions" if is_proven else "no plan was found in time")
        self.is_proven = is_proven


@dataclass(frozen=True, slots=True)
class Sides:
    """Conditions by site. `cost` counts against `budget`; `group` numbers the groups of `quotas` (least, most); two sites lie at least
    `apart` from each other unless both are fixed; a site serves at most `capacity` of the weight, which may be split among sites: one
    figure for all, or one for each site, infinite where there is room for everything."""

    cost: Floats | None = None
    budget: float = np.inf
    group: Indices | None = None
    quotas: Quotas = field(default_factory=dict)
    apart: float = 0.0
    capacity: float | Floats = np.inf

    @property
    def is_capped(self) -> bool:
        """Whether there is a site with a capacity."""
        return bool(np.isfinite(self.capacity).any())

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to keep to."""
        return not (np.isfinite(self.budget) or self.quotas or self.apart > 0 or self.is_capped)

    @property
    def without_capacity(self) -> "Sides":
        """The same without capacities."""
        return replace(self, capacity=np.inf)


@dataclass(frozen=True, slots=True)
class Row:
    """low ≤ Σ value × (site open) ≤ high."""

    sites: NDArray[np.intp]
    values: Floats
    low: float
    high: float


class Keeper:
    """The conditions over one metric and fate: what fits, and the rows of a model."""

    def __init__(self, sides: Sides, metric: Metric, fate: Fates) -> None:
        self.sides, self.metric = sides, metric
        self.pairs = conflicts_of(metric, sides.apart)
        self.capacity: Floats = np.broadcast_to(np.asarray(sides.capacity, dtype=np.float64), (metric.n,)).copy()
        fixed = fate > 0
        self.fate = fate.copy()
        for one, other in ((0, 1), (1, 0)):
            near_fixed = self.pairs[fixed[self.pairs[:, one]], other]
            self.fate[near_fixed[fate[near_fixed] == 0]] = -1
        free = (self.fate[self.pairs] == 0).all(axis=1)
        self.pairs = self.pairs[free]
        if np.isfinite(sides.budget) and sides.cost is not None:
            left = sides.budget - float(sides.cost[fixed].sum())
            self.fate[(self.fate == 0) & (sides.cost > left + 1e-9)] = -1

    def most_room(self, p: int) -> float:
        """Return how much p sites serve at most: those that are fixed and the roomiest others."""
        fixed = self.fate > 0
        others = np.sort(self.capacity[self.fate == 0])[::-1]
        return float(self.capacity[fixed].sum() + others[: max(0, p - int(fixed.sum()))].sum())

    def leave_room(self, p: int) -> None:
        """Ban sites that are too dear beside the cheapest that fill the plan up to p sites."""
        cost, free = self.sides.cost, self.fate == 0
        wanted = p - int((self.fate > 0).sum())
        if cost is None or not np.isfinite(self.sides.budget) or wanted < 1 or not free.any():
            return
        left = self.sides.budget - float(cost[self.fate > 0].sum())
        others = float(np.sort(cost[free])[: wanted - 1].sum())
        self.fate[free & (cost > left - others + 1e-9 * abs(left))] = -1

    def fits(self, sites: Sites) -> bool:
        """Whether a set of sites keeps to everything but capacities."""
        chosen = np.zeros(len(self.fate), dtype=bool)
        chosen[sites] = True
        return (
            not (chosen & (self.fate < 0)).any()
            and not ((self.fate > 0) & ~chosen).any()
            and all(self._holds(row, chosen) for row in self.rows())
        )

    def _holds(self, row: Row, chosen: NDArray[np.bool_]) -> bool:
        total = float(row.values @ chosen[row.sites])
        return row.low - 1e-6 <= total <= row.high * (1 + 1e-12) + 1e-9

    def rows(self) -> list[Row]:
        """Return the conditions as rows."""
        found = [
            self._row(np.nonzero(self.sides.group == group)[0], low, high)
            for group, (low, high) in self.sides.quotas.items()
            if self.sides.group is not None
        ]
        if self.sides.cost is not None and np.isfinite(self.sides.budget):
            everybody = np.arange(len(self.fate))
            found.append(Row(everybody, self.sides.cost, -np.inf, self.sides.budget))
        return found + self.apart_rows()

    def apart_rows(self) -> list[Row]:
        """At most one of two that lie too close; stronger, at most one of all within half the distance of a point."""
        pairs = [self._row(pair, 0, 1) for pair in self.pairs]
        if not len(self.pairs):
            return []
        if self.metric.ground.kind == MATRIX:  # two near a third are near each other on the ground alone
            return pairs
        half = conflicts_of(self.metric, self.sides.apart / 2)
        balls: dict[int, list[int]] = {}
        for one, other in half:
            if self.fate[one] == 0 and self.fate[other] == 0:
                balls.setdefault(int(one), [int(one)]).append(int(other))
                balls.setdefault(int(other), [int(other)]).append(int(one))
        return pairs + [self._row(np.array(ball), 0, 1) for ball in balls.values() if len(ball) > 2]

    def _row(self, sites: NDArray[np.intp], low: float, high: float) -> Row:
        return Row(np.asarray(sites, dtype=np.intp), np.ones(len(sites)), low, high)

    def made(self, order: list[int], p: int) -> Sites | None:
        """Open p sites in this order, each if it fits and leaves room for what the quotas still need; None when that ends nowhere."""
        sides, group = self.sides, self.sides.group
        chosen = [int(one) for one in np.nonzero(self.fate > 0)[0]]
        banned = {one for one in range(len(self.fate)) if self.fate[one] < 0}
        foes: dict[int, list[int]] = {}
        for one, other in self.pairs:
            foes.setdefault(int(one), []).append(int(other))
            foes.setdefault(int(other), []).append(int(one))
        spent = float(sides.cost[chosen].sum()) if sides.cost is not None else 0.0
        free = self.fate == 0
        cheapest = float(sides.cost[free].min()) if sides.cost is not None and free.any() else 0.0
        counts = {one: sum(group is not None and group[n] == one for n in chosen) for one in sides.quotas}
        for site in order:
            left = p - len(chosen)
            if left <= 0:
                break
            mine = int(group[site]) if group is not None else -1
            low, high = sides.quotas.get(mine, (0, len(self.fate)))
            needed = sum(max(0, sides.quotas[one][0] - count) for one, count in counts.items())
            is_needed = counts.get(mine, 0) < low
            price = float(sides.cost[site]) if sides.cost is not None else 0.0
            if (
                site in banned
                or self.fate[site] > 0
                or counts.get(mine, 0) >= high
                or spent + price + (left - 1) * cheapest > sides.budget * (1 + 1e-12)
            ):
                continue
            if left <= needed and not is_needed:
                continue
            chosen.append(site)
            banned.update([site, *foes.get(site, ())])
            spent += price
            if mine in counts:
                counts[mine] += 1
        sites = np.array(chosen, dtype=np.int32)
        return sites if len(chosen) == p and self.fits(sites) else None

    def swappable(self, sites: Sites) -> NDArray[np.bool_]:
        """Tell, for each point (row) and site of a plan that fits (column), whether that swap would fit, too."""
        n, sides = len(self.fate), self.sides
        chosen = np.zeros(n, dtype=bool)
        chosen[sites] = True
        good = np.outer((self.fate == 0) & ~chosen, self.fate[sites] == 0)
        if sides.cost is not None and np.isfinite(sides.budget):
            room = sides.budget - float(sides.cost[sites].sum())
            good &= sides.cost[:, None] - sides.cost[sites][None, :] <= room
        if sides.group is not None:
            good &= self._quota_swaps(sites, sides.group)
        crowd = np.zeros(n, dtype=np.int64)
        touching = np.zeros((n, len(sites)), dtype=bool)
        place = np.full(n, -1)
        place[sites] = np.arange(len(sites))
        for one, other in ((0, 1), (1, 0)):
            hit = self.pairs[place[self.pairs[:, other]] >= 0]
            np.add.at(crowd, hit[:, one], 1)
            touching[hit[:, one], place[hit[:, other]]] = True
        return np.asarray(good & (crowd[:, None] == touching))

    def _quota_swaps(self, sites: Sites, group: Indices) -> NDArray[np.bool_]:
        counts = {one: int((group[sites] == one).sum()) for one in self.sides.quotas}
        full = [one for one, (_low, high) in self.sides.quotas.items() if counts[one] >= high]
        bare = [one for one, (low, _high) in self.sides.quotas.items() if counts[one] <= low]
        same = group[:, None] == group[sites][None, :]
        return np.asarray(same | (~np.isin(group, full)[:, None] & ~np.isin(group[sites], bare)[None, :]))


def conflicts_of(metric: Metric, apart: float) -> NDArray[np.intp]:
    """Return the pairs of points that lie closer than `apart` on the ground (in a matrix: either way). Raises ValueError when there are too many."""
    if apart <= 0:
        return np.zeros((0, 2), dtype=np.intp)
    ground = metric.ground
    if ground.kind == MATRIX:
        return _limited(np.argwhere(np.triu(np.minimum(ground.values, ground.values.T) < apart, 1)))
    reach = chord_of(apart) if ground.kind == SPHERE else apart
    from scipy.spatial import KDTree  # takes a second to import, and few need it

    found = _limited(KDTree(ground.values).query_pairs(reach * (1 + 1e-9), output_type="ndarray"))
    near = ground.between(found[:, 0], found[:, 1]) < apart
    return np.asarray(found[near])


def _limited(found: NDArray[np.intp]) -> NDArray[np.intp]:
    if len(found) > MOST_CONFLICTS:
        raise ValueError("the least distance is so long that more than 400,000 pairs lie within it")
    return found.astype(np.intp)
