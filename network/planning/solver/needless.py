"""What needs no decision in a set cover: clients covered whenever another is, sites that another outdoes, sites without which it fails."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Sites
from network.planning.solver.native import at, empty, kernel


@dataclass(frozen=True, slots=True)
class Core:
    """What is left to decide: rows and sites numbered anew. `forced` are sites of every best cover, `names` the old numbers of the rest."""

    lists: Lists
    names: Sites
    forced: Sites


def without_needless(lists: Lists, fate: Fates) -> Core:
    """Reduce until nothing more falls away. Raises ValueError when some row has no site that is allowed."""
    rows, sites = np.ones(lists.rows, dtype=np.int8), (fate >= 0).astype(np.int8)
    forced = fate > 0
    row_of = lists.row_of()
    while True:
        before = int(rows.sum()), int(sites.sum())
        allowed = sites[lists.site] > 0
        counts = np.bincount(row_of[allowed], minlength=lists.rows)
        if (counts == 0).any():
            raise ValueError("the sites that are allowed do not cover everything")
        single = allowed & (counts[row_of] == 1)
        forced[lists.site[single]] = True
        rows[row_of[forced[lists.site]]] = 0
        _drop(lists.columns, lists, sites, rows, wider=1)
        sites[forced] = 1
        _drop(lists, lists.columns, rows, sites, wider=0)
        if before == (int(rows.sum()), int(sites.sum())):
            return _renumbered(lists, rows > 0, (sites > 0) & ~forced, np.nonzero(forced)[0].astype(np.int32))


def _drop(lists: Lists, across: Lists, live: Fates, live_across: Fates, wider: int) -> None:
    mark, size = empty(lists.sites, np.int32), empty(lists.rows, np.int32)
    kernel().drop_dominated(lists.native, across.native, at(live), at(live_across), wider, at(mark), at(size))


def _renumbered(lists: Lists, rows: NDArray[np.bool_], sites: NDArray[np.bool_], forced: Sites) -> Core:
    names = np.nonzero(sites)[0].astype(np.int32)
    place = np.zeros(lists.sites, dtype=np.int32)
    place[names] = np.arange(len(names), dtype=np.int32)
    wanted = rows[lists.row_of()] & sites[lists.site]
    kept = lists.kept(wanted)
    start = np.concatenate(([0], np.cumsum(np.diff(kept.start)[rows], dtype=np.int64)))
    core = Lists(len(names), start, place[kept.site], np.zeros(len(kept.site)), np.full(len(start) - 1, np.inf))
    return Core(core, names, forced)
