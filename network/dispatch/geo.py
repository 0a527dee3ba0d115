"""Distances on the Earth, taken as a sphere. Pure: degrees in, metres out."""

from math import asin, cos, radians, sin, sqrt

EARTH_M = 6_371_008.8


def great_circle_m(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in metres between two WGS-84 points (haversine)."""
    up, across = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    chord = sin(up) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(across) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(chord)))


def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """Return the point on the unit sphere."""
    north, east = radians(lat), radians(lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def chord_to_m(chord: float) -> float:
    """Return the distance over ground between two points of the unit sphere whose straight distance is `chord`."""
    return 2 * EARTH_M * asin(min(1.0, chord / 2))


def between(lat1: float, lon1: float, lat2: float, lon2: float, share: float) -> tuple[float, float]:
    """Return the point at `share` (0 to 1) of the straight way; good enough within a few hundred kilometres."""
    return lat1 + (lat2 - lat1) * share, lon1 + (lon2 - lon1) * share
