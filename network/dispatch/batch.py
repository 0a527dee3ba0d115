"""Many rescues, few crews: the assignment of all at once. Pure, sparse, and exact enough to be measured against the dense optimum.

Each rescue sees its best k crews only. The matching serves as many as it can, the urgent first, then the shortest roads. k grows for those
that were left out and not all of whose crews were looked at, until nobody is left out who could be served.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from network.dispatch.engine import CrewFacts, Need, Weights
from network.dispatch.index import CrewIndex

FIRST_K = 12
GROWTH = 4
LEFT_OUT_M = 10_000_000.0  # what it costs to leave a rescue out: more than any road


@dataclass(frozen=True, slots=True)
class Waiting:
    """A rescue that waits; `urgency` 1 is the usual one, a larger one goes first when not all can be served."""

    need: Need
    urgency: float = 1.0


@dataclass(frozen=True, slots=True)
class Batch:
    """Pairs of (place in the rescues, place in the index's crews, metres of cost), and the places of those for whom no crew is left."""

    pairs: tuple[tuple[int, int, float], ...]
    left_out: tuple[int, ...]

    @property
    def cost_m(self) -> float:
        """Return the metres of all pairs together."""
        return sum(cost for _rescue, _crew, cost in self.pairs)


def assign(
    waiting: Sequence[Waiting], crews: Sequence[CrewFacts], weights: Weights
) -> dict[int, tuple[CrewFacts, float]]:
    """Return the crew, and its metres of road, for each place in `waiting` that gets one."""
    index = CrewIndex(crews, weights)
    pairs = solve(waiting, index).pairs
    return {row: (index.crews[crew], cost - float(index.penalties_m[crew])) for row, crew, cost in pairs}


def solve(waiting: Sequence[Waiting], index: CrewIndex, *, first_k: int = FIRST_K) -> Batch:
    """Assign the index's free crews to the waiting rescues, one each."""
    if not waiting or not len(index.crews):
        return Batch((), tuple(range(len(waiting))))
    ks = [min(first_k, len(index.crews))] * len(waiting)
    edges = index.best_of_many([one.need for one in waiting], ks[0])
    while True:
        batch = _match(waiting, edges, len(index.crews))
        longer = [row for row in _contended(batch, edges) if len(edges[row]) == ks[row] < len(index.crews)]
        if not longer:
            return batch
        for k, rows in _by_length(longer, ks).items():
            wider = min(k * GROWTH, len(index.crews))
            for row, found in zip(rows, index.best_of_many([waiting[row].need for row in rows], wider), strict=True):
                ks[row], edges[row] = wider, found


def _by_length(rows: Sequence[int], ks: Sequence[int]) -> dict[int, list[int]]:
    """Return the rows by how far they have looked."""
    found: dict[int, list[int]] = {}
    for row in rows:
        found.setdefault(ks[row], []).append(row)
    return found


def _contended(batch: Batch, edges: Sequence[list[tuple[int, float]]]) -> list[int]:
    """Return the rescues that need a longer list: those left out, those that had to take the end of their list, and all that stand
    between them and a crew: an augmenting path may lead through any of them."""
    last = {row for row, crew, _cost in batch.pairs if edges[row] and crew == edges[row][-1][0]}
    if not batch.left_out:
        return sorted(last)
    holder = {crew: row for row, crew, _cost in batch.pairs}
    reached, frontier = set(batch.left_out), list(batch.left_out)
    while frontier:
        for crew, _cost in edges[frontier.pop()]:
            row = holder.get(crew)
            if row is not None and row not in reached:
                reached.add(row)
                frontier.append(row)
    return sorted(reached | last)


def _match(waiting: Sequence[Waiting], edges: Sequence[list[tuple[int, float]]], crews: int) -> Batch:
    """Solve one sparse matching; each rescue has an edge of its own to being left out, so that a full matching always exists."""
    used = sorted({crew for found in edges for crew, _cost in found})
    column = {crew: place for place, crew in enumerate(used)}
    rows: list[int] = []
    columns: list[int] = []
    costs: list[float] = []
    for row, found in enumerate(edges):
        for crew, cost in found:
            rows.append(row)
            columns.append(column[crew])
            costs.append(1.0 + cost)
        rows.append(row)
        columns.append(len(used) + row)
        costs.append(LEFT_OUT_M * waiting[row].urgency)
    graph: Any = csr_array(
        (np.array(costs), (np.array(rows), np.array(columns))), shape=(len(edges), len(used) + len(edges))
    )
    matched_rows, matched = min_weight_full_bipartite_matching(graph)
    found_cost = [dict(one) for one in edges]
    pairs, left_out = [], []
    for row, place in zip(matched_rows.tolist(), matched.tolist(), strict=True):
        if place < len(used):
            pairs.append((row, used[place], found_cost[row][used[place]]))
        else:
            left_out.append(row)
    return Batch(tuple(pairs), tuple(left_out))
