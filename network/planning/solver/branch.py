"""Branch and bound over the sites that the root's bound leaves undecided: each node prices its own relaxation, beginning with its parent's prices."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from network.planning.solver.lagrange import Bound, Fates, Priced
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Floats, Sites
from network.planning.solver.plan import ROUNDING, Clock

ROUNDS, STALE = 60, 6  # price steps at a node, and after how many without progress they are halved


@dataclass(slots=True)
class Node:
    """A part of the plans: which sites must and must not be open, the lists without the latter, the parent's bound and prices."""

    fate: Fates
    lists: Lists
    lower: float
    prices: Floats


def decided(bound: Priced, fate: Fates, limit: float) -> Fates:
    """Return the fates with those added that reduced costs decide: what would bring the bound to `limit` can't be part of a better plan.

    Opening a site outside the p best costs at least ρ_i - ρ_(p) more than L, closing one of the p best at least ρ_(p+1) - ρ_i.
    """
    fresh, wanted = fate.copy(), bound.p - int((fate > 0).sum())
    choice = np.nonzero(fate == 0)[0]
    if wanted <= 0 or len(choice) <= wanted:
        return fresh
    rho = bound.best_rho
    order = choice[np.argsort(rho[choice], kind="stable")]
    last, following, room = rho[order[wanted - 1]], rho[order[wanted]], limit - bound.best
    outside, inside = order[wanted:], order[:wanted]
    fresh[outside[rho[outside] - last > room]] = -1
    fresh[inside[following - rho[inside] > room]] = 1
    return fresh


def narrowed(lists: Lists, fate: Fates) -> Lists:
    """Return the lists without sites that can't be open, and without what lies behind a site that must be."""
    return lists.narrowed(fate, is_short=True)


class Branching:
    """A depth-first search. `limit()` tells what a bound must reach to shut a node; `offer` takes the plans that are met on the way."""

    def __init__(self, p: int, clock: Clock, limit: Callable[[], float], offer: Callable[[Sites], None]) -> None:
        self.p, self.clock, self.limit, self.offer = p, clock, limit, offer
        self.nodes = 0

    def run(self, root: Node, most_nodes: int, until: float = np.inf) -> tuple[float, bool]:
        """Search until nodes or time (this thread's) are used up; return the least bound of what is left, and whether nothing is left."""
        stack = [root]
        while stack and not self.clock.is_over and self.nodes < most_nodes and time.thread_time() < until:
            stack += self.split(stack.pop())
        return min((node.lower for node in stack), default=np.inf), not stack

    def split(self, node: Node) -> list[Node]:
        """Bound a node; return its halves, the more promising one last, or nothing when it holds no better plan."""
        self.nodes += 1
        bound = Bound(node.lists, self.p, node.prices, node.fate)
        bound.pace.patience = STALE
        target = self.limit()
        bound.improve(ROUNDS, target + ROUNDING * abs(target) + 1e-3 * (target - node.lower), target)
        node.lower = max(node.lower, bound.best)
        if node.lower >= target:
            return []
        self.offer(bound.chosen)
        fate = decided(bound, node.fate, self.limit())
        forced, free = int((fate > 0).sum()), int((fate == 0).sum())
        if forced > self.p or forced + free < self.p:
            return []
        if forced == self.p or forced + free == self.p:
            self.offer(np.nonzero(fate > 0 if forced == self.p else fate >= 0)[0].astype(np.int32))
            return []
        return self.halves(node, bound, fate)

    def halves(self, node: Node, bound: Bound, fate: Fates) -> list[Node]:
        """Open or close the site that is most worth while."""
        choice = np.nonzero(fate == 0)[0]
        best = choice[np.argmin(bound.best_rho[choice])]
        lists = narrowed(node.lists, fate)
        without, within = fate.copy(), fate.copy()
        without[best], within[best] = -1, 1
        return [Node(one, lists, node.lower, bound.best_prices) for one in (without, within)]
