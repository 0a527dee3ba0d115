"""The coordinate systems in which positions are given in China, and the way from each to WGS-84, in which they are stored."""

import prcoords
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Datum(TextChoices):
    """In which coordinate system a position was given. Stored positions are WGS-84."""

    WGS84 = "wgs84", _("GPS (WGS-84)")
    GCJ02 = "gcj02", _("Chinese map apps (GCJ-02)")
    BD09 = "bd09", _("Baidu map (BD-09)")


def in_wgs84(lat: float, lon: float, datum: str) -> tuple[float, float]:
    """Return a position (degrees) that was given in `datum` as WGS-84, to 0.1 m. Abroad map apps show WGS-84 as it is."""
    if datum == Datum.GCJ02 and in_china(lat, lon):
        lat, lon = prcoords.gcj_wgs_bored((lat, lon), check_china=False)
    elif datum == Datum.BD09 and in_china(lat, lon):
        lat, lon = prcoords.bd_wgs_bored((lat, lon), check_china=False)
    return round(lat, 6), round(lon, 6)


def in_china(lat: float, lon: float) -> bool:
    """Tell whether a position lies in the rectangle around China in which its map apps shift what they show."""
    return 3 <= lat <= 54 and 73 <= lon <= 136
