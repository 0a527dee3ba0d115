"""The fewest sites that cover everything within a radius: local search with row weights from above, Lagrange from below, HiGHS on the rest."""

import ctypes
import math
import time
from typing import Any

import numpy as np

from network.planning.solver.covering import TooWide, covering_lists, rows_of
from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Flags, Lists
from network.planning.solver.metrics import Floats, Indices, Metric
from network.planning.solver.native import ListsStruct, PaceStruct, at, empty, kernel
from network.planning.solver.needless import apart, without_needless
from network.planning.solver.plan import Clock, Plan, proved
from network.planning.solver.pmedian import COLD, HEAT, fitting
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
        self.best = empty(n, np.int32)
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
        """Search and bound in turns; then the core."""
        kernel().cover_begin(ctypes.byref(self.native))
        kernel().cover_greedy(ctypes.byref(self.native))
        self.search(0)
        while not self.is_done():
            self.alternate()
            self.fix()
            if not self.is_done():
                self.finish()
            self.prices[:], self.direction[:] = self.best_prices, 0.0
            self.pace.step, self.pace.stale = HEAT, 0

    def is_done(self) -> bool:
        """Tell whether no smaller number is possible, or the time is over."""
        return self.lower > self.count - 1 + 1e-6 or self.clock.is_over

    def search(self, steps: int) -> None:
        """Search for smaller covers."""
        goal = math.ceil(self.lower - 1e-6)
        found = kernel().cover_search(ctypes.byref(self.native), max(1, steps), goal, at(self.best), self.count)
        self.count = int(found)

    def alternate(self) -> None:
        """Take turns of about equal length, until the bound hardly moves."""
        while not self.is_done() and self.pace.step > COLD:
            begun = time.thread_time()
            self.raise_bound()
            middle = time.thread_time()
            if not self.is_done():
                self.search(self.steps)
            self.rounds = fitting(self.rounds, middle - begun, 1)
            self.steps = fitting(self.steps, time.thread_time() - middle, 1)

    def raise_bound(self) -> None:
        """Take price steps."""
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
        """Let HiGHS look for a smaller cover among what is left; what it excludes is excluded."""
        if len(self.core.site) > MOST_CELLS:
            return
        found = solve_rest(self.core, self.fixed_fate, self.count - 1, self.clock.left)
        if found.sites is not None and len(found.sites) < self.count:
            self.count = len(found.sites)
            self.best[: self.count] = found.sites
        self.lower = max(self.lower, min(found.lower, float(self.count)))
