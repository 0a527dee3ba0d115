"""Plans with capacities: beside what `sided` does, a bound that knows them, and plans that are made from its prices.

Each plan that the bound would open is tried, and recentred: every site moves to where those whom it serves would like it best, then all is served
anew, as long as that helps. HiGHS then looks among the most promising sites; last comes the model of everything, for the proof.
"""

import math

import numpy as np

from network.planning.solver.allot import Flow
from network.planning.solver.branch import decided
from network.planning.solver.capped import CappedBound, capped_lists
from network.planning.solver.lagrange import Fates
from network.planning.solver.metrics import Floats, Metric, Sites
from network.planning.solver.plan import ROUNDING, Clock
from network.planning.solver.sided import PRICE_STEPS, Goal, Sided, SidedPlan
from network.planning.solver.sides import Keeper, Sides

BOUND_SHARE, OFFER_SHARE = 0.35, 0.5  # of the time for the bound, and of that for plans
COLD = 1e-3  # the step at which the bound has settled
FEW_SHARE, FEW_NEAR = 0.4, 12  # of the time that is left for the most promising sites; how many of them a client lists
FEW, FEW_MORE = 1.3, 1.5  # times p: so many sites at first, and so many times that at each turn
MOST_PLACES = 200  # that a site tries to move to


def solve_sided(
    metric: Metric,
    weights: Floats,
    goal: Goal,
    sides: Sides,
    *,
    clock: Clock,
    p: int | None = None,
    radius: float | None = None,
    fate: Fates | None = None,
) -> SidedPlan:
    """Answer a question under side constraints: least "distance" or most "cover" with p sites, or the least "count" that covers everything within
    `radius`. Raises NoPlan when nothing keeps to all conditions, or nothing was found in time."""
    fates = np.zeros(metric.n, dtype=np.int8) if fate is None else np.asarray(fate, dtype=np.int8)
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    return Roomy(metric, weights, goal, Keeper(sides, metric, fates), clock, p, radius).solve()


class Roomy(Sided):
    """One solve in which sites may have capacities."""

    def improve(self) -> None:
        """Bound what capacities cost; try what the bound would open, then the most promising sites by HiGHS; decide what is left to decide."""
        if not self.is_capped:
            return
        self.recentre(self.sites)
        radius = self.radius if self.goal == "cover" else None
        lists = capped_lists(self.metric, self.weights, self.clients, self.fate, radius, self.clock)
        bound = CappedBound(lists, self.amounts, self.capacity, self.p or 0, self.fate)
        ends, begun, offering = self.clock.left * (1 - BOUND_SHARE), self.clock.seconds, 0.0
        while self.clock.left > ends and bound.step > COLD and bound.best < self.value:
            before = bound.best
            bound.improve(PRICE_STEPS, self.value if math.isfinite(self.value) else 1.2 * bound.opening)
            if (
                bound.best > before
                and offering < OFFER_SHARE * (self.clock.seconds - begun)
                and self.keeper.fits(bound.chosen)
            ):
                at_first = self.clock.seconds
                self.recentre(bound.chosen)
                offering += self.clock.seconds - at_first
        self.lower = max(self.lower, min(bound.best - ROUNDING * abs(bound.best), self.value))
        self.among_few(bound)
        fate = decided(bound, self.fate, self.value * (1 + 1e-9))
        if math.isfinite(self.value) and int((fate > 0).sum()) <= (self.p or 0) <= int((fate >= 0).sum()):
            self.fate = fate

    def among_few(self, bound: CappedBound) -> None:
        """Let HiGHS find the best plan among the most promising sites, more of them each time; its bound says nothing about the others."""
        whole, k, ends, share = self.fate, self.k, self.clock.left * (1 - FEW_SHARE), FEW
        order = np.argsort(bound.best_rho, kind="stable")
        while self.clock.left > ends and not self.is_done():
            few = np.full_like(whole, -1)
            few[order[: int(share * (self.p or 0)) + 8]] = 0
            few[self.sites] = 0
            few = np.where(whole != 0, whole, few).astype(np.int8)
            is_all = bool((few == whole).all())
            if is_all:
                break
            self.fate, self.k = few, min(FEW_NEAR, int((few >= 0).sum()))
            model, allowed = self.flow_model()
            found = model.solve(Clock(self.clock.left - ends), self.scale)
            self.fate, self.k, share = whole, k, share * FEW_MORE
            if found.values is not None:
                sites = allowed[found.values[: len(allowed)] > 0.5].astype(np.int32)
                if self.keeper.fits(sites):
                    self.recentre(sites)
            if not found.is_complete:
                break

    def recentre(self, sites: Sites) -> None:
        """Take a plan if it is the best; move its sites to the middle of whom they serve, as long as that makes it better."""
        best = math.inf
        while not self.clock.is_over:
            value, flows = self.valued(sites)
            if value < self.value:
                self.value, self.sites, self.flows = value, sites.copy(), flows
            if flows is None or not value < best * (1 - 1e-6) or self.goal != "distance":
                return
            best, sites = value, self.moved(sites, flows)

    def moved(self, sites: Sites, flows: list[Flow]) -> Sites:
        """Return the sites, each at the best place among those of its clients if all conditions allow that."""
        client, site, share = (np.array(one) for one in zip(*flows, strict=True))
        fresh = sites.copy()
        for place, old in enumerate(sites):
            mine = client[site == old]
            amounts = self.weights[mine] * share[site == old]
            choice = mine[(self.fate[mine] == 0) & ~np.isin(mine, fresh)][:MOST_PLACES]
            if self.fate[old] != 0 or not len(choice):
                continue
            choice = np.concatenate(([old], choice))
            costs = [float(amounts @ self.metric.between(mine, np.full(len(mine), one))) for one in choice]
            for better in choice[np.argsort(costs, kind="stable")]:
                if better == old:
                    break
                fresh[place] = better
                if self.keeper.fits(fresh):
                    break
                fresh[place] = old
        return fresh
