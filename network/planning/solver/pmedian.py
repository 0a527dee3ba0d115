"""p-median with a proof: local search from above, Lagrange from below, the rest of the gap closed by an exact core where it is small enough."""

import math
import time
from dataclasses import dataclass

import numpy as np

from network.planning.solver.branch import Branching
from network.planning.solver.interchange import Search
from network.planning.solver.lagrange import Bound, opening_prices
from network.planning.solver.metrics import Floats, Indices, Metric
from network.planning.solver.reduced import close_gap, undecided

CELLS = 6_000_000  # how many listed pairs a solve holds at most
MOST_BRANCHED = 2_000_000  # cells of the table of clients × undecided sites
ONE_SEARCH = 0.35  # share of the time that one local search may take
ROUNDING = 1e-7  # of the objective: what sums of doubles may be off by


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and its proof: `lower_bound` ≤ optimum ≤ `objective`; `gap` is relative; `proven` only when nothing better can exist."""

    objective: float
    lower_bound: float
    gap: float
    seconds: float
    proven: bool
    sites: list[int]


def solve_pmedian(metric: Metric, weights: Floats, p: int, *, time_limit_s: float = 10.0, seed: int = 1) -> Plan:
    """Choose p of the points as sites so that the weighted distance of all points to their nearest site is least.

    Stops when optimality is proven or the time is over: then the gap is honest. Raises ValueError unless 1 ≤ p ≤ n.
    """
    if not 1 <= p <= metric.n:
        raise ValueError(f"p must lie between 1 and {metric.n}")
    return _Run(metric, np.asarray(weights, dtype=np.float64), p, time_limit_s, seed).solve()


class _Run:
    """One solve."""

    def __init__(self, metric: Metric, weights: Floats, p: int, time_limit_s: float, seed: int) -> None:
        self.metric, self.weights, self.p = metric, weights, p
        self.begun = time.monotonic()
        self.until = self.begun + time_limit_s
        self.is_integral = metric.is_integral and bool(np.all(weights == np.floor(weights)))
        k = self.list_length()
        self.near, self.near_d = metric.nearest(k)
        cost = self.near_d * weights[:, None]
        self.bound = Bound(self.near, cost, p, k == metric.n, opening_prices(cost, metric.n, p))
        self.bound.cap()
        self.dice = np.random.default_rng(seed)
        self.best_value, self.best_sites = math.inf, np.arange(p, dtype=np.intp)
        self.lower = 0.0
        self.tried: set[bytes] = set()

    def list_length(self) -> int:
        """Return how many neighbours are listed: enough for prices that reach a few sites far, within the memory that is allowed."""
        n = self.metric.n
        wanted = n if n <= 1500 else max(60, 14 * n // self.p)
        return int(min(n, wanted, max(40, CELLS // n)))

    def solve(self) -> Plan:
        """Alternate: bound, site sets that the bound suggests, local search; then the exact core."""
        iteration = 0
        self.search_from(self.spread())
        while time.monotonic() < self.until and not self.is_proven() and self.bound.step > 1e-4:
            value, sites, lack = self.bound.look()
            self.lower = max(self.lower, self.bound.best)
            if iteration in (15, 40) or (iteration >= 60 and iteration % self.every() == 0):
                self.search_from(sites)
            self.bound.move(value, self.target(), lack)
            iteration += 1
        self.search_from(self.best_sites, shaken=True)
        if not self.is_proven() and time.monotonic() < self.until:
            self.close_by_core()
        return self.plan()

    def every(self) -> int:
        """Return after how many iterations the bound's sites are tried again: rarely when a search takes long."""
        return 25 if self.metric.n <= 1000 else 60

    def target(self) -> float:
        """Return what the bound aims at: a little above the best known value."""
        return (
            self.best_value + 0.02 * abs(self.best_value - self.lower)
            if math.isfinite(self.best_value)
            else 2 * self.lower + 1
        )

    def search_from(self, sites: Indices, *, shaken: bool = False) -> None:
        """Improve a set of sites by swaps, once for each set; `shaken` replaces a tenth of it at random first."""
        start = self.shake(sites) if shaken else np.sort(sites)
        key = start.tobytes()
        if key in self.tried or time.monotonic() > self.until:
            return
        self.tried.add(key)
        search = Search(self.metric, self.weights, self.near, self.near_d, start)
        search.improve(min(self.until, time.monotonic() + ONE_SEARCH * (self.until - self.begun)))
        if search.objective < self.best_value:
            self.best_value, self.best_sites = search.objective, search.sites.copy()

    def spread(self) -> Indices:
        """Return sites to begin with: drawn one after the other, far and heavy points more likely (k-means++, with plain distances)."""
        everybody = np.arange(self.metric.n)
        sites, closest = [int(np.argmax(self.weights))], np.full(self.metric.n, np.inf)
        while len(sites) < self.p:
            np.minimum(closest, self.metric.between(everybody, np.full(self.metric.n, sites[-1])), out=closest)
            odds = closest * self.weights
            odds[sites] = 0.0
            total = odds.sum()
            if total <= 0:
                odds = np.ones(self.metric.n)
                odds[sites] = 0.0
                total = odds.sum()
            sites.append(int(self.dice.choice(self.metric.n, p=odds / total)))
        return np.array(sites, dtype=np.intp)

    def shake(self, sites: Indices) -> Indices:
        """Return the sites with a tenth of them exchanged for others."""
        closed = np.setdiff1d(np.arange(self.metric.n), sites)
        count = min(len(closed), max(1, self.p // 10))
        changed = sites.copy()
        changed[self.dice.choice(self.p, count, replace=False)] = self.dice.choice(closed, count, replace=False)
        return np.sort(changed)

    def close_by_core(self) -> None:
        """Decide the sites that the bound leaves open: by branching where they are few, else by HiGHS."""
        cut = 1.0 if self.is_integral else 0.0
        free, fixed = undecided(self.bound, self.best_value, cut)
        if len(fixed) <= self.p and len(free) * self.metric.n <= MOST_BRANCHED and len(free) <= 150:
            self.branch(free, fixed, cut)
        if not self.is_proven() and time.monotonic() < self.until:
            self.ask_highs(cut)

    def branch(self, free: Indices, fixed: Indices, cut: float) -> None:
        """Search the plans of these columns; whatever is outside can't be better."""
        columns = np.concatenate((fixed, free))
        everybody = np.arange(self.metric.n)
        cost = np.column_stack([self.metric.between(everybody, np.full(self.metric.n, one)) for one in columns])
        search = Branching(cost * self.weights[:, None], self.p, self.best_value, cut, self.until)
        forced = np.arange(len(columns)) < len(fixed)
        found = search.run(forced, self.bound.best_prices, self.lower)
        if found.sites is not None:
            self.best_value, self.best_sites = found.value, columns[found.sites]
        if found.is_complete or found.lower < self.best_value:
            self.lower = max(self.lower, found.lower)

    def ask_highs(self, cut: float) -> None:
        """Let HiGHS finish what the bound leaves open, if that is little enough."""
        found = close_gap(self.bound, self.best_sites, self.best_value, cut, self.until - time.monotonic())
        if found is None:
            return
        self.lower = max(self.lower, min(found.lower, self.best_value))
        if found.sites is not None:
            self.search_from(found.sites)
        if found.is_exact:
            self.lower = max(self.lower, self.best_value)

    def is_proven(self) -> bool:
        """Tell whether no better plan can exist: for whole numbers, when the bound passes the next smaller one."""
        if not math.isfinite(self.best_value):
            return False
        slack = ROUNDING * max(1.0, self.best_value)
        if self.is_integral:
            return self.lower + slack > self.best_value - 1 + 2 * slack
        return self.lower >= self.best_value - slack

    def plan(self) -> Plan:
        """Return the plan; a bound on whole numbers is rounded up, less what sums of doubles may be off by."""
        if not math.isfinite(self.best_value):
            self.best_value = Search(self.metric, self.weights, self.near, self.near_d, self.best_sites).objective
        proven = self.is_proven()
        safe = max(0.0, self.lower - ROUNDING * max(1.0, self.best_value))
        lower = self.best_value if proven else math.ceil(safe) if self.is_integral else safe
        lower = min(lower, self.best_value)
        gap = (self.best_value - lower) / self.best_value if self.best_value > 0 else 0.0
        seconds = time.monotonic() - self.begun
        return Plan(self.best_value, float(lower), gap, seconds, proven, sorted(int(one) for one in self.best_sites))
