"""Coordinates as people paste them, turned into WGS-84."""

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

import prcoords
from django.utils.translation import gettext_lazy as _

from common.errors import Invalid
from network.hotline.choices import Datum, Road

NUMBER = re.compile(r"[-+]?\d{1,3}(?:\.\d+)?")
HIGHWAY = re.compile(r"(?<![0-9A-Za-z])[GS](?:\d{1,2}|\d{4})(?!\d)|高速|(?i:expressway|motorway)")
HALF_WIDTH = str.maketrans("，。；、（）－０１２３４５６７８９", ",.;,()-0123456789")


class PlaceError(StrEnum):
    """What is wrong with a position."""

    UNREADABLE = "case.place_unreadable"
    NOT_ON_EARTH = "case.place_not_on_earth"


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS-84 degrees."""

    lat: float
    lon: float


def read_place(text: str, datum: str = Datum.WGS84, *, field: str = "coordinates") -> Place:
    """Read `31.23,121.47`, full-width or with words around it, in either order when it can be told apart, and convert it.

    Latitude comes first; a first number beyond 90, or a pair that lies in China only the other way round, is taken as longitude first.
    Raises Invalid when there are not two numbers, or not on Earth.
    """
    numbers = [float(one) for one in NUMBER.findall(text.translate(HALF_WIDTH))]
    if len(numbers) != 2:
        raise Invalid(
            _("Enter the position as two numbers, for example 31.2304,121.4737."),
            code=PlaceError.UNREADABLE,
            field=field,
        )
    first, second = numbers
    if abs(first) > 90 or (not _in_china(first, second) and _in_china(second, first)):
        first, second = second, first
    return to_wgs84(first, second, datum, field=field)


def road_of(text: str) -> str:
    """Return `highway` when the words name an expressway, else nothing: G or S with one, two or four digits is one, with three it is not."""
    return Road.HIGHWAY if HIGHWAY.search(normalize("NFKC", text).upper()) else ""


def to_wgs84(lat: float, lon: float, datum: str = Datum.WGS84, *, field: str = "coordinates") -> Place:
    """Convert a position that was given in `datum`. Raises Invalid when it is not on Earth."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid(
            _("There is no such place: latitude goes to 90, longitude to 180."),
            code=PlaceError.NOT_ON_EARTH,
            field=field,
        )
    if datum == Datum.GCJ02 and _in_china(lat, lon):
        lat, lon = prcoords.gcj_wgs_bored((lat, lon), check_china=False)
    elif datum == Datum.BD09 and _in_china(lat, lon):
        lat, lon = prcoords.bd_wgs_bored((lat, lon), check_china=False)
    return Place(round(lat, 6), round(lon, 6))


def _in_china(lat: float, lon: float) -> bool:
    return 3 <= lat <= 54 and 73 <= lon <= 136
