"""What every site is worth, exactly: each closed one if it were added, each open one if it closed, each pair if it were swapped.

For coverage the objective is the weight left uncovered, so that all three read the same way as for distances.
"""

from dataclasses import dataclass

import numpy as np

from network.planning.solver.covering import covering_lists
from network.planning.solver.metrics import Floats, Metric, Sites
from network.planning.solver.native import at, empty, kernel
from network.planning.solver.plan import Clock


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
    lists = covering_lists(metric, radius, Clock(np.inf))
    within = csr_matrix((np.ones(len(lists.site)), lists.site, lists.start), shape=(metric.n, metric.n))
    weights = np.ascontiguousarray(weights, dtype=np.float64)
    times = within[:, opened].sum(axis=1).A1
    bare, single = np.where(times == 0, weights, 0.0), np.where(times == 1, weights, 0.0)
    add, drop = within.T @ bare, within[:, opened].T @ single
    add[opened] = 0.0
    shared = (within.T @ (diags(single) @ within[:, opened])).toarray()
    swap = add[:, None] - drop[None, :] + shared
    swap[opened] = 0.0
    return Values(float(bare.sum()), add, drop, swap)
