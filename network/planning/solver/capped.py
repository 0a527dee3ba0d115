"""The lower bound where sites have a capacity: each client must be served, relaxed with a price; a site fills its room with who saves most.

L(u) = Σ u_j + the p smallest ρ_i, with ρ_i the least Σ (c_ij - u_j) x_ij over shares x with Σ a_j x_ij ≤ its capacity: a continuous knapsack, since
amounts may be split. Every L(u) with u ≥ 0 is a bound; as no price exceeds what a client's unlisted sites cost at least, those would add nothing.
The work of a step is done in `kernel/capped.c`.
"""

import numpy as np

from network.planning.solver.covering import covering_lists, rows_of
from network.planning.solver.lagrange import Fates, opening_prices
from network.planning.solver.lists import Lists, listed
from network.planning.solver.metrics import Floats, Indices, Metric, Sites
from network.planning.solver.native import at, empty, kernel
from network.planning.solver.plan import Clock

ITEM = 4  # doubles of an `Item`
KEEP, SHORTER = 0.85, 0.6  # how much of a direction stays in the next, and what a step becomes
PATIENCE = 30  # steps without progress before they become shorter
HUGE = 1e300
MOST_PAIRS, LEAST_NEAR = 3_000_000, 64  # listed pairs, and sites that a client lists at least


def capped_lists(
    metric: Metric, weights: Floats, clients: Indices, fate: Fates, radius: float | None, clock: Clock
) -> Lists:
    """Return each client's nearest sites at its weighted distance; with a `radius`, the sites within it at no cost, and all others at its weight."""
    if radius is None:
        near = min(metric.n, max(LEAST_NEAR, MOST_PAIRS // max(1, len(clients))))
        return listed(metric, weights, clients, near).narrowed(fate)
    lists = rows_of(covering_lists(metric, radius, clock), clients)
    return Lists(lists.sites, lists.start, lists.site, lists.cost, weights[clients].copy()).narrowed(fate)


class CappedBound:
    """Prices in motion, as `Bound`: `best` is the best bound so far, `best_rho` what the sites were worth then."""

    def __init__(self, lists: Lists, amounts: Floats, capacity: Floats, p: int, fate: Fates) -> None:
        self.lists, self.p, self.fate = lists, p, fate
        self.capacity = np.ascontiguousarray(capacity, dtype=np.float64)
        self.amounts = np.ascontiguousarray(amounts, dtype=np.float64)
        is_free = bool((lists.cost == 0).all())
        self.prices = lists.cap / 2 if is_free else np.minimum(opening_prices(lists, p, 1.5), lists.cap)
        self.opening = float(self.prices.sum())
        self.best, self.best_prices = -np.inf, self.prices.copy()
        self.best_rho = np.zeros(lists.sites)
        self.step, self.stale = 1.0, 0
        self.direction, self.rho = np.zeros(lists.rows), empty(lists.sites, np.float64)
        self.scratch = empty(ITEM * max(1, lists.rows), np.float64)
        self.chosen: Sites = np.zeros(0, dtype=np.int32)

    def improve(self, rounds: int, target: float) -> None:
        """Take up to `rounds` steps towards `target`, fewer once the bound reaches it."""
        for _round in range(rounds):
            if self.best >= target:
                return
            self.take_step(target)

    def take_step(self, target: float) -> None:
        """Value the sites at the prices, and move the prices."""
        value = self.look()
        self.stale = 0 if value > self.best + 1e-5 * max(0.0, target - value) else self.stale + 1
        if value > self.best:
            self.best, self.best_prices[:], self.best_rho[:] = value, self.prices, self.rho
        if self.stale >= PATIENCE:
            self.step, self.stale = self.step * SHORTER, 0
            self.prices[:], self.direction[:] = self.best_prices, 0.0
            return
        served = np.zeros(self.lists.rows)
        kernel().capped_served(
            self.lists.columns.native,
            at(self.amounts),
            at(self.capacity),
            at(self.prices),
            len(self.chosen),
            at(self.chosen),
            at(served),
            at(self.scratch),
        )
        self.direction = (1.0 - served) + KEEP * self.direction
        scale = self.best_prices + 1e-6 * self.best_prices.mean() + 1e-12
        length = float(scale @ self.direction**2)
        if length > 0:
            moved = self.prices + self.step * max(target - value, 1e-9) / length * scale * self.direction
            self.prices = np.minimum(np.maximum(moved, 0.0), self.lists.cap)

    def look(self) -> float:
        """Return L at the prices; choose the sites."""
        kernel().capped_values(
            self.lists.columns.native,
            at(self.amounts),
            at(self.capacity),
            at(self.prices),
            at(self.rho),
            at(self.scratch),
        )
        level = np.where(self.fate > 0, -HUGE, np.where(self.fate < 0, HUGE, self.rho))
        self.chosen = np.argpartition(level, self.p - 1)[: self.p].astype(np.int32)
        return float(self.prices.sum() + self.rho[self.chosen].sum())
