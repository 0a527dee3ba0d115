"""Cases on the hotline, opened through the real action."""

from typing import Any

from accounts.roles import Role
from common.scope import for_office
from network.hotline.actions import CaseFacts, open_case
from network.hotline.models import Case
from tests.builders.catalog import a_vehicle
from tests.world import office_actor

SHANGHAI = (31.2304, 121.4737)


def case_facts(**facts: Any) -> CaseFacts:
    """Return what an agent might have typed about a truck in Shanghai."""
    lat, lon = SHANGHAI
    given = {
        "symptom": "no_start",
        "safety": "shoulder",
        "place": "G2 K1240+300",
        "lat": lat,
        "lon": lon,
        "contact_name": "王师傅",
        "contact_phone": "138 1234 5678",
    }
    return CaseFacts(**(given | facts))


def a_case(**facts: Any) -> Case:
    """Return an open case; without `vehicle` it gets one of its own. Stands in head office's scope by itself."""
    with for_office():
        typed = {"vehicle": facts.pop("vehicle", None) or a_vehicle(plate="").vin}
        return open_case(case_facts(**(typed | facts)), acting_user=office_actor(Role.DISPATCHER))
