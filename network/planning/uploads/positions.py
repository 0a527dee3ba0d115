"""From typed latitude and longitude to a place in WGS-84, and to the city that is nearest to it."""

import unicodedata
from collections.abc import Sequence
from math import cos, radians

import numpy as np
from django.utils.translation import gettext_lazy as _
from scipy.spatial import KDTree

from common.errors import Invalid
from network.planning.models import City
from network.planning.sphere import Position, chord_of, on_sphere
from network.planning.uploads.choices import UploadError

FARTHEST_M = 400_000  # no place of the mainland lies farther from its nearest city; a typing error does


def read_degrees(text: str, most: int) -> float | None:
    """Return degrees, or None when this is no number from -most to most."""
    try:
        degrees = float(unicodedata.normalize("NFKC", text).replace("°", "").strip())
    except ValueError:
        return None
    return degrees if -most <= degrees <= most else None


def city_at(lat: float, lon: float) -> City:
    """Return the nearest city. Raises Invalid when there is none for hundreds of kilometres: the columns are exchanged, or a digit is wrong."""
    east = max(0.2, cos(radians(lat)))
    near = City.objects.filter(lat__range=(lat - 4, lat + 4), lon__range=(lon - 4 / east, lon + 4 / east))
    found = min(near, key=lambda city: (city.lat - lat) ** 2 + ((city.lon - lon) * east) ** 2, default=None)
    if found is None:
        raise Invalid(NOWHERE, code=UploadError.NOWHERE, field="lat")
    return found


def far_from_all(positions: Sequence[Position]) -> list[bool]:
    """Tell of many places at once whether there is no city for hundreds of kilometres."""
    cities = list(City.objects.values_list("lat", "lon"))
    if not cities or not positions:
        return [True] * len(positions)
    chords, _nearest = KDTree(on_sphere(cities)).query(on_sphere(positions))
    return [float(one) > chord_of(FARTHEST_M) for one in np.atleast_1d(chords)]


NOWHERE = _("No Chinese city lies anywhere near. Are latitude and longitude exchanged?")
