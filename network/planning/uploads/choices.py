"""Why a list of places was refused."""

from enum import StrEnum


class UploadError(StrEnum):
    """Why an upload was refused."""

    NOWHERE = "planning_place.nowhere"
    NO_USE = "planning_place.no_use"
    PUT_AWAY = "place_list.put_away"
