"""What every site is worth, exactly: each closed one if it were added, each open one if it closed, each pair if it were swapped."""

from dataclasses import dataclass

import numpy as np

from network.planning.solver.metrics import Floats, Metric, Sites
from network.planning.solver.native import at, empty, kernel


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
