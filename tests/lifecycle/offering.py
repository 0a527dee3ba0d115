"""A rescue that is being offered to a station's crew."""

from network.dispatch.models import Rescue
from tenants.registry.models import Station
from tests.builders.dispatch import a_crew, an_offer


def an_offered_rescue(station: Station) -> Rescue:
    """Return a rescue that waits for the answer of a crew of the station."""
    a_crew(station.code)
    return an_offer().rescue
