"""The lower bound: each client must be served, relaxed with a price u_j (Lagrange), then the p best sites are chosen freely.

L(u) = Σ u_j + the p smallest ρ_i, with ρ_i = Σ_j min(0, w_j d_ij - u_j). Every L(u) is a lower bound (Geoffrion 1974).

Sites that a client does not list cost at least its cap, so as long as no price exceeds the cap they would add nothing, and the bound stays valid
however short the lists are. Steps are scaled by the clients' own price level: weights from 500 to 25 million break an unscaled one.
"""

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Floats, Sites
from network.planning.solver.native import PaceStruct, at, empty, kernel

PATIENCE = 60  # steps without progress before they become shorter: with 20, prices of thousands of sites stop a tenth of a per cent too low
Fates = NDArray[np.int8]  # per site: 1 must be open, -1 must be closed, 0 undecided


class Priced(Protocol):
    """What a bound that opens the p sites of least ρ tells of them."""

    p: int
    best_rho: Floats

    @property
    def best(self) -> float:
        """The best bound so far."""


class Bound:
    """Prices in motion. `best` is the best bound so far; `best_prices` gave it, with `best_rho` as the sites' values."""

    def __init__(self, lists: Lists, p: int, prices: Floats, fate: Fates | None = None) -> None:
        self.lists, self.p = lists, p
        self.fate = np.zeros(lists.sites, dtype=np.int8) if fate is None else fate
        self.prices = np.minimum(np.maximum(prices, 0.0), lists.cap)
        self.direction = np.zeros(lists.rows)
        self.best_prices, self.best_rho = self.prices.copy(), np.zeros(lists.sites)
        self.rho, self.level = empty(lists.sites, np.float64), empty(lists.sites, np.float64)
        self.order, self.is_chosen = empty(lists.sites, np.int32), empty(lists.sites, np.int8)
        self.end = empty(lists.rows, np.int64)
        self.pace = PaceStruct(0.8, -np.inf, 0.85, 0, PATIENCE)

    @property
    def best(self) -> float:
        """The best bound so far."""
        return float(self.pace.best)

    @property
    def chosen(self) -> Sites:
        """The p sites that the last look chose."""
        return np.sort(self.order[: self.p])

    def improve(self, rounds: int, target: float, enough: float = np.inf) -> int:
        """Take up to `rounds` steps towards `target`, fewer once the bound reaches `enough`; return how many."""
        arrays = (
            self.prices,
            self.direction,
            self.best_prices,
            self.best_rho,
            self.rho,
            self.level,
            self.order,
            self.is_chosen,
            self.end,
        )
        done = kernel().bound_median(
            self.lists.native, self.p, at(self.fate), target, enough, rounds, self.pace, *(at(one) for one in arrays)
        )
        return int(done)

    def heat(self, step: float) -> None:
        """Take longer steps again, from the best prices."""
        self.prices[:], self.direction[:] = self.best_prices, 0.0
        self.pace.step, self.pace.stale = step, 0

    def follow(self, lists: Lists, fate: Fates) -> None:
        """Go on with a part of the plans; the best bound is valid for it, too."""
        self.lists, self.fate = lists, fate


def opening_prices(lists: Lists, p: int, times: float = 1.0) -> Floats:
    """Return prices to begin with: each client's cost to about the nearest of p evenly spread sites (or `times` as many sites away)."""
    lengths = np.diff(lists.start)
    rank = np.minimum(np.maximum(lengths - 1, 0), max(1, int(times * lists.sites / max(p, 1))))
    if not len(lists.cost):
        return np.zeros(lists.rows)
    return np.asarray(lists.cost[np.minimum(lists.start[:-1] + rank, len(lists.cost) - 1)])
