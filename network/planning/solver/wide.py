"""Covering within a radius so long that its pairs would not fit into memory one by one: they are kept as bits, and a bound needs no more than sums.

With prices u_j of the clients, the most weight of p sites is at most Σ (w_j - u_j) + the p greatest Σ_i u_j over whom site i covers, and the fewest
sites are at least Σ u_j + Σ_i min(0, 1 - Σ u_j): Lagrange as in bound.c, but over all pairs. Where few sites cover everything, that is known at once.
"""

import math

import numpy as np

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Flags
from network.planning.solver.metrics import CHUNK, MATRIX, Bits, Floats, Indices, Metric
from network.planning.solver.native import at, empty, kernel
from network.planning.solver.plan import ROUNDING, Clock, Plan, is_proven, proved

NOT_COVERED = "the sites that are allowed do not cover everything"
TOO_SHORT = "the time limit is too short even to measure who lies within the radius"
BLOCK = 32  # as in wide.c
STEP, COLD, SHRINK, PATIENCE, KEEP, LEAST = 0.8, 1e-3, 0.7, 5, 0.7, 0.01  # of the prices' steps
FEW = 16  # one in so many: for fewer clients, their rows are taken off the sums one by one


class Reach:
    """Who covers whom, both ways."""

    def __init__(self, metric: Metric, radius: float, clock: Clock) -> None:
        self.n, width = metric.n, -(-metric.n // 8)
        self.by_client = empty((self.n, width), np.uint8)
        is_even = metric.kind != MATRIX  # as far from here to there as back
        self.by_site = self.by_client if is_even else empty((self.n, width), np.uint8)
        for first in range(0, self.n, CHUNK):
            if clock.is_over:
                raise ValueError(TOO_SHORT)
            last = min(first + CHUNK, self.n)
            rows = self.by_client[first:last] = metric.bits_within(radius, (first, last))
            if not is_even:
                self.by_site[:, first // 8 : -(-last // 8)] = np.packbits(self.unpacked(rows).T, 1, bitorder="little")
        self.table = empty(BLOCK * 256, np.float64)

    def unpacked(self, bits: Bits) -> Bits:
        """Return one byte a bit."""
        return np.unpackbits(bits, axis=-1, count=self.n, bitorder="little")

    def covered(self, site: int) -> Flags:
        """Return whom a site covers."""
        return self.unpacked(self.by_site[site]).view(np.bool_)

    def sums(self, rows: Bits, values: Floats) -> Floats:
        """Return for each row the sum of the values of its bits."""
        padded, out = np.zeros(8 * rows.shape[1]), empty(len(rows), np.float64)
        padded[: self.n] = values
        kernel().bit_sums(*rows.shape, at(rows), at(padded), at(self.table), at(out))
        return out

    def worth(self, values: Floats) -> Floats:
        """Return for each site the sum of the values of whom it covers."""
        return self.sums(self.by_site, values)


class Opened:
    """Open sites, and how often they cover each client."""

    def __init__(self, reach: Reach, weights: Floats, fate: Fates) -> None:
        self.reach, self.weights, self.fate = reach, weights, fate
        self.sites: list[int] = []
        self.times = np.zeros(reach.n, dtype=np.int32)
        for site in np.nonzero(fate > 0)[0]:
            self.add(int(site))

    @property
    def bare(self) -> Floats:
        """The weight of each client that nobody covers."""
        return np.where(self.times == 0, self.weights, 0.0)

    @property
    def lost(self) -> float:
        """The weight that nobody covers."""
        return float(self.bare.sum())

    def add(self, site: int) -> None:
        """Open a site."""
        self.sites.append(site)
        self.times += self.reach.covered(site)

    def drop(self, site: int) -> None:
        """Close a site."""
        self.sites.remove(site)
        self.times -= self.reach.covered(site)

    def best_of(self, gains: Floats) -> int:
        """Return the closed site that may be open and gains most, or -1."""
        allowed = self.fate >= 0
        allowed[self.sites] = False
        best = int(np.where(allowed, gains, -1.0).argmax())
        return best if allowed[best] else -1

    def fill(self, most: int, clock: Clock) -> None:
        """Open the site that gains most, again and again, until nobody is left bare or `most` are open."""
        gains = self.reach.worth(self.bare)
        while len(self.sites) < most and (self.times == 0).any():
            best = self.best_of(gains)
            if best < 0 or gains[best] <= 0:
                return
            was_bare = self.times == 0
            self.add(best)
            fresh = np.nonzero(was_bare & (self.times > 0) & (self.weights > 0))[0]
            if clock.is_over and most < self.reach.n:
                gains[best] = 0.0  # what the others gain is less by now, which is all the same
            elif len(fresh) * FEW < self.reach.n:
                for client in fresh:
                    gains -= self.weights[client] * self.reach.unpacked(self.reach.by_client[client])
            else:
                gains = self.reach.worth(self.bare)

    def top_up(self, p: int) -> None:
        """Open any sites until p are open."""
        allowed = self.fate >= 0
        allowed[self.sites] = False
        for site in np.nonzero(allowed)[0][: max(0, p - len(self.sites))]:
            self.add(int(site))

    def loss(self, site: int) -> float:
        """Return the weight that this site alone covers."""
        return float(self.weights[(self.times == 1) & self.reach.covered(site)].sum())

    def thin(self) -> None:
        """Close what is not needed."""
        for site in self.sites[::-1]:
            if self.fate[site] <= 0 and self.loss(site) <= 0:
                self.drop(site)

    def close_cheapest(self) -> bool:
        """Close the site whose loss is least, if one may be closed."""
        free = [site for site in self.sites if self.fate[site] <= 0]
        if free:
            self.drop(min(free, key=self.loss))
        return bool(free)

    def move(self, place: int) -> bool:
        """Move one site to where it covers most; tell whether that is better."""
        site = self.sites[place]
        if self.fate[site] > 0:
            return False
        self.drop(site)
        gains = self.reach.worth(self.bare)
        best = self.best_of(gains)
        is_better = best != site and gains[best] > gains[site] * (1 + ROUNDING) + ROUNDING
        self.add(best if is_better else site)
        self.sites.insert(place, self.sites.pop())
        return is_better


class Prices:
    """What covering each client is worth, moved so that the bound rises to what the best plan costs."""

    def __init__(self, prices: Floats, most: Floats) -> None:
        self.prices, self.most = prices, most  # no price above `most` is of use
        self.best, self.kept, self.direction = -math.inf, prices.copy(), np.zeros(len(prices))
        self.step, self.stale = STEP, 0

    def move(self, bound: float, lack: Floats, goal: float) -> None:
        """Take the bound that these prices give; raise the prices of who lacks a site, lower those of who has too many."""
        self.stale = 0 if bound > self.best + 1e-4 * (goal - bound) else self.stale + 1
        if bound > self.best:
            self.best, self.kept = bound, self.prices.copy()
        if self.stale >= PATIENCE:
            self.step, self.stale, self.direction[:] = self.step * SHRINK, 0, 0.0
            self.prices = self.kept.copy()
            return
        self.direction = lack + KEEP * self.direction
        scale = self.kept + LEAST * self.kept.mean()
        length = float((scale * self.direction**2).sum())
        if length <= 0:
            self.step = 0.0
            return
        change = self.step * max(goal - bound, 1e-9) / length * scale * self.direction
        self.prices = np.clip(self.prices + change, 0.0, self.most)


def most_covered(metric: Metric, weights: Floats, radius: float, p: int, fate: Fates, cut: float, clock: Clock) -> Plan:
    """Leave as little weight uncovered as p sites can; `cut` as in `is_proven`."""
    reach = Reach(metric, radius, clock)
    plan, prices = Opened(reach, weights, fate), Prices(weights.copy(), weights)
    plan.fill(p, clock)
    plan.top_up(p)
    is_first, still, turn = True, 0, 0
    while not is_proven(plan.lost, max(0.0, prices.best), cut) and (is_first or not clock.is_over):
        is_cold = prices.step <= COLD
        if is_cold and still >= p:
            break
        if not is_cold:
            worth = reach.worth(prices.prices)
            rank = np.where(fate > 0, np.inf, np.where(fate < 0, -np.inf, worth))
            chosen = np.argsort(-rank, kind="stable")[:p]
            times = sum((reach.covered(int(site)).astype(np.int32) for site in chosen), np.zeros(reach.n, np.int32))
            lack: Floats = (1 - times).astype(np.float64)
            prices.move(float(prices.prices.sum()) - float(worth[chosen].sum()), lack, plan.lost)
        if still < p and not clock.is_over:
            still = 0 if plan.move(turn % p) else still + 1
            turn += 1
        is_first = False
    return proved(plan.lost, max(0.0, prices.best), cut, clock, plan.sites)


def fewest(metric: Metric, radius: float, fate: Fates, clients: Indices, clock: Clock) -> Plan:
    """Cover these clients with as few sites as possible. Raises ValueError when no plan does."""
    reach, wanted = Reach(metric, radius, clock), np.zeros(metric.n)
    wanted[clients] = 1.0
    plan = Opened(reach, wanted, fate)
    plan.fill(metric.n, clock)
    if plan.lost > 0:
        raise ValueError(NOT_COVERED)
    plan.thin()
    best, lower = list(plan.sites), max(int((fate > 0).sum()), apart(reach, wanted, fate, clock))
    prices = Prices(wanted / np.maximum(1.0, reach.worth(wanted).max()), np.where(wanted > 0, np.inf, 0.0))
    still, turn = 0, 0
    while lower < len(best) and not clock.is_over:
        if plan.lost <= 0:
            plan.thin()
            best, still, turn = list(plan.sites), 0, 0
            if not plan.close_cheapest():
                break
        is_cold, p = prices.step <= COLD, len(plan.sites)
        if is_cold and still >= p:
            break
        if not is_cold:
            net = 1.0 - reach.worth(prices.prices)
            is_open = (fate > 0) | ((fate == 0) & (net < 0))
            bound = float(prices.prices.sum()) + float(net[is_open].sum())
            times = reach.sums(reach.by_client, is_open.astype(np.float64))
            lack: Floats = wanted * (1.0 - times)
            prices.move(bound, lack, float(len(best)))
            lower = max(lower, math.ceil(bound - ROUNDING * metric.n))
        if still < p and not clock.is_over:
            still = 0 if plan.move(turn % p) else still + 1
            turn += 1
    return proved(float(len(best)), float(min(lower, len(best))), 1.0, clock, best)


def apart(reach: Reach, wanted: Floats, fate: Fates, clock: Clock) -> int:
    """Return how many clients were found of whom no two share a site: so many sites are needed at least (and one, if there is anybody)."""
    allowed = (fate >= 0).astype(np.float64)
    order = np.argsort(reach.sums(reach.by_client, allowed), kind="stable")
    is_left, count = wanted > 0, 0
    for client in order:
        if not is_left[client]:
            continue
        if count and clock.is_over:
            break
        count += 1
        sites = np.nonzero(reach.unpacked(reach.by_client[client]) & (fate >= 0))[0]
        near = np.zeros(reach.by_site.shape[1], np.uint8)
        for first in range(0, len(sites), CHUNK):
            near |= np.bitwise_or.reduce(reach.by_site[sites[first : first + CHUNK]], axis=0)
        is_left &= ~reach.unpacked(near).view(np.bool_)
    return count
