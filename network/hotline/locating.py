"""Where the vehicle stands: from what was pasted, else from the highway marker or the city that the words of the place name."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.datum import Datum
from common.text import Text
from network.hotline.highways import marker_in, place_of
from network.hotline.places import Place, read_place
from network.planning.selectors import city_in

ABROAD = _(
    "This place lies abroad. Check it with the caller; if it is right, tick the box and open the case all the same."
)


@dataclass(frozen=True, slots=True)
class Located:
    """A point in WGS-84, how it was found, and whether it is exact enough to send a crew to."""

    place: Place
    words: Text
    exact: bool = True


def locate(coordinates: str, place: str, datum: str = Datum.WGS84) -> Located | None:
    """Return where the vehicle stands, or None when neither text tells. Raises Invalid for coordinates that can't be read."""
    if coordinates.strip():
        return Located(read_place(coordinates, datum), _("From the position given"))
    return _on_highway(place) or _in_city(place)


def unplaced(place: str) -> Text:
    """Return what an agent is told of a highway marker around which no posts are stored; empty when the words name none."""
    marker = marker_in(place)
    if marker is None:
        return ""
    sentence = _("No kilometre posts are stored around %(marker)s. Click on the map, or ask the driver's phone.")
    return str(sentence) % {"marker": marker}


def _on_highway(words: str) -> Located | None:
    marker = marker_in(words)
    found = place_of(marker) if marker else None
    return Located(Place(round(found[0], 6), round(found[1], 6)), _("Between the kilometre posts")) if found else None


def _in_city(words: str) -> Located | None:
    city = city_in(words)
    if city is None:
        return None
    return Located(
        Place(city.lat, city.lon), _("The middle of the city: ask for more, or click on the map"), exact=False
    )
