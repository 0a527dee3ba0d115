"""Covering within a radius, with proof: the most weight with p sites (Church & ReVelle 1974), and the fewest sites that cover everything.

The first is a p-median in which a covered client costs nothing and an uncovered one its weight, so the same search, bound and branching solve it.
The second has a Lagrangian bound and a local search of its own; HiGHS finishes what reduced costs leave open.
"""

import math
from dataclasses import dataclass

import numpy as np

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import CHUNK, NONE, Floats, Indices, Metric
from network.planning.solver.native import empty
from network.planning.solver.plan import Clock, Plan
from network.planning.solver.pmedian import Median, fates_of
from network.planning.solver.wide import TOO_SHORT, most_covered

MOST_PAIRS = 20_000_000  # listed one by one: a plan takes some 60 bytes a pair


class TooWide(ValueError):
    """The radius is so long that the pairs within it can't be listed one by one."""


@dataclass(frozen=True, slots=True)
class CoverPlan(Plan):
    """A plan that covers weight: `objective` is what it covers, `lower_bound` the same, and no plan covers more than `upper_bound`."""

    upper_bound: float


def solve_mclp(
    metric: Metric,
    weights: Floats,
    radius: float,
    p: int,
    *,
    time_limit_s: float = 10.0,
    seed: int = 1,
    fate: Fates | None = None,
    begun: float | None = None,
    clock: Clock | None = None,
) -> CoverPlan:
    """Choose p of the points as sites so that as much weight as possible lies within `radius` of one. See solve_pmedian for the rest."""
    fates = fates_of(metric.n, p, fate)
    if not radius >= 0:
        raise ValueError("the radius must not be below zero")
    clock = clock or Clock(time_limit_s, begun)
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    question = Uncovered(metric, weights, p, fates, clock, seed, radius)
    try:
        least = question.solve()
    except TooWide:
        least = most_covered(metric, weights, radius, p, fates, question.cut, clock)
    total = float(weights.sum())
    covered, most = total - least.objective, total - least.lower_bound
    gap = (most - covered) / most if most > 0 else 0.0
    return CoverPlan(covered, covered, gap, least.seconds, least.proven, least.sites, most)


class Uncovered(Median):
    """The least weight that is left uncovered."""

    def __init__(
        self, metric: Metric, weights: Floats, p: int, fate: Fates, clock: Clock, seed: int, radius: float
    ) -> None:
        self.distances, self.radius = metric, radius
        constant = Metric(NONE, metric.values, is_integral=True)
        super().__init__(constant, weights, p, fate, clock, seed)

    def lists(self) -> Lists:
        """List the sites within the radius at no cost; all others cost a client's whole weight."""
        lists = rows_of(covering_lists(self.distances, self.radius, self.clock), self.clients)
        return Lists(lists.sites, lists.start, lists.site, lists.cost, self.weights[self.clients].copy())

    def first_prices(self, lists: Lists) -> Floats:
        """Return half of what being uncovered costs."""
        return lists.cap / 2


def rows_of(lists: Lists, clients: Indices) -> Lists:
    """Return the rows of these clients alone (in ascending order), renumbered."""
    is_client = np.zeros(lists.rows, dtype=bool)
    is_client[clients] = True
    if is_client.all():
        return lists
    counts = np.diff(lists.start)
    start = np.concatenate(([0], np.cumsum(counts[clients], dtype=np.int64)))
    kept = np.repeat(is_client, counts)
    return Lists(lists.sites, start, lists.site[kept], lists.cost[kept], lists.cap[clients].copy())


def covering_lists(metric: Metric, radius: float, clock: Clock) -> Lists:
    """Return for each point the sites within the radius. Raises ValueError when there are too many, or the time is over before they are known."""
    starts, sites, total = [np.zeros(1, dtype=np.int64)], [], 0
    for first in range(0, metric.n, CHUNK):
        start, site = metric.within(radius, (first, min(first + CHUNK, metric.n)))
        starts.append(start[1:] + total)
        sites.append(site)
        total += len(site)
        if total > MOST_PAIRS:
            raise TooWide(f"the radius is so long that more than {MOST_PAIRS:,} pairs lie within it")
        if clock.is_over:
            raise ValueError(TOO_SHORT)
    site = np.concatenate(sites) if sites else empty(0, np.int32)
    return Lists(metric.n, np.concatenate(starts), site, np.zeros(total), np.full(metric.n, math.inf))
