"""p-median with a proof: local search from above; beside it, in a second thread, Lagrange from below, then branch and bound and HiGHS on the rest.

The kernel and HiGHS run without Python's lock, so the two threads use two cores. What is proven does not depend on how they meet: a bound is valid
whenever it is read, and what reduced costs decide stays decided when the best plan falls.
"""

import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from network.planning.solver.branch import Branching, Node, decided, narrowed
from network.planning.solver.interchange import Search, thinned
from network.planning.solver.lagrange import Bound, Fates, opening_prices
from network.planning.solver.levels import MOST_ENTRIES, settle_core, size_of
from network.planning.solver.lists import Lists, listed
from network.planning.solver.metrics import CHUNK, NONE, Floats, Metric, Sites
from network.planning.solver.parts import part_by_part
from network.planning.solver.plan import Clock, Plan, enough, is_proven, proved

FEW_CELLS = 3_000_000  # up to here lists are long
CELLS = 24_000_000  # how many listed pairs a solve holds at most
CELLS_A_SECOND = 3_000_000  # of the time left: so that listing them and a first plan take about half of it
SLICE = 0.04  # seconds of a turn
BUDGET = 3_000_000  # listed pairs that a search looks at before the clock is asked again
REACH = 1.4  # how far, in distances to the second nearest site, the search looks around a client
FEWER = 0.8  # sites are taken out of the lists once so few are left
CLOSE, NEAR, LEAST_NEAR = 0.01, 20, 400  # at that gap the search looks at so many times p sites, at least so many
MOST_FITTING = 1_000_000_000
FEW_ROUNDS = 4  # shakes in a slice: with fewer, the search begins elsewhere instead
CORE_AFTER = 200  # nodes: what they don't prove is HiGHS's turn
# With so few pairs a row, and nodes that close so little of the gap, HiGHS's cuts are worth more: it comes at once.
FEW_A_ROW, STUCK = 16, 0.05
# Times a client's price, and times what its second nearest site costs: so far its row goes in HiGHS's model.
TIGHT, WIDE, APART = (1.05, 1.0), (1.5, 1.1), 1.6
SAMPLES = (500_000, 2_000_000)  # listed pairs of samples of the sites
LEAST_SAMPLED = 10  # times p: fewer sites say nothing about the others
MOST_SAMPLED = 0.4  # beyond this share it is no sample any more
STEPS, TURNS = 25, 12  # price steps of a sample between two looks at the clock, and how often
SETTLED = 0.2  # the step at which a sample's prices have settled
# The share of the time, or the seconds, that branching takes at most before the bound has its turn again.
BRANCHING, BRANCHING_S = 0.5, 1.0
FIRST_TURNS, FIRST_LEFT, FIRST_NODES, FIRST_S = 3, 150, 150, 0.05  # how far it goes alone, before there are two threads
COLD, HEAT = 2e-3, 0.1  # the step at which the bound hardly moves any more, and the one to go on with


def fitting(amount: int, seconds: float, least: int) -> int:
    """Return how much of the work fits a slice, from how long `amount` has taken."""
    return max(least, min(MOST_FITTING, int(amount * min(2.0, SLICE / (seconds + 1e-9)))))


def solve_pmedian(
    metric: Metric,
    weights: Floats,
    p: int,
    *,
    time_limit_s: float = 10.0,
    seed: int = 1,
    fate: Fates | None = None,
    begun: float | None = None,
    clock: Clock | None = None,
) -> Plan:
    """Choose p of the points as sites so that the weighted distance of all points to their nearest site is least.

    `fate` says per point whether it must (1) or must not (-1) be a site. Stops when optimality is proven or the time is over: then the gap is
    honest. The time counts from `begun` (time.monotonic); a `clock` stands for both, and another thread may stop it. Raises ValueError
    for a number of sites that can't be.
    """
    fates = fates_of(metric.n, p, fate)
    clock = clock or Clock(time_limit_s, begun)
    return Median(metric, np.ascontiguousarray(weights, dtype=np.float64), p, fates, clock, seed).solve()


