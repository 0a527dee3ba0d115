"""The lower bound: each client must be served, relaxed with a price u_j (Lagrange), then the p best sites are chosen freely.

L(u) = Σ u_j + the p smallest ρ_i, with ρ_i = Σ_j min(0, w_j d_ij - u_j). Every L(u) is a lower bound (Geoffrion 1974).

Only each client's k nearest sites are listed. Sites beyond cost at least w_j times the k-th distance, so as long as no price exceeds that, they
would add nothing: prices are capped there, and the bound stays valid however short the lists are.
"""

from dataclasses import dataclass, field

import numpy as np

from network.planning.solver.metrics import Floats, Indices


@dataclass(slots=True)
class Bound:
    """Prices in motion. `best` is the best bound so far, with its prices and its sites' values."""

    near: Indices
    cost: Floats  # weighted distances, n × k, nearest first
    p: int
    is_complete: bool  # whether the lists hold every site
    prices: Floats
    best: float = -np.inf
    best_prices: Floats = field(default_factory=lambda: np.zeros(0))
    best_rho: Floats = field(default_factory=lambda: np.zeros(0))
    step: float = 1.5
    stale: int = 0
    direction: Floats = field(default_factory=lambda: np.zeros(0))

    def cap(self) -> None:
        """Keep the prices where the bound is valid."""
        if not self.is_complete:
            np.minimum(self.prices, self.cost[:, -1], out=self.prices)

    def look(self) -> tuple[float, Indices, Floats]:
        """Return L at the present prices, its p sites, and by how much each client is served too little (1) or too often (below 0)."""
        n = len(self.prices)
        pays = self.cost < self.prices[:, None]
        client, place = np.nonzero(pays)
        site = self.near[client, place]
        rho: Floats = np.bincount(site, self.cost[client, place] - self.prices[client], n).astype(np.float64)
        sites = np.argpartition(rho, self.p - 1)[: self.p]
        value = float(self.prices.sum() + rho[sites].sum())
        is_open = np.zeros(n)
        is_open[sites] = 1.0
        served = np.bincount(client, is_open[site], n)
        if value > self.best:
            self.best, self.best_prices, self.best_rho, self.stale = value, self.prices.copy(), rho, 0
        else:
            self.stale += 1
        return value, sites, np.asarray(1.0 - served, dtype=np.float64)

    def move(self, value: float, target: float, lack: Floats) -> None:
        """Take a deflected subgradient step towards `target`; halve it when nothing has improved for a while.

        Steps are scaled by the clients' own price level: weights from 500 to 25 million break an unscaled one.
        """
        if self.stale >= 20:
            self.step, self.stale = self.step / 1.6, 0
            self.prices = self.best_prices.copy()
            self.direction = np.zeros(0)
            return
        self.direction = lack if not len(self.direction) else lack + 0.4 * self.direction
        scale = self.scale()
        length = float(scale @ self.direction**2)
        if length > 0:
            self.prices = self.prices + self.step * max(target - value, 1e-9) / length * scale * self.direction
            np.maximum(self.prices, 0.0, out=self.prices)
            self.cap()

    def scale(self) -> Floats:
        """Return each client's price level at the best prices, so that heavy clients move in larger steps."""
        level = self.best_prices if len(self.best_prices) else self.prices
        return np.asarray(level + 1e-6 * (level.mean() + 1e-12))


def opening_prices(cost: Floats, n: int, p: int) -> Floats:
    """Return prices to begin with: each client's cost to about the nearest of p evenly spread sites."""
    rank = min(cost.shape[1] - 1, max(1, n // max(p, 1)))
    return cost[:, rank].copy()
