"""The fewest sites that cover everything within a radius: local search with row weights from above, Lagrange from below, HiGHS on the rest."""

import ctypes
import math
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from network.planning.solver.covering import TooWide, covering_lists, rows_of
from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Flags, Lists
from network.planning.solver.metrics import Floats, Indices, Metric, Sites
from network.planning.solver.native import ListsStruct, PaceStruct, at, empty, kernel
from network.planning.solver.needless import Core, apart, without_needless
from network.planning.solver.plan import Clock, Plan, proved
from network.planning.solver.pmedian import COLD, HEAT, SLICE, fitting
from network.planning.solver.rest import solve_rest
from network.planning.solver.wide import fewest

ARRAYS = {
    "is_open": np.int8,
    "may_add": np.int8,
    "covers": np.int32,
    "sum": np.int64,
    "weight": np.int64,
    "score": np.int64,
    "age": np.int64,
    "bare": np.int32,
    "bare_at": np.int32,
    "open": np.int32,
    "open_at": np.int32,
}
MOST_CELLS = 150_000  # of the table that HiGHS is given
LEAST_PRICE = 0.01  # of a site: with less, a client adds next to nothing to the bound
FIRST_TURNS = 3  # before there are two threads: a small question would wait for them longer than its proof takes
ROUND_PAIRS, STEP_PAIRS = (
    10_000_000,
    20_000_000,
)  # pairs that price steps and steps of the search look at before it is known how long they take


class CoverStruct(ctypes.Structure):
    """`Cover` of cover.c."""

    _fields_ = [
        ("rows", ctypes.POINTER(ListsStruct)),
        ("columns", ctypes.POINTER(ListsStruct)),
        ("fate", ctypes.c_void_p),
        *((name, ctypes.c_void_p) for name in ARRAYS),
        ("bare_count", ctypes.c_int64),
        ("open_count", ctypes.c_int64),
        ("clock", ctypes.c_int64),
        ("last", ctypes.c_int64),
        ("seed", ctypes.c_uint64),
    ]


def solve_lscp(
    metric: Metric,
    radius: float,
    *,
    time_limit_s: float = 10.0,
    seed: int = 1,
    fate: Fates | None = None,
    begun: float | None = None,
    clock: Clock | None = None,
    clients: Indices | None = None,
) -> Plan:
    """Choose as few points as possible as sites so that every point (or each of `clients`, in order) lies within `radius` of one.

    `fate` says per point whether it must (1) or must not (-1) be a site. Raises ValueError when no plan covers everything.
    """
    if not radius >= 0:
        raise ValueError("the radius must not be below zero")
    clock = clock or Clock(time_limit_s, begun)
    fates = np.zeros(metric.n, dtype=np.int8) if fate is None else np.asarray(fate, dtype=np.int8)
    try:
        lists = covering_lists(metric, radius, clock)
    except TooWide:
        return fewest(metric, radius, fates, np.arange(metric.n) if clients is None else clients, clock)
    core = without_needless(lists if clients is None else rows_of(lists, clients), fates, clock)
    found, lower = core.names[:0], 0.0
    if core.lists.rows:
        search = SetCover(core.lists, clock, seed)
        search.solve()
        found, lower = core.names[search.best[: search.count]], search.lower
    sites = [int(one) for one in (*core.forced, *found)]
    return proved(float(len(sites)), len(core.forced) + lower, 1.0, clock, sites)


