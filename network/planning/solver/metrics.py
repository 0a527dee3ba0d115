"""Distances between points: from a matrix, in the plane, on the sphere. Every point is a client and a possible site.

Nothing here keeps all n² distances unless they come as a matrix; the kernel measures again where it must.
"""

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.native import MetricStruct, at, empty, kernel
from network.planning.sphere import EARTH_RADIUS_M, chord_of, on_sphere

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]
Sites: TypeAlias = NDArray[np.int32]
Bits: TypeAlias = NDArray[np.uint8]
MATRIX, PLANE, FLOORED, CEILED, SPHERE, NONE = range(6)  # as in kernel.h
MANY = 20_000  # clients from which neighbours are found by a tree
CHUNK = 256  # clients in one call of the kernel, so that a caller can watch the clock


class Metric:
    """Distances of n points. `is_integral` says that all of them are whole numbers."""

    def __init__(self, kind: int, values: Floats, radius: float = 0.0, *, is_integral: bool = False) -> None:
        self.values = np.ascontiguousarray(values, dtype=np.float64)
        self.n, self.kind, self.radius, self.is_integral = len(values), kind, radius, is_integral
        self.native = MetricStruct(kind, self.n, at(self.values), radius)

    @property
    def ground(self) -> "Metric":
        """The metric of the straight line, by which a least distance between sites is kept."""
        return self

    def between(self, clients: Indices, sites: Indices) -> Floats:
        """Return the distances of pairs."""
        rows, columns = (np.ascontiguousarray(side, dtype=np.int64) for side in (clients, sites))
        out = empty(len(rows), np.float64)
        kernel().distances(self.native, len(rows), at(rows), at(columns), at(out))
        return out

    def nearest(self, k: int, clients: tuple[int, int] | None = None) -> tuple[Sites, Floats]:
        """Return the k nearest sites of each client (or of those from, up to) and their distances, nearest first."""
        first, last = clients or (0, self.n)
        if self.kind in (PLANE, FLOORED, CEILED, SPHERE) and last - first > MANY:
            return self._by_tree(k)
        sites, lengths = empty((last - first, k), np.int32), empty((last - first, k), np.float64)
        keys, order, spare = empty(self.n, np.float64), empty(self.n, np.int32), empty(self.n, np.int32)
        kernel().nearest(self.native, first, last, k, at(sites), at(lengths), at(keys), at(order), at(spare))
        return sites, lengths

    def _by_tree(self, k: int) -> tuple[Sites, Floats]:
        """Ask a KD-tree: the kernel looks at every pair, which takes too long for very many points."""
        from scipy.spatial import KDTree  # takes a second to import, and few need it

        _lengths, near = KDTree(self.values).query(self.values, k=np.arange(1, k + 1))
        near = np.asarray(near, dtype=np.int64)
        lengths = self.between(np.repeat(np.arange(self.n), k), near.ravel()).reshape(self.n, k)
        return near.astype(np.int32), np.maximum.accumulate(lengths, axis=1)

    def totals(self, weights: Floats, sites: tuple[int, int]) -> Floats:
        """Return, for the sites from, up to, the weighted distance of all clients to each."""
        weights = np.ascontiguousarray(weights, dtype=np.float64)
        out = empty(sites[1] - sites[0], np.float64)
        kernel().totals(self.native, at(weights), *sites, at(out))
        return out

    def within(self, radius: float, clients: tuple[int, int]) -> tuple[NDArray[np.int64], Sites]:
        """Return the sites within `radius` of the clients from, up to, as rows: where each begins, and the sites."""
        sure, never = self.keys_around(radius)
        start = np.zeros(clients[1] - clients[0] + 1, dtype=np.int64)
        call = kernel().within
        call(self.native, *clients, radius, sure, never, at(start), None)
        sites = empty(int(start[-1]), np.int32)
        start[0] = 0
        call(self.native, *clients, radius, sure, never, at(start), at(sites))
        return start, sites

    def bits_within(self, radius: float, clients: tuple[int, int]) -> Bits:
        """Return the same as bits: a row for each client, its bit i (the lowest of a byte first) for site i."""
        bits = empty((clients[1] - clients[0], -(-self.n // 8)), np.uint8)
        around = self.keys_around(radius)
        kernel().within_bits(self.native, *clients, radius, *around, bits.shape[1], at(bits))
        return bits

    def keys_around(self, radius: float) -> tuple[float, float]:
        """Return between which keys (what the kernel compares instead of distances) the radius lies."""
        if self.kind == MATRIX:
            return radius, radius
        edge = chord_of(radius) if self.kind == SPHERE else radius
        if self.kind == CEILED:
            edge = float(np.floor(radius)) * self.radius**0.5  # what is rounded up lies within no fraction of a unit
        return (edge * (1 - 1e-9)) ** 2, ((edge + (self.kind == FLOORED)) * (1 + 1e-9) + 1e-300) ** 2


class MatrixMetric(Metric):
    """A full matrix, n × n, clients × sites."""

    def __init__(self, distances: Floats) -> None:
        parts = (distances[first : first + CHUNK] for first in range(0, len(distances), CHUNK))  # a whole copy is large
        super().__init__(MATRIX, distances, is_integral=all(bool(np.all(one == np.floor(one))) for one in parts))


class PlaneMetric(Metric):
    """Points of the plane; `floored` rounds Euclidean distances down to whole numbers, as p-median instances of TSPLIB do."""

    def __init__(self, points: Floats, *, floored: bool = False) -> None:
        super().__init__(FLOORED if floored else PLANE, points, is_integral=floored)


class CeiledMetric(Metric):
    """Points of the plane; distances are the roots of (Δx² + Δy²) / `divisor`, rounded up to whole numbers, as TSPLIB has them."""

    def __init__(self, points: Floats, divisor: float = 1.0) -> None:
        super().__init__(CEILED, points, divisor, is_integral=True)


class SphereMetric(Metric):
    """Places on earth, (lat, lon) in degrees; great-circle metres."""

    def __init__(self, positions: Floats) -> None:
        super().__init__(SPHERE, on_sphere(positions), EARTH_RADIUS_M)


class RoadMetric(MatrixMetric):
    """Roads: `detour` times the straight line of `ground` (one figure, or one for each client), but for the pairs (client, site) whose length
    is known. Neither symmetric nor bound to any triangle; its n² lengths are kept."""

    def __init__(
        self, ground: Metric, detour: float | Floats, clients: Indices, sites: Indices, lengths: Floats
    ) -> None:
        everybody = np.arange(ground.n)
        table = empty((ground.n, ground.n), np.float64)
        detours = np.broadcast_to(np.asarray(detour, dtype=np.float64), ground.n)
        for one in everybody:
            table[one] = detours[one] * ground.between(np.full(ground.n, one), everybody)
        table[clients, sites] = lengths
        super().__init__(table)
        self.straight = ground

    @property
    def ground(self) -> Metric:
        """The straight line."""
        return self.straight
