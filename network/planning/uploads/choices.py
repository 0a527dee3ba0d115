"""In which coordinate system an uploaded position was given, and why a list was refused."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Datum(TextChoices):
    """In which coordinate system a position was given. Stored positions are WGS-84."""

    WGS84 = "wgs84", _("GPS (WGS-84)")
    GCJ02 = "gcj02", _("Chinese map apps (GCJ-02)")
    BD09 = "bd09", _("Baidu map (BD-09)")


class UploadError(StrEnum):
    """Why an upload was refused."""

    NOWHERE = "planning_place.nowhere"
    NO_USE = "planning_place.no_use"
    PUT_AWAY = "place_list.put_away"
