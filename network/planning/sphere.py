"""The earth as a sphere: points as unit vectors, so that the straight chord between two of them grows with the arc."""

from collections.abc import Sequence
from math import asin, cos, radians, sin, sqrt
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

EARTH_RADIUS_M = 6_371_008.8  # mean radius (IUGG)
Floats: TypeAlias = NDArray[np.float64]
Position: TypeAlias = tuple[float, float]


def on_sphere(positions: Sequence[Position] | Floats) -> Floats:
    """Turn n (lat, lon) pairs in degrees into an n × 3 array of unit vectors."""
    degrees = np.asarray(positions, dtype=np.float64).reshape(-1, 2)
    lat, lon = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))


def chord_of(distance_m: float) -> float:
    """Return the chord on the unit sphere of an arc of `distance_m`."""
    return float(2 * np.sin(min(distance_m / (2 * EARTH_RADIUS_M), np.pi / 2)))


def great_circle_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in metres between two WGS-84 points (haversine)."""
    up, across = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(up) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(across) ** 2
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def arc_of(chord: Floats) -> Floats:
    """Return the arcs in metres of chords on the unit sphere."""
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(chord / 2, 1.0)))
