"""Distances between points: from a matrix, in the plane, on the sphere. Every point is a client and a possible site.

A metric answers without keeping all n² distances: the nearest k sites of every client in order, and every client's two nearest of the open sites.
"""

from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from network.planning.coverage import arc_of, on_sphere

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.intp]


class Metric(Protocol):
    """Distances of n points. `is_integral` says that all of them are whole numbers."""

    n: int
    is_integral: bool

    def two_nearest(self, sites: Indices) -> tuple[Indices, Floats, Floats]:
        """Return for each client the slot (place in `sites`) of its nearest site, that distance, and the second one (infinite for one site)."""

    def between(self, clients: Indices, sites: Indices) -> Floats:
        """Return the distances of pairs."""

    def nearest(self, k: int) -> tuple[Indices, Floats]:
        """Return the k nearest sites of each client and their distances, n × k, nearest first."""


class MatrixMetric:
    """A full matrix, n × n, clients × sites."""

    def __init__(self, distances: Floats) -> None:
        self.distances = np.ascontiguousarray(distances, dtype=np.float64)
        self.n = len(distances)
        self.is_integral = bool(np.all(self.distances == np.floor(self.distances)))

    def two_nearest(self, sites: Indices) -> tuple[Indices, Floats, Floats]:
        """Look through the columns."""
        columns = self.distances[:, sites]
        rows, slot = np.arange(self.n), columns.argmin(axis=1)
        first = columns[rows, slot]
        columns[rows, slot] = np.inf
        return slot, first, columns.min(axis=1)

    def between(self, clients: Indices, sites: Indices) -> Floats:
        """Look them up."""
        return self.distances[clients, sites]

    def nearest(self, k: int) -> tuple[Indices, Floats]:
        """Sort each row."""
        order = np.argsort(self.distances, axis=1, kind="stable")[:, :k]
        return order, np.take_along_axis(self.distances, order, axis=1)


class PlaneMetric:
    """Points of the plane; `floored` rounds Euclidean distances down to whole numbers, as TSPLIB's p-median instances do."""

    def __init__(self, points: Floats, *, floored: bool = False) -> None:
        self.points = np.asarray(points, dtype=np.float64)
        self.n = len(points)
        self.is_integral = floored

    def two_nearest(self, sites: Indices) -> tuple[Indices, Floats, Floats]:
        """Ask a KD-tree of the sites."""
        slot, distance = _two(self.points[sites], self.points)
        return slot, self._rounded(distance[:, 0]), self._rounded(distance[:, 1])

    def between(self, clients: Indices, sites: Indices) -> Floats:
        """Measure."""
        return self._rounded(np.linalg.norm(self.points[clients] - self.points[sites], axis=1))

    def nearest(self, k: int) -> tuple[Indices, Floats]:
        """Ask a KD-tree; rounding down keeps the order."""
        distance, near = KDTree(self.points).query(self.points, k=np.arange(1, k + 1))
        return np.asarray(near, dtype=np.intp), self._rounded(np.asarray(distance))

    def _rounded(self, distance: Floats) -> Floats:
        return np.floor(distance) if self.is_integral else distance


class SphereMetric:
    """Places on earth, (lat, lon) in degrees; great-circle metres."""

    is_integral = False

    def __init__(self, positions: Floats) -> None:
        self.points = on_sphere([(float(lat), float(lon)) for lat, lon in positions])
        self.n = len(self.points)

    def two_nearest(self, sites: Indices) -> tuple[Indices, Floats, Floats]:
        """Ask a KD-tree of the sites' chords."""
        slot, chord = _two(self.points[sites], self.points)
        second = np.where(np.isfinite(chord[:, 1]), arc_of(chord[:, 1]), np.inf)
        return slot, arc_of(chord[:, 0]), second

    def between(self, clients: Indices, sites: Indices) -> Floats:
        """Measure along the chord, which is exact near zero, too."""
        return arc_of(np.linalg.norm(self.points[clients] - self.points[sites], axis=1))

    def nearest(self, k: int) -> tuple[Indices, Floats]:
        """Ask a KD-tree of chords."""
        chord, near = KDTree(self.points).query(self.points, k=np.arange(1, k + 1))
        return np.asarray(near, dtype=np.intp), arc_of(np.asarray(chord))


def _two(sites: Floats, clients: Floats) -> tuple[Indices, Floats]:
    """Return the slot of each client's nearest site and the straight distances of its nearest two."""
    distance, slot = KDTree(sites).query(clients, k=[1, 2])
    return np.asarray(slot, dtype=np.intp)[:, 0], np.asarray(distance)