class SetCover:
    """One solve."""

    def __init__(self, lists: Lists, clock: Clock, seed: int) -> None:
        self.lists, self.clock = lists, clock
        self.fate: Fates = np.zeros(lists.sites, dtype=np.int8)
        n = lists.sites
        self.arrays: dict[str, Any] = {name: empty(max(n, lists.rows), kind) for name, kind in ARRAYS.items()}
        columns = lists.columns
        self.native = CoverStruct(ctypes.pointer(lists.native), ctypes.pointer(columns.native), at(self.fate))
        for name, array in self.arrays.items():
            setattr(self.native, name, at(array))
        self.native.seed = 0x9E3779B97F4A7C15 ^ seed
        self.best, self.found = empty(n, np.int32), empty(n, np.int32)
        self.lock, self.is_over, self.is_priced = threading.Lock(), threading.Event(), False
        self.count, self.lower = n + 1, float(apart(lists))
        pairs = len(lists.site) + 1
        self.rounds = max(1, min(10, ROUND_PAIRS // pairs))
        self.steps = max(1, min(2_000, STEP_PAIRS * n * lists.rows // pairs**2))
        self.fixed_fate, self.core = self.fate, lists
        self.begin_prices()

    def begin_prices(self) -> None:
        """Share each site's charge among the rows that it covers: a bound to begin with."""
        sizes = np.diff(self.lists.columns.start)[self.lists.site]
        reach = np.maximum.reduceat(sizes, self.lists.start[:-1]) if len(sizes) else np.ones(0)
        self.prices: Floats = 1.0 / np.maximum(reach, 1)
        self.best_prices, self.direction = self.prices.copy(), np.zeros(self.lists.rows)
        self.best_rho, self.rho = np.zeros(self.lists.sites), np.zeros(self.lists.sites)
        self.is_chosen, self.charge = empty(self.lists.sites, np.int8), np.ones(self.lists.sites)
        self.pace = PaceStruct(0.8, -np.inf, 0.7, 0, 20)

    def solve(self) -> None:
        """Take a few turns alone; then search in a second thread while this one bounds, fixes and asks HiGHS."""
        self.begin()
        for _turn in range(FIRST_TURNS):
            if not self.is_done():
                self.raise_bound()
                self.search(self.steps)
        if self.is_done():
            return
        with ThreadPoolExecutor(1, "covers") as pool:
            searching = pool.submit(self.seek)
            try:
                self.prove()
            finally:
                self.is_over.set()
            searching.result()

    def begin(self) -> None:
        """Find a cover to begin with."""
        kernel().cover_begin(ctypes.byref(self.native))
        kernel().cover_greedy(ctypes.byref(self.native))
        self.search(0)

    def prove(self) -> None:
        """Bound, fix, and ask HiGHS, as often as it takes."""
        while not self.is_done():
            while not self.is_done() and self.pace.step > COLD:
                self.raise_bound()
            self.fix()
            before = self.count
            if not self.is_done():
                self.finish()
            while self.is_priced and self.count == before and not self.is_done():
                self.is_over.wait(SLICE)  # nothing new is to be proven before the search finds something
            self.prices[:], self.direction[:] = self.best_prices, 0.0
            self.pace.step, self.pace.stale = HEAT, 0

    def seek(self) -> None:
        """Search until the proof is over: the other thread. An error here ends the proof, too."""
        try:
            while not self.is_done():
                self.search(self.steps)
        finally:
            self.is_over.set()

    def is_done(self) -> bool:
        """Tell whether no smaller number is possible, or the time is over."""
        return self.lower > self.count - 1 + 1e-6 or self.clock.is_over or self.is_over.is_set()

    def search(self, steps: int) -> None:
        """Search for smaller covers."""
        goal, begun = math.ceil(self.lower - 1e-6), time.thread_time()
        most = self.count
        found = int(kernel().cover_search(ctypes.byref(self.native), max(1, steps), goal, at(self.found), most))
        self.take(self.found[:found], most)
        if steps:
            self.steps = fitting(steps, time.thread_time() - begun, 1)

    def take(self, sites: Sites, most: int) -> None:
        """Keep a cover of fewer than `most` sites if it is the smallest."""
        with self.lock:
            if len(sites) < min(most, self.count):
                self.best[: len(sites)] = sites
                self.count = len(sites)

    def raise_bound(self) -> None:
        """Take as many price steps as fit a slice of time."""
        begun = time.thread_time()
        arrays = (self.prices, self.direction, self.best_prices, self.best_rho, self.rho, self.is_chosen)
        kernel().bound_cover(
            self.core.native,
            at(self.charge),
            at(self.fixed_fate),
            float(self.count),
            self.count - 1 + 1e-6,
            self.rounds,
            self.pace,
            *(at(one) for one in arrays),
        )
        self.lower = max(self.lower, min(self.pace.best, float(self.count)))
        self.rounds = fitting(self.rounds, time.thread_time() - begun, 1)

    def fix(self) -> None:
        """Decide what reduced costs decide: opening costs ρ_i more than the bound, closing a chosen one -ρ_i."""
        room = self.count - 1 + 1e-6 - self.pace.best
        fate = self.fixed_fate.copy()
        fate[(fate == 0) & (self.best_rho > room)] = -1
        fate[(fate == 0) & (-self.best_rho > room)] = 1
        self.fixed_fate = fate
        allowed: Flags = fate[self.core.site] >= 0
        self.core = self.core.kept(allowed)

    def finish(self) -> None:
        """Let HiGHS look for a smaller cover among what is left; what it excludes is excluded. If too much is left, it bounds the cover of
        those clients alone who have a price: no cover of everybody has fewer sites."""
        most = self.count - 1
        core, forced = (self.core, self.fixed_fate), 0
        is_whole = len(self.core.site) <= MOST_CELLS
        if not is_whole:
            priced = self.priced()
            if self.is_priced or priced is None:
                return
            self.is_priced = True
            core, forced = (priced.lists, np.zeros(priced.lists.sites, np.int8)), len(priced.forced)
        found = solve_rest(*core, most - forced, self.clock.left, self.is_done)
        if is_whole and found.sites is not None:
            self.take(found.sites, most + 1)
        self.lower = max(self.lower, min(forced + found.lower, most + 1.0, float(self.count)))

    def priced(self) -> Core | None:
        """Return what the clients of some price need, of as many as HiGHS takes."""
        least = LEAST_PRICE
        while least < 1:
            clients = np.nonzero(self.best_prices > least)[0]
            if not len(clients):
                return None
            core = without_needless(rows_of(self.core, clients), self.fixed_fate, self.clock)
            if len(core.lists.site) <= MOST_CELLS:
                return core
            least *= 2
        return None
