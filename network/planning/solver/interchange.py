"""Vertex substitution: swap an open site for a closed one as long as it pays (Teitz & Bart 1968; the profit table of Resende & Werneck 2007).

profit(i in, r out) = gain(i) - loss(r) + extra(i, r), where
gain(i)     = Σ w_j max(0, d1_j - d_ij)                       what i saves,
loss(r)     = Σ w_j (d2_j - d1_j) over the clients of r       what closing r costs at most,
extra(i, r) = Σ w_j (d2_j - max(d_ij, d1_j)) over the clients of r with d_ij < d2_j    what of it i takes back.

Only the listed neighbours of a client are looked at; a pair that is not listed can only make a swap look worse than it is, never better.
"""

import time

import numpy as np

from network.planning.solver.metrics import Floats, Indices, Metric

TINY = 1e-9


class Search:
    """A set of open sites that is improved in place; `objective` is exact after every step."""

    def __init__(self, metric: Metric, weights: Floats, near: Indices, near_d: Floats, sites: Indices) -> None:
        self.metric, self.weights, self.near, self.near_d = metric, weights, near, near_d
        self.place(np.asarray(sites, dtype=np.intp))

    @property
    def objective(self) -> float:
        """Return Σ w_j d1_j."""
        return float(self.weights @ self.d1)

    def place(self, sites: Indices) -> None:
        """Open exactly these sites, and find each client's nearest two."""
        self.sites = sites.copy()
        self.a1, self.d1, self.d2 = self.metric.two_nearest(self.sites)

    def profits(self) -> tuple[Floats, Indices]:
        """Return for each site to be opened the best profit and the slot that it would take; -inf for what is open already."""
        n, p, w = self.metric.n, len(self.sites), self.weights
        second = np.where(np.isfinite(self.d2), self.d2, self.d1)
        client, place = np.nonzero(self.near_d < second[:, None])
        site, d = self.near[client, place], self.near_d[client, place]
        gain = np.bincount(site, w[client] * np.maximum(0.0, self.d1[client] - d), n)
        taken = w[client] * (second[client] - np.maximum(d, self.d1[client]))
        extra = np.bincount(site * p + self.a1[client], taken, n * p).reshape(n, p)
        loss = np.bincount(self.a1, w * (second - self.d1), p)
        extra -= loss[None, :]
        slot = extra.argmax(axis=1)
        profit = gain + extra[np.arange(n), slot]
        profit[self.sites] = -np.inf
        return profit, slot

    def improve(self, until: float) -> None:
        """Swap until no listed swap pays, or until the time `until` (of time.monotonic)."""
        while time.monotonic() < until:
            profit, slot = self.profits()
            order = np.argsort(-profit)[: max(1, len(self.sites) // 4)]
            order = order[profit[order] > TINY * max(1.0, self.objective)]
            if not len(order) or not self._take(order, slot, until):
                return

    def _take(self, order: Indices, slot: Indices, until: float) -> bool:
        """Try the best swaps that lie apart, together; where they hinder each other, the best alone. Tells whether it got better."""
        before, kept = self.objective, self.sites.copy()
        chosen = self._apart(order, slot)
        for count in (len(chosen), 1):
            self.place_swapped(kept, chosen[:count], slot)
            if self.objective < before - TINY * max(1.0, before):
                return True
        self.place(kept)
        return False

    def place_swapped(self, sites: Indices, incoming: Indices, slot: Indices) -> None:
        """Open `sites` with the incoming ones in their slots."""
        changed = sites.copy()
        changed[slot[incoming]] = incoming
        self.place(changed)

    def _apart(self, order: Indices, slot: Indices) -> Indices:
        """Return those of the swaps, best first, that touch no site of a better one."""
        used: set[int] = set()
        chosen = []
        for site in order:
            touched = {int(slot[site]), int(self.a1[site]), int(self.a1[self.sites[slot[site]]])}
            if used.isdisjoint(touched):
                used |= touched
                chosen.append(site)
        return np.array(chosen, dtype=np.intp)
