"""What the crew's phone keeps for the roadside, where there may be no network: stations to tow to, parts of the store, causes."""

from heapq import nsmallest
from typing import Any

from accounts.actors import Actor
from catalog.selectors import failure_codes_for
from network.dispatch.geo import great_circle_m
from network.dispatch.models import Rescue
from network.dispatch.selectors import crew_of_user, jobs_of_crew
from tenants.parts.selectors import stock_items_for
from tenants.registry.choices import StationStatus
from tenants.registry.selectors import places_of_stations

NEAREST = 12  # stations to choose from; the crew's own is always among them
MOST_PARTS = 3000


def kit_of(actor: Actor) -> dict[str, Any]:
    """Return stations by job (the nearest first), the store's parts with what is on hand, and the failure codes."""
    crew = crew_of_user(actor)
    jobs = list(jobs_of_crew(actor, crew.pk)) if crew else []
    places = places_of_stations(StationStatus.ACTIVE) if jobs else []
    return {
        "stations": {str(job.pk): _nearest(job, places, actor) for job in jobs},
        "parts": [_part(one) for one in stock_items_for(actor).order_by("part_number")[:MOST_PARTS]],
        "causes": [[one.code, f"{one.code} {one.name}"] for one in failure_codes_for(actor)],
    }


def _nearest(job: Rescue, places: list[tuple[Any, str, float, float]], actor: Actor) -> list[dict[str, Any]]:
    far = [(great_circle_m(job.lat, job.lon, lat, lon), str(key), name) for key, name, lat, lon in places]
    own = str(actor.station.pk)
    kept = nsmallest(NEAREST, far)
    kept += [one for one in far if one[1] == own and one not in kept]
    return [{"id": key, "name": name, "km": round(metres / 1000)} for metres, key, name in kept]


def _part(item: Any) -> dict[str, Any]:
    return {
        "number": item.part_number,
        "name": item.name,
        "on_hand": item.on_hand,
        "bin": item.bin,
        "serial": item.is_serialised,
    }