def fates_of(n: int, p: int, fate: Fates | None) -> Fates:
    """Return the fates of n points. Raises ValueError when no plan of p sites is possible."""
    fates = np.zeros(n, dtype=np.int8) if fate is None else np.ascontiguousarray(fate, dtype=np.int8)
    if not 1 <= p <= n:
        raise ValueError(f"p must lie between 1 and {n}")
    if not int((fates > 0).sum()) <= p <= int((fates >= 0).sum()):
        raise ValueError("the fixed and forbidden sites leave no plan of that many sites")
    return fates


class Median:
    """One solve."""

    def __init__(self, metric: Metric, weights: Floats, p: int, fate: Fates, clock: Clock, seed: int) -> None:
        self.metric, self.weights, self.p, self.fate, self.clock, self.seed = metric, weights, p, fate, clock, seed
        whole = bool(np.all(weights == np.floor(weights)))
        self.cut = float(np.gcd.reduce(weights.astype(np.int64))) if metric.is_integral and whole else 0.0
        self.clients = np.nonzero(weights > 0)[0]
        self.value, self.sites, self.lower = math.inf, np.zeros(0, dtype=np.int32), 0.0
        self.rounds, self.budget, self.most_nodes = 20, 2_000_000, 50
        self.narrow_at = CLOSE
        self.goal = np.zeros(1)  # what ends a search under way: infinite once the proof is over
        self.is_parted, self.was_tight, self.is_settled = False, False, False
        self.dice = np.random.default_rng(seed)
        self.lock, self.is_over = threading.Lock(), threading.Event()
        self.start: Sites | None = None  # from where the search should try next
        self.is_narrower = threading.Event()  # more sites are decided than the search knows

    def solve(self) -> Plan:
        """Take the easy cases at once, the others by turns."""
        if self.p == 1 and self.metric.kind != NONE and len(self.clients):
            self.try_each()
            return self.plan()
        if self.is_trivial():
            return self.plan()
        self.open()
        if not self.is_done() and len(self.bound.lists.site) <= FEW_CELLS:
            self.hasten()
        if not self.is_done():
            with ThreadPoolExecutor(1, "planner") as pool:
                searching = pool.submit(self.seek)
                try:
                    self.prove()
                finally:
                    self.is_over.set()
                    self.goal[0] = np.inf
                searching.result()
            self.aside.place(self.sites)
            self.value = self.aside.objective
        return self.plan()

    def hasten(self) -> None:
        """Try to be done at once, without a second thread: a small instance would wait for it longer than its proof takes."""
        for _turn in range(FIRST_TURNS):
            if not self.is_done():
                self.raise_bound()
        self.fix()
        if not self.is_done() and (self.fate == 0).sum() <= FIRST_LEFT:
            self.branch(FIRST_NODES, FIRST_S)

    def prove(self) -> None:
        """Raise the bound, fix, branch; as often as it takes."""
        self.approach()
        while not self.is_done():
            self.alternate()
            self.fix()
            before = self.lower
            if not self.is_done():
                self.most_nodes *= 2  # as many as are fair after the time that has gone
                self.branch(self.most_nodes, max(BRANCHING_S, BRANCHING * self.clock.seconds))
            if not self.is_done() and not self.is_parted:
                self.part()
            if not self.is_done() and not self.is_settled:
                self.settle(is_stuck=self.lower - before < STUCK * (self.value - before))
            self.bound.heat(HEAT)

    def seek(self) -> None:
        """Search until the proof is over: the other thread. An error here ends the proof, too."""
        try:
            while not self.is_done():
                if self.is_narrower.is_set():
                    self.narrow()
                start, self.start = self.start, None
                if start is not None:
                    self.restart(start)
                if self.lower_value() < FEW_ROUNDS:
                    self.scatter()
        finally:
            self.is_over.set()

    def try_each(self) -> None:
        """Find the best single site by trying every one."""
        allowed = self.fate >= (1 if (self.fate > 0).any() else 0)
        for first in range(0, self.metric.n, CHUNK):
            last = min(first + CHUNK, self.metric.n)
            totals = np.where(allowed[first:last], self.metric.totals(self.weights, (first, last)), np.inf)
            best = int(totals.argmin())
            if totals[best] < self.value:
                self.value, self.sites = float(totals[best]), np.array([first + best], dtype=np.int32)
            if self.clock.is_over and math.isfinite(self.value):
                return
        self.lower = self.value

    def is_trivial(self) -> bool:
        """Solve what needs no search: nobody to serve, or no choice."""
        allowed = np.nonzero(self.fate >= 0)[0].astype(np.int32)
        if len(self.clients) and len(allowed) > self.p:
            return False
        order = np.argsort(-self.fate[allowed], kind="stable")
        self.sites = allowed[order[: self.p]]
        self.value = self.searching(self.lists(), self.sites).objective if len(self.clients) else 0.0
        self.lower = self.value
        return True

    def open(self) -> None:
        """Find a plan to begin with, and prices from its distances."""
        lists = self.lists()
        self.bound = Bound(lists, self.p, self.first_prices(lists), self.fate)
        self.bound.improve(1, float(self.bound.prices.sum()))
        self.search = self.searching(lists.up_to(opening_prices(lists, self.p, 2.5)), self.bound.chosen)
        self.bound.improve(15, 0.8 * self.search.objective)
        self.search.place(self.bound.chosen)
        self.descend(self.search)
        self.lower = max(0.0, self.bound.best)
        first, second = self.search.arrays["d1"], self.search.arrays["d2"]
        self.bound = Bound(lists, self.p, (first + second) / 2, self.fate)
        self.short = lists.up_to(REACH * second)
        self.search = self.searching(self.short, self.search.sites)
        self.near, self.near_order, self.near_lists = self.fate, np.arange(self.metric.n), self.short
        self.aside = self.searching(self.short, self.search.sites)

    def descend(self, search: Search) -> None:
        """Improve until no swap pays, or the time is over."""
        is_optimal = search.improve(BUDGET)
        while not is_optimal and not self.clock.is_over and not self.is_over.is_set():
            is_optimal = search.resume(BUDGET)
        search.iterate(
            0, self.goal
        )  # adds the objective up anew: from 25 million down to 3, differences have left their roundings in it
        self.take(search)

    def lists(self) -> Lists:
        """List as many neighbours as prices will reach, within the memory that is allowed."""
        n = self.metric.n
        around = n / self.p
        wanted = max(64, 4 * around, min(14 * around, FEW_CELLS / n))
        cells = min(CELLS, max(FEW_CELLS, int(CELLS_A_SECOND * min(self.clock.left, CELLS))))
        return listed(self.metric, self.weights, self.clients, int(min(n, wanted, max(48, cells // n))))

    def first_prices(self, lists: Lists) -> Floats:
        """Return prices to begin with, before any plan is known."""
        return opening_prices(lists, self.p)

    def searching(self, lists: Lists, sites: Sites, fate: Fates | None = None) -> Search:
        """Return a search that begins with these sites."""
        fate = self.fate if fate is None else fate
        return Search(self.metric, lists, self.clients, self.weights, sites, fate, self.seed)

    def take(self, search: Search) -> None:
        """Keep the search's plan if it is the best."""
        with self.lock:
            if search.objective < self.value:
                self.value, self.sites = search.objective, search.sites

    def limit(self) -> float:
        """Return what a bound must reach to show that nothing better is there: enough for `is_proven`, or turns would go on without a step."""
        return enough(self.value, self.cut)

    def is_done(self) -> bool:
        """Tell whether the proof is complete or the time over."""
        is_enough = self.lower >= self.value or is_proven(self.value, self.lower, self.cut)
        return is_enough or self.clock.is_over or self.is_over.is_set()

    def approach(self) -> None:
        """Settle the prices of a sample of the sites, then of a larger one: where there are very many, a step of all together takes long."""
        drawn = self.dice.random(self.metric.n)
        drawn[self.sites] = 0.0
        for amount in SAMPLES:
            share = amount / len(self.bound.lists.site)
            if share > MOST_SAMPLED or share * self.metric.n < LEAST_SAMPLED * self.p or self.is_done():
                break
            fate = np.where((drawn < share) | (self.fate > 0), self.fate, -1).astype(np.int8)
            few = Bound(self.bound.lists.narrowed(fate), self.p, self.bound.prices, fate)
            for _turn in range(TURNS):
                if few.pace.step <= SETTLED or few.best >= self.value or self.clock.is_over:
                    break
                few.improve(STEPS, self.value, self.value)
            self.start = few.chosen
            self.bound.prices[:] = few.best_prices
            self.bound.improve(1, self.value, self.limit())
            self.lower = max(self.lower, min(self.bound.best, self.value))
            self.bound.prices[:] = few.best_prices
            self.fix()

    def alternate(self) -> None:
        """Raise the bound until it hardly moves, and tell the search where the bound would open sites."""
        turn = 0
        while not self.is_done() and self.bound.pace.step > COLD:
            self.raise_bound()
            if turn % 16 == 3:
                self.start = self.bound.chosen
            turn += 1
            if turn % 2 == 0:
                self.fix()

    def raise_bound(self) -> None:
        """Take as many price steps as fit a slice of time."""
        begun = time.thread_time()
        self.bound.improve(self.rounds, self.value, self.limit())
        self.lower = max(self.lower, min(self.bound.best, self.value))
        self.rounds = fitting(self.rounds, time.thread_time() - begun, 4)
        if self.value - self.lower < self.narrow_at * self.value:
            self.narrow_at /= 2
            self.is_narrower.set()

    def lower_value(self) -> int:
        """Go on with the local search for a slice of time; return how often it was shaken."""
        begun = time.thread_time()
        rounds = self.search.iterate(self.budget, self.goal)
        self.take(self.search)
        self.budget = fitting(self.budget, time.thread_time() - begun, 10_000)
        return rounds

    def scatter(self) -> None:
        """Search from the best plan with several sites elsewhere: with few sites a shake costs as much, and frees less."""
        closed = np.setdiff1d(np.nonzero(self.near >= 0)[0], self.sites)
        movable = np.nonzero(self.near[self.sites] <= 0)[0]
        count = min(len(movable), len(closed), int(self.dice.integers(2, 3 + self.p // 2)))
        sites = self.sites.copy()
        sites[self.dice.choice(movable, count, replace=False)] = self.dice.choice(closed, count, replace=False)
        self.restart(sites)

    def restart(self, sites: Sites) -> None:
        """Search from other sites; go on from there if it is better."""
        other = self.searching(self.near_lists, self.mended(sites), self.near)
        self.descend(other)
        if other.objective < self.search.objective:
            self.search = other

    def narrow(self) -> None:
        """Search from now on among what can still be part of a better plan; once the bound is close, among what it finds most promising."""
        self.is_narrower.clear()
        fate, rank = self.fate, self.bound.best_rho.copy()
        rank[self.sites] -= 1e30
        rank -= 1e60 * fate
        order = np.argsort(rank, kind="stable")
        near = fate.copy()
        if self.lower > (1 - CLOSE) * self.value:
            near[order[max(LEAST_NEAR, NEAR * self.p) :]] = -1
        self.near, self.near_order, self.near_lists = near, order, self.short.narrowed(near)
        self.search = self.searching(self.near_lists, self.mended(self.sites), self.near)
        self.descend(self.search)

    def mended(self, sites: Sites) -> Sites:
        """Return p sites among those that the search looks at: these, less those that it does not look at, filled up with the most promising."""
        wanted = np.zeros(self.metric.n, dtype=np.int8)
        wanted[sites] = 1
        first = np.lexsort((-wanted[self.near_order], -self.near[self.near_order]))
        ordered = self.near_order[first]
        forced, free = ordered[self.near[ordered] > 0], ordered[self.near[ordered] == 0]
        return np.concatenate((forced, free))[: self.p].astype(np.int32)

    def fix(self) -> None:
        """Decide what reduced costs decide; from here on everything looks at better plans alone."""
        fate = decided(self.bound, self.fate, self.limit())
        is_worth_it = (fate >= 0).sum() < FEWER * (self.fate >= 0).sum() or self.bound.pace.step <= COLD
        if is_worth_it and (fate > 0).sum() <= self.p <= (fate >= 0).sum():
            is_narrower = bool((fate != self.fate).any())
            self.fate = fate
            self.bound.follow(narrowed(self.bound.lists, fate), fate)
            if is_narrower:
                self.is_narrower.set()

    def branch(self, most_nodes: int, seconds: float) -> None:
        """Search the plans that are left, for at most so many nodes and seconds."""
        branching = Branching(self.p, self.clock, self.limit, self.offer)
        root = Node(self.fate, self.bound.lists, self.lower, self.bound.best_prices)
        lower, is_complete = branching.run(root, most_nodes, time.thread_time() + seconds)
        self.lower = self.value if is_complete else max(self.lower, min(lower, self.value))

    def part(self) -> None:
        """Bound what is left part by part, where it falls into several, and try the sites that they would open."""
        self.is_parted = True
        lists = self.bound.lists.up_to(APART * self.bound.best_prices)
        found = part_by_part(lists, self.fate, self.bound, self.sites, self.clock, self.keep_on)
        if found is not None:
            self.offer(self.mended(thinned(found, self.p, lambda sites: self.searching(self.short, sites))))

    def settle(self, *, is_stuck: bool) -> None:
        """Let HiGHS bound what is left, if it is small enough; where short rows end without a proof, longer ones have their turn."""
        self.aside.place(self.sites)
        served, second = self.aside.arrays["d1"], self.aside.arrays["d2"]
        prices = self.bound.best_prices
        lists = self.bound.lists.up_to(np.maximum(TIGHT[0] * prices, TIGHT[1] * second))
        is_tight = is_stuck and not self.was_tight and len(lists.site) <= FEW_A_ROW * lists.rows
        if not is_tight:
            lists = self.bound.lists.up_to(np.maximum(WIDE[0] * prices, WIDE[1] * second))
        is_turn = is_tight or self.most_nodes >= CORE_AFTER
        if not is_turn or size_of(lists) > MOST_ENTRIES or self.clock.left < 0.3:
            return
        self.was_tight, self.is_settled = is_tight, not is_tight
        incumbent = (served.copy(), self.sites)
        found = settle_core(lists, self.fate, self.p, incumbent, self.cut, self.keep_on, 0.95 * self.clock.left - 0.15)
        self.keep_on(found.lower)
        if found.sites is not None:
            self.offer(found.sites)

    def keep_on(self, lower: float) -> bool:
        """Note a bound of what is left; tell whether that leaves anything to do."""
        self.lower = max(self.lower, min(lower, self.value))
        return not self.is_done()

    def offer(self, sites: Sites) -> None:
        """Take a plan that was met on the way, improved, if it is the best."""
        self.aside.place(sites)
        self.aside.improve(20 * self.metric.n)
        self.aside.iterate(0, self.goal)
        self.take(self.aside)

    def plan(self) -> Plan:
        """Return what was found."""
        return proved(self.value, self.lower, self.cut, self.clock, [int(one) for one in self.sites])
