"""How TSPLIB measures (Reinelt, TSPLIB 95, section 2): one formula for each EDGE_WEIGHT_TYPE, all in whole numbers. From a point to itself it is 0.

Only EUC_2D departs from it: it is rounded down instead of to the nearest, as the literature on p-medians has it.
"""

from collections.abc import Callable

import numpy as np

from network.planning.solver.metrics import CeiledMetric, Floats, MatrixMetric, Metric, PlaneMetric
from network.planning.solver.native import empty

LARGEST_TABLE = 10_000  # points: beyond, a table of all distances takes more memory than a plan is worth
PI, EARTH_RADIUS_KM = 3.141592, 6378.388  # as TSPLIB writes them: other digits would be other distances


def floored(points: Floats) -> Metric:
    """EUC_2D: the straight line, rounded down."""
    return PlaneMetric(points, floored=True)


def pseudo_euclidean(points: Floats) -> Metric:
    """ATT: the root of a tenth of the squares; what is rounded to the nearest and then one more where that is less is rounded up."""
    return CeiledMetric(points, 10.0)


def geographical(points: Floats) -> Metric:
    """GEO: coordinates are degrees.minutes (latitude, longitude); kilometres on a sphere, cut after one more: two points are at least 1 apart."""
    degrees = np.trunc(points)
    lat, lon = (PI * (degrees + 5.0 * (points - degrees) / 3.0) / 180.0).T
    table = empty((len(points), len(points)), np.float64)
    for one in range(len(points)):
        q1, q2, q3 = np.cos(lon[one] - lon), np.cos(lat[one] - lat), np.cos(lat[one] + lat)
        arc = np.arccos(np.clip(0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3), -1.0, 1.0))
        table[one] = np.floor(EARTH_RADIUS_KM * arc + 1.0)
    np.fill_diagonal(table, 0.0)
    return MatrixMetric(table)


DISTANCES: dict[str, Callable[[Floats], Metric]] = {
    "EUC_2D": floored,
    "CEIL_2D": CeiledMetric,
    "ATT": pseudo_euclidean,
    "GEO": geographical,
}
TABLED = {"GEO"}  # all distances are kept
