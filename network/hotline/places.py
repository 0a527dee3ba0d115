"""Coordinates as people paste them, turned into WGS-84."""

import re
from dataclasses import dataclass
from enum import StrEnum
from unicodedata import normalize

from django.utils.translation import gettext_lazy as _

from common.datum import Datum, in_china, in_wgs84
from common.errors import Invalid
from network.hotline.choices import Road
from network.hotline.links import is_link, is_short, read_link
from network.hotline.pairs import angles_in, has_wrong_angle, pair_in

HIGHWAY = re.compile(r"(?<![0-9A-Za-z])[GS](?:\d{1,2}|\d{4})(?!\d)|高速|(?i:expressway|motorway)")


class PlaceError(StrEnum):
    """What is wrong with a position."""

    UNREADABLE = "case.place_unreadable"
    NOT_ON_EARTH = "case.place_not_on_earth"
    NO_FIX = "case.place_no_fix"


@dataclass(frozen=True, slots=True)
class Place:
    """A point in WGS-84 degrees."""

    lat: float
    lon: float


def read_place(text: str, datum: str = Datum.WGS84, *, field: str = "coordinates") -> Place:
    """Read `31.23,121.47`, degrees with minutes and seconds, or the link of a map app, and convert it to WGS-84.

    Full-width or with words around it, in either order when it can be told apart: a first number beyond 90, or a pair that lies in China
    only the other way round, is taken as longitude first. A link of a Chinese map app tells its own coordinate system; `datum` holds for
    everything else. Raises Invalid when there are not two numbers, or not on Earth.
    """
    text = text.strip()
    if is_link(text):
        return _from_link(text, datum, field)
    found = angles_in(text)
    if found is None and (pair := pair_in(text)) is not None:
        found = _latitude_first(*pair)
    if found is None or has_wrong_angle(text):
        raise Invalid(
            _("Enter the position as two numbers, for example 31.2304,121.4737."),
            code=PlaceError.UNREADABLE,
            field=field,
        )
    return to_wgs84(*found, datum, field=field)


def _from_link(text: str, datum: str, field: str) -> Place:
    if is_short(text):
        raise Invalid(
            _(
                "This short link holds no position. Ask the driver to read the two numbers out, or to share the full link."
            ),
            code=PlaceError.UNREADABLE,
            field=field,
        )
    shared = read_link(text)
    if shared is None:
        raise Invalid(
            _("No position was found in this link. Paste two numbers, for example 31.2304,121.4737."),
            code=PlaceError.UNREADABLE,
            field=field,
        )
    return to_wgs84(shared.lat, shared.lon, datum if shared.datum == Datum.WGS84 else shared.datum, field=field)


def _latitude_first(first: float, second: float) -> tuple[float, float]:
    if abs(first) > 90 or (not in_china(first, second) and in_china(second, first)):
        return second, first
    return first, second


def road_of(text: str) -> str:
    """Return `highway` when the words name an expressway, else nothing: G or S with one, two or four digits is one, with three it is not."""
    return Road.HIGHWAY if HIGHWAY.search(normalize("NFKC", text).upper()) else ""


def to_wgs84(lat: float, lon: float, datum: str = Datum.WGS84, *, field: str = "coordinates") -> Place:
    """Convert a position that was given in `datum`. Raises Invalid when it is not on Earth, or 0,0: what phones say without a fix."""
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise Invalid(
            _("There is no such place: latitude goes to 90, longitude to 180."),
            code=PlaceError.NOT_ON_EARTH,
            field=field,
        )
    if not (lat or lon):
        raise Invalid(
            _(
                "This phone does not know yet where it is: both numbers are zero. Wait a moment, or ask for a marker or a town."
            ),
            code=PlaceError.NO_FIX,
            field=field,
        )
    return Place(*in_wgs84(lat, lon, datum))
