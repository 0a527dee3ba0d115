"""Rows of clients with the sites that matter to each, cheapest first; whatever a row does not list costs at least its cap."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.metrics import Floats, Metric, Sites
from network.planning.solver.native import ListsStruct, at, empty, kernel

Flags = NDArray[np.bool_]
Starts = NDArray[np.int64]


class Lists:
    """`start` (rows + 1) says where each row begins in `site` and `cost`; `cap` is infinite for a row that lists every site."""

    def __init__(self, sites: int, start: Starts, site: Sites, cost: Floats, cap: Floats) -> None:
        self.rows, self.sites = len(start) - 1, sites
        self.start, self.site, self.cost, self.cap = start, site, cost, cap
        self.native = ListsStruct(self.rows, sites, at(start), at(site), at(cost), at(cap))
        self._columns: Lists | None = None

    @property
    def columns(self) -> "Lists":
        """The same pairs by site."""
        if self._columns is None:
            start, row = empty(self.sites + 1, np.int64), empty(len(self.site), np.int32)
            cost = empty(len(self.site), np.float64)
            kernel().transpose(self.native, at(start), at(row), at(cost))
            self._columns = Lists(self.rows, start, row, cost, np.full(self.sites, np.inf))
        return self._columns

    def row_of(self) -> NDArray[np.intp]:
        """Return the row of every listed pair."""
        return np.repeat(np.arange(self.rows), np.diff(self.start))

    def kept(self, wanted: Flags) -> "Lists":
        """Return the lists of the wanted pairs. The caps stay valid if what is dropped can't be open, or costs more than the cap."""
        ends = np.concatenate(([0], np.cumsum(wanted, dtype=np.int64)))
        return Lists(self.sites, ends[self.start], self.site[wanted], self.cost[wanted], self.cap.copy())

    def narrowed(self, fate: NDArray[np.int8], *, is_short: bool = False) -> "Lists":
        """Return the lists without sites of fate -1 (and, if `is_short`, without what lies behind one of fate 1)."""
        start = empty(self.rows + 1, np.int64)
        kernel().narrow_ends(self.native, at(fate), is_short, at(start))
        if start[-1] == len(self.site):
            return self
        site, cost = empty(int(start[-1]), np.int32), empty(int(start[-1]), np.float64)
        kernel().narrow(self.native, at(fate), at(start), at(site), at(cost))
        return Lists(self.sites, start, site, cost, self.cap.copy())

    def up_to(self, reach: Floats) -> "Lists":
        """Return the lists with each row cut where its costs pass `reach`; what is cut off costs at least the new caps."""
        start, reach = empty(self.rows + 1, np.int64), np.ascontiguousarray(reach, dtype=np.float64)
        kernel().cut_ends(self.native, at(reach), at(start))
        site, cost = empty(int(start[-1]), np.int32), empty(int(start[-1]), np.float64)
        cap = empty(self.rows, np.float64)
        kernel().cut(self.native, at(start), at(site), at(cost), at(cap))
        return Lists(self.sites, start, site, cost, cap)


def listed(metric: Metric, weights: Floats, clients: NDArray[Any], k: int) -> Lists:
    """List each client's k nearest sites at its weighted distance."""
    n = metric.n
    if len(clients) == n:
        site, length = metric.nearest(k)
    else:
        parts = [metric.nearest(k, (int(one), int(one) + 1)) for one in clients]
        site = np.concatenate([part[0] for part in parts]) if parts else empty((0, k), np.int32)
        length = np.concatenate([part[1] for part in parts]) if parts else empty((0, k), np.float64)
    length *= weights[clients][:, None]
    cap = np.full(len(clients), np.inf) if k == n else length[:, -1].copy()
    start = np.arange(len(clients) + 1, dtype=np.int64) * k
    return Lists(n, start, site.ravel(), length.ravel(), cap)
