"""Distances on the Earth, taken as a sphere. Pure: degrees in, metres out."""

from math import asin, cos, radians, sin

from network.planning.sphere import EARTH_RADIUS_M
from network.planning.sphere import great_circle_m as great_circle_m


def unit_vector(lat: float, lon: float) -> tuple[float, float, float]:
    """Return the point on the unit sphere."""
    north, east = radians(lat), radians(lon)
    return cos(north) * cos(east), cos(north) * sin(east), sin(north)


def chord_to_m(chord: float) -> float:
    """Return the distance over ground between two points of the unit sphere whose straight distance is `chord`."""
    return 2 * EARTH_RADIUS_M * asin(min(1.0, chord / 2))


def between(lat1: float, lon1: float, lat2: float, lon2: float, share: float) -> tuple[float, float]:
    """Return the point at `share` (0 to 1) of the straight way; good enough within a few hundred kilometres."""
    return lat1 + (lat2 - lat1) * share, lon1 + (lon2 - lon1) * share
