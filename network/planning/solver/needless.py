"""What needs no decision in a set cover: clients covered whenever another is, sites that another outdoes, sites without which it fails."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Bits, Sites
from network.planning.solver.native import at, empty, kernel
from network.planning.solver.plan import Clock
from network.planning.solver.wide import NOT_COVERED

SHARE = 0.3  # of the time that is left
STRIDE = 512  # rows between two looks at the clock


@dataclass(frozen=True, slots=True)
class Core:
    """What is left to decide: rows and sites numbered anew. `forced` are sites of every best cover, `names` the old numbers of the rest."""

    lists: Lists
    names: Sites
    forced: Sites


def without_needless(lists: Lists, fate: Fates, clock: Clock) -> Core:
    """Reduce until nothing more falls away, or too much of the time has gone. Raises ValueError when some row has no site that is allowed."""
    ends = clock.left * (1 - SHARE)

    def is_over() -> bool:
        return clock.is_over or clock.left < ends

    by_row, by_site = bits_of(lists), bits_of(lists.columns)
    rows, sites = np.ones(lists.rows, dtype=np.int8), (fate >= 0).astype(np.int8)
    forced = fate > 0
    row_of = lists.row_of()
    while True:
        before = int(rows.sum()), int(sites.sum())
        allowed = sites[lists.site] > 0
        counts = np.bincount(row_of[allowed], minlength=lists.rows)
        if (counts == 0).any():
            raise ValueError(NOT_COVERED)
        single = allowed & (counts[row_of] == 1)
        forced[lists.site[single]] = True
        rows[row_of[forced[lists.site]]] = 0
        _drop(lists.columns, lists, (sites, rows), by_site, is_over, wider=1)
        sites[forced] = 1
        _drop(lists, lists.columns, (rows, sites), by_row, is_over, wider=0)
        if before == (int(rows.sum()), int(sites.sum())) or is_over():
            return _renumbered(lists, rows > 0, (sites > 0) & ~forced, np.nonzero(forced)[0].astype(np.int32))


def bits_of(lists: Lists) -> Bits:
    """Return the rows as bits."""
    bits = np.zeros((lists.rows, -(-lists.sites // 8)), np.uint8)
    kernel().list_bits(lists.native, bits.shape[1], at(bits))
    return bits


def _drop(
    lists: Lists, across: Lists, live: tuple[Fates, Fates], bits: Bits, is_over: Callable[[], bool], wider: int
) -> None:
    """Drop rows; `live` says which rows and which numbers in them count."""
    rows, numbers = live
    size, last = empty(lists.rows, np.int32), 0
    while last < lists.rows and not is_over():
        first, last = last, min(last + STRIDE, lists.rows)
        width = bits.shape[1]
        call = kernel().drop_dominated
        call(lists.native, across.native, at(rows), at(numbers), wider, first, last, width, at(bits), at(size))


def _renumbered(lists: Lists, rows: NDArray[np.bool_], sites: NDArray[np.bool_], forced: Sites) -> Core:
    names = np.nonzero(sites)[0].astype(np.int32)
    place = np.zeros(lists.sites, dtype=np.int32)
    place[names] = np.arange(len(names), dtype=np.int32)
    wanted = rows[lists.row_of()] & sites[lists.site]
    kept = lists.kept(wanted)
    start = np.concatenate(([0], np.cumsum(np.diff(kept.start)[rows], dtype=np.int64)))
    core = Lists(len(names), start, place[kept.site], np.zeros(len(kept.site)), np.full(len(start) - 1, np.inf))
    return Core(core, names, forced)


def apart(lists: Lists) -> int:
    """Return how many clients were found of whom no two share a site: no cover has fewer sites."""
    columns, is_left, count = lists.columns, np.ones(lists.rows, dtype=bool), 0
    for client in np.argsort(np.diff(lists.start), kind="stable"):
        if is_left[client]:
            count += 1
            for site in lists.site[lists.start[client] : lists.start[client + 1]]:
                is_left[columns.site[columns.start[site] : columns.start[site + 1]]] = False
    return count
