"""What every site is worth, exactly: each closed one if it were added, each open one if it closed, each pair if it were swapped.

For coverage the objective is the weight left uncovered, so that all three read the same way as for distances.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.metrics import CHUNK, Floats, Metric, Sites
from network.planning.solver.native import at, empty, kernel

PART_PAIRS = 4_000_000  # of clients and sites within a radius that are kept at a time


@dataclass(frozen=True, slots=True)
class Values:
    """By how much the objective falls (add, swap; below zero: it rises) or rises (drop). `swap` is n × p: row in, column out (a place in `sites`).

    `add` is 0 for open sites. With a single open site `drop` is infinite: nobody would be served.
    """

    objective: float
    add: Floats
    drop: Floats
    swap: Floats


def site_values(metric: Metric, weights: Floats, sites: Sites) -> Values:
    """Value every site against the plan that opens `sites`. Raises ValueError without a site."""
    opened = np.ascontiguousarray(sites, dtype=np.int32)
    if not len(opened) or len(np.unique(opened)) != len(opened):
        raise ValueError("a plan has at least one site, and none twice")
    n, p = metric.n, len(opened)
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    add, drop, swap = np.zeros(n), np.zeros(p), np.zeros((n, p))
    objective, d1, d2 = np.zeros(1), empty(n, np.float64), empty(n, np.float64)
    slots = empty(n, np.int32)
    kernel().site_values(
        metric.native, at(weights), p, at(opened), at(slots), at(d1), at(d2), at(objective), at(add), at(drop), at(swap)
    )
    if p == 1:
        drop[:] = np.inf
    else:
        swap += add[:, None] - drop[None, :]
    swap[opened] = 0.0
    return Values(float(objective[0]), add, drop, swap)


def cover_values(metric: Metric, weights: Floats, sites: Sites, radius: float) -> Values:
    """Value every site by coverage within `radius`. Raises ValueError without a site."""
    from scipy.sparse import csr_matrix, diags  # takes a while to import, and few need it

    opened = np.ascontiguousarray(sites, dtype=np.int32)
    if not len(opened) or len(np.unique(opened)) != len(opened):
        raise ValueError("a plan has at least one site, and none twice")
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    add, drop, shared, total = np.zeros(metric.n), np.zeros(len(opened)), np.zeros((metric.n, len(opened))), 0.0
    for first, last, start, site in parts_within(metric, radius):
        within = csr_matrix((np.ones(len(site)), site, start), shape=(last - first, metric.n))
        of_plan, amounts = within[:, opened], weights[first:last]
        times = of_plan.sum(axis=1).A1
        bare, single = np.where(times == 0, amounts, 0.0), np.where(times == 1, amounts, 0.0)
        add += within.T @ bare
        drop += of_plan.T @ single
        shared += (within.T @ (diags(single) @ of_plan)).toarray()
        total += float(bare.sum())
    add[opened] = 0.0
    swap = add[:, None] - drop[None, :] + shared
    swap[opened] = 0.0
    return Values(total, add, drop, swap)


def parts_within(metric: Metric, radius: float) -> Iterator[tuple[int, int, NDArray[np.int64], Sites]]:
    """Give who lies within the radius of the clients from, up to, as `Metric.within` does: not more at a time than memory has room for."""
    first, starts, sites = 0, [np.zeros(1, dtype=np.int64)], []
    for begun in range(0, metric.n, CHUNK):
        last = min(begun + CHUNK, metric.n)
        start, site = metric.within(radius, (begun, last))
        starts.append(start[1:] + starts[-1][-1])
        sites.append(site)
        if last == metric.n or starts[-1][-1] > PART_PAIRS:
            yield first, last, np.concatenate(starts), np.concatenate(sites)
            first, starts, sites = last, [np.zeros(1, dtype=np.int64)], []
