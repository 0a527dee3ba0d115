"""Who serves whom when a site serves at most so much: pairs of clients and sites, their model beside the open sites, and the flows of a plan."""

from dataclasses import dataclass

import numpy as np

from network.planning.solver.covering import covering_lists, rows_of
from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists, listed
from network.planning.solver.metrics import Floats, Indices, Metric, Sites
from network.planning.solver.mixed import Model
from network.planning.solver.plan import Clock

MOST_CELLS = 8_000_000  # pairs that are looked at for the nearest of those that may be open
Flow = tuple[int, int, float]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Clients (by row) with the sites that may serve them, at `cost` for all of a client's weight. What a row does not list costs `cap`."""

    row: Indices
    site: Sites
    cost: Floats
    cap: Floats

    def among(self, allowed: np.ndarray) -> "Pairs":
        """Return the pairs with these sites alone."""
        kept = allowed[self.site]
        return Pairs(self.row[kept], self.site[kept], self.cost[kept], self.cap)


def near_pairs(metric: Metric, weights: Floats, clients: Indices, k: int, fate: Fates) -> Pairs:
    """Pair each client with its k nearest sites of those that may be open."""
    most = min(metric.n, max(k, MOST_CELLS // max(1, len(clients))))
    lists = listed(metric, weights, clients, most).narrowed(fate)
    row, first = lists.row_of(), lists.start[:-1]
    rank = np.arange(len(row)) - first[row]
    is_cut = np.diff(lists.start) > k
    cap = lists.cap.copy()
    cap[is_cut] = lists.cost[first[is_cut] + k]
    kept = rank < k
    return Pairs(row[kept], lists.site[kept], lists.cost[kept], cap)


def pairs_within(metric: Metric, weights: Floats, clients: Indices, radius: float, clock: Clock) -> Pairs:
    """Pair each client with the sites within `radius`, at no cost; unserved, it costs its weight."""
    found = _pairs(rows_of(covering_lists(metric, radius, clock), clients))
    return Pairs(found.row, found.site, np.zeros(len(found.site)), weights[clients])


def _pairs(lists: Lists) -> Pairs:
    return Pairs(lists.row_of(), lists.site, lists.cost, lists.cap)


def add_flows(model: Model, pairs: Pairs, amounts: Floats, column: Indices, capacity: Floats, *, must: bool) -> None:
    """Add the rows of flows: after the columns of sites (`column` by site) come one for each pair, then one for each client's rest.

    With `must` nobody may be left over. Clients' weights are split freely.
    """
    sites, count, rows = int((column >= 0).sum()), len(pairs.row), len(amounts)
    flow, rest = sites + np.arange(count), sites + count + np.arange(rows)
    everybody = np.arange(rows)
    model.add_rows(
        rows,
        np.concatenate((pairs.row, everybody)),
        np.concatenate((flow, rest)),
        np.ones(count + rows),
        1.0,
        1.0,
    )
    if must:
        model.high[rest] = 0.0
    number = np.arange(count)
    model.add_rows(
        count,
        np.concatenate((number, number)),
        np.concatenate((flow, column[pairs.site])),
        np.concatenate((np.ones(count), -np.ones(count))),
        -np.inf,
        0.0,
    )
    if np.isfinite(capacity[column >= 0]).any():
        open_columns, capped = np.arange(sites), np.nonzero(np.isfinite(capacity[pairs.site]))[0]
        loads = amounts[pairs.row[capped]] / capacity[pairs.site[capped]]
        model.add_rows(
            sites,
            np.concatenate((column[pairs.site[capped]], open_columns)),
            np.concatenate((flow[capped], open_columns)),
            np.concatenate((loads, -np.ones(sites))),
            -np.inf,
            0.0,
        )


def open_pairs(metric: Metric, weights: Floats, clients: Indices, sites: Sites, near: int) -> Pairs:
    """Pair each client with the `near` nearest of these open sites; nobody else serves it."""
    length = np.empty((len(clients), len(sites)))
    for place, site in enumerate(sites):
        length[:, place] = metric.between(clients, np.full(len(clients), site))
    near = min(near, len(sites))
    nearest = np.argpartition(length, near - 1, axis=1)[:, :near]
    cost = np.take_along_axis(length, nearest, axis=1) * weights[clients][:, None]
    row = np.repeat(np.arange(len(clients)), near)
    return Pairs(row, np.asarray(sites, dtype=np.int32)[nearest.ravel()], cost.ravel(), np.full(len(clients), np.inf))


def flows_of(
    pairs: Pairs, amounts: Floats, sites: Sites, capacity: Floats, clock: Clock, *, must: bool
) -> tuple[float, list[Flow]] | None:
    """Return what the cheapest flows to these open sites cost, and the flows (row, site, share); None when there are none."""
    n = int(max(pairs.site.max(initial=0), max(sites, default=0))) + 1
    allowed, place = np.zeros(n, dtype=bool), np.full(n, -1, dtype=np.intp)
    allowed[sites] = True
    place[np.sort(sites)] = np.arange(len(sites))
    chosen = pairs.among(allowed)
    count, rows = len(chosen.row), len(amounts)
    cost = np.concatenate((chosen.cost, np.where(np.isfinite(pairs.cap), pairs.cap, 0.0)))
    high = np.concatenate((np.ones(count), np.full(rows, 0.0 if must else 1.0)))
    model = Model(cost, np.zeros(count + rows), high, 0)
    entries = np.concatenate((chosen.row, np.arange(rows)))
    model.add_rows(rows, entries, np.arange(count + rows), np.ones(count + rows), 1.0, 1.0)
    capped = np.nonzero(np.isfinite(capacity[chosen.site]))[0]
    if len(capped):
        loads = amounts[chosen.row[capped]] / capacity[chosen.site[capped]]
        model.add_rows(len(sites), place[chosen.site[capped]], capped, loads, -np.inf, 1.0)
    found = model.solve(clock, scale=max(1.0, float(cost.max(initial=1.0))))
    if found.values is None or not np.isfinite(found.lower):
        return None
    used = np.nonzero(found.values[:count] > 1e-7)[0]
    flows = [(int(chosen.row[one]), int(chosen.site[one]), float(found.values[one])) for one in used]
    return float(cost @ found.values), flows
