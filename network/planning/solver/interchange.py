"""Vertex substitution and iterated local search on it; the work is done in `kernel/search.c`, where the formulas stand."""

import ctypes
from collections.abc import Callable
from typing import Any

import numpy as np

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Floats, Indices, Metric, Sites
from network.planning.solver.native import ListsStruct, MetricStruct, at, empty, kernel

POINTERS = ("client", "weight", "back", "back_row", "back_cost", "fate", "open", "place")
STATE = ("a1", "a2", "d1", "d2", "loss", "extra", "touched", "dirty", "queue")
MOST_CLOSED = 200  # sites closed one by one
KEPT = ("open", "place", "a1", "a2", "d1", "d2", "loss")


class SearchStruct(ctypes.Structure):
    """`Search` of search.c."""

    _fields_ = [
        ("metric", ctypes.POINTER(MetricStruct)),
        ("lists", ctypes.POINTER(ListsStruct)),
        *((name, ctypes.c_void_p) for name in POINTERS),
        ("p", ctypes.c_int64),
        *((name, ctypes.c_void_p) for name in STATE),
        ("head", ctypes.c_int64),
        ("length", ctypes.c_int64),
        ("objective", ctypes.c_double),
        ("tiny", ctypes.c_double),
        ("work", ctypes.c_int64),
        ("seed", ctypes.c_uint64),
    ]


class Search:
    """A set of open sites that is improved in place; `objective` is exact after every step."""

    def __init__(
        self, metric: Metric, lists: Lists, clients: Indices, weights: Floats, sites: Sites, fate: Fates, seed: int = 1
    ) -> None:
        self.metric, self.lists, back = metric, lists, lists.columns
        n, rows, p = lists.sites, lists.rows, len(sites)
        self.arrays: dict[str, Any] = {
            "client": np.ascontiguousarray(clients, dtype=np.int64),
            "weight": np.ascontiguousarray(weights[clients], dtype=np.float64),
            "back": back.start,
            "back_row": back.site,
            "back_cost": back.cost,
            "fate": fate,
            "open": empty(p, np.int32),
            "place": empty(n + 1, np.int32),
            "a1": empty(rows, np.int32),
            "a2": empty(rows, np.int32),
            "d1": empty(rows, np.float64),
            "d2": empty(rows, np.float64),
            "loss": empty(n + 1, np.float64),
            "extra": empty(n + 1, np.float64),
            "touched": empty(n + 1, np.int32),
            "dirty": empty(n + 1, np.int8),
            "queue": empty(n + 1, np.int32),
        }
        self.kept = {name: self.arrays[name].copy() for name in KEPT}
        self._kept = (ctypes.c_void_p * len(KEPT))(*(at(one).value for one in self.kept.values()))
        self.native = SearchStruct(ctypes.pointer(metric.native), ctypes.pointer(lists.native))
        for name, array in self.arrays.items():
            setattr(self.native, name, at(array))
        self.native.p, self.native.work, self.native.seed = p, 0, 0x9E3779B97F4A7C15 ^ (seed * 2654435761)
        self.place(sites)

    @property
    def objective(self) -> float:
        """Σ w_j d1_j."""
        return float(self.native.objective)

    @property
    def sites(self) -> Sites:
        """The open sites, in order."""
        return np.sort(self.arrays["open"])

    def place(self, sites: Sites) -> None:
        """Open exactly these sites, and find each client's nearest two."""
        self.arrays["open"][:] = sites
        kernel().search_place(ctypes.byref(self.native))
        self.native.tiny = 1e-11 * max(self.objective, 1e-300)

    def improve(self, budget: int) -> bool:
        """Swap while one pays, for at most `budget` looks at listed pairs; tell whether no listed swap pays any more."""
        kernel().search_wake_all(ctypes.byref(self.native))
        return bool(kernel().search_improve(ctypes.byref(self.native), budget))

    def resume(self, budget: int) -> bool:
        """Go on with what `improve` has left."""
        return bool(kernel().search_improve(ctypes.byref(self.native), budget))

    def iterate(self, budget: int, goal: Floats) -> int:
        """Shake and improve again and again within the budget, keeping what is not worse; return how often.

        Ends at once when the only element of `goal` reaches the objective: another thread may raise it meanwhile.
        """
        return int(kernel().search_iterate(ctypes.byref(self.native), ctypes.byref(self._kept), budget, at(goal)))

    def profits(self) -> tuple[Floats, Sites]:
        """Return for each closed site the best profit of a swap and the site that would close; -1e300 for what is open."""
        profit, partner = empty(self.lists.sites, np.float64), empty(self.lists.sites, np.int32)
        kernel().search_profits(ctypes.byref(self.native), at(profit), at(partner))
        return profit, partner


def thinned(sites: Sites, p: int, searching: Callable[[Sites], Search]) -> Sites:
    """Close the sites that are missed least, one by one, until p are left (or all that are left must stay); `searching` opens a set of sites."""
    for _one in range(min(len(sites) - p, MOST_CLOSED)):
        search = searching(sites)
        loss = np.where(search.arrays["fate"][sites] > 0, np.inf, search.arrays["loss"][sites])
        sites = np.delete(sites, int(loss.argmin()))
    return sites
