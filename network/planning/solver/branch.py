"""Branch and bound over the few sites that the root's bound leaves undecided; each node prices its own relaxation, on a dense table."""

import time
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.metrics import Floats, Indices

Flags = NDArray[np.bool_]
ROUNDS = 45  # price steps at a node


@dataclass(frozen=True, slots=True)
class Found:
    """The best sites (columns) below the known value, if there are any; `lower` is valid for every plan of these columns."""

    lower: float
    value: float
    sites: Indices | None
    is_complete: bool


@dataclass(slots=True)
class Node:
    """A part of the plans: these columns open, those not allowed; the bound of its parent, and prices to begin with."""

    forced: Flags
    allowed: Flags
    lower: float
    prices: Floats


class Branching:
    """A depth-first search, the more promising half first."""

    def __init__(self, cost: Floats, p: int, upper: float, cut: float, until: float) -> None:
        self.cost, self.p, self.cut, self.until = cost, p, cut, until
        self.value = upper
        self.sites: Indices | None = None
        self.slack = 1e-7 * max(1.0, upper)

    def run(self, forced: Flags, prices: Floats, lower: float) -> Found:
        """Search everything in which the `forced` columns are open."""
        stack = [Node(forced, np.ones(self.cost.shape[1], dtype=bool), lower, prices)]
        while stack and time.monotonic() < self.until:
            stack += self.split(stack.pop())
        left = min((node.lower for node in stack), default=self.value)
        return Found(min(left, self.value), self.value, self.sites, not stack)

    def limit(self) -> float:
        """Return what a node's bound must stay below to be worth anything."""
        return self.value - self.cut + (self.slack if self.cut else -self.slack)

    def split(self, node: Node) -> list[Node]:
        """Bound a node; return its halves, or nothing when it holds no better plan."""
        rho = self.price(node)
        if rho is None:
            return []
        self.decide(node, rho)
        open_count, choice = int(node.forced.sum()), np.nonzero(node.allowed & ~node.forced)[0]
        if open_count > self.p or open_count + len(choice) < self.p:
            return []
        if open_count == self.p or open_count + len(choice) == self.p:
            self.offer(np.nonzero(node.forced if open_count == self.p else node.allowed)[0])
            return []
        best = int(choice[np.argmin(rho[choice])])
        without, within = node.allowed.copy(), node.forced.copy()
        without[best], within[best] = False, True
        return [
            Node(node.forced.copy(), without, node.lower, node.prices.copy()),
            Node(within, node.allowed.copy(), node.lower, node.prices.copy()),
        ]

    def price(self, node: Node) -> Floats | None:
        """Improve the node's prices; return the columns' values at the best of them, or None once the bound shuts the node."""
        prices, step, stale = node.prices, 1.0, 0
        best, best_rho, best_prices = -np.inf, None, prices
        for _round in range(ROUNDS):
            value, rho, chosen, lack = self.relax(node, prices)
            if value > best:
                best, best_rho, best_prices, stale = value, rho, prices, 0
                self.offer(chosen)
            else:
                stale += 1
            if best >= self.limit():
                return None
            if stale >= 4:
                step, stale, prices = step / 2, 0, best_prices
            length = float(lack @ lack)
            if length == 0:
                break
            prices = np.maximum(prices + step * (self.value * 1.005 - value) / length * lack, 0.0)
        node.lower, node.prices = max(node.lower, best), best_prices
        return best_rho

    def relax(self, node: Node, prices: Floats) -> tuple[float, Floats, Indices, Floats]:
        """Return the node's bound at these prices, the columns' values, the columns it opens, and how much each client lacks."""
        reduced = np.minimum(self.cost - prices[:, None], 0.0)
        rho = reduced.sum(axis=0)
        ranked = np.where(node.forced, -np.inf, np.where(node.allowed, rho, np.inf))
        chosen = np.argpartition(ranked, self.p - 1)[: self.p]
        lack = 1.0 - (reduced[:, chosen] < 0).sum(axis=1)
        return float(prices.sum() + rho[chosen].sum()), rho, chosen, lack

    def decide(self, node: Node, rho: Floats) -> None:
        """Forbid and force the columns that reduced costs decide at this node."""
        wanted = self.p - int(node.forced.sum())
        choice = np.nonzero(node.allowed & ~node.forced)[0]
        if wanted <= 0 or len(choice) <= wanted:
            return
        order = choice[np.argsort(rho[choice])]
        last, following, room = rho[order[wanted - 1]], rho[order[wanted]], self.limit() - node.lower
        outside, inside = order[wanted:], order[:wanted]
        node.allowed[outside[rho[outside] - last >= room]] = False
        node.forced[inside[following - rho[inside] >= room]] = True

    def offer(self, columns: Indices) -> None:
        """Take a plan that is better than the known one."""
        value = float(self.cost[:, columns].min(axis=1).sum())
        if value < self.value - self.slack:
            self.value, self.sites = value, np.sort(columns)
