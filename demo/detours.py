"""Rescues whose crew drove a long way round, as the GPS followed it: the fee counts kilometres, and the detectors compare.

Half an hour can't be driven while the demo is made, so the acceptance is moved into the past; each step after it is the crew's own, with
the phone's times.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import cos, radians
from random import Random

from accounts.actors import actor_at_station
from accounts.models import User
from catalog.models import Vehicle
from common.clock import now
from common.errors import DomainError
from common.history.relay import deliver_pending
from common.ids import new_id
from demo.roadside import call_for_help, move_back
from demo.roadside_end import end_rescue
from network.dispatch.actions import accept_offer, arrive, depart
from network.dispatch.actions.positions import report_positions
from network.dispatch.intake import Report
from network.dispatch.models import Crew, CrewMember, Offer, Rescue
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

DETOURS = 2
AWAY = (0.09, 0.11)  # degrees from the station to the vehicle, about 14 km
ASIDE = 1.1  # how far the middle of the way lies beside the straight line, as a part of its length
STEPS, STEP = 44, timedelta(seconds=60)  # less than what counts as a gap in the track
BACK = STEPS * STEP + timedelta(minutes=20)

Place = tuple[float, float]


def drive_detours(stations: Sequence[Station], vehicles: Sequence[Vehicle], roll: Random) -> None:
    """Let a few crews drive round; where none is free, none does."""
    done = 0
    for station, vehicle in zip(stations, vehicles, strict=False):
        if done == DETOURS:
            return
        place = (station.lat + AWAY[0], station.lon + AWAY[1])
        done += _rescued(place, vehicle, done, roll)
        deliver_pending()


def _rescued(place: Place, vehicle: Vehicle, number: int, roll: Random) -> bool:
    """Let a crew drive round to the vehicle; a vehicle that waits for a crew already is left to it."""
    try:
        found = call_for_help(place, vehicle, number, roll)
    except DomainError:
        return False
    return found is not None and _go_round(*found, place, roll)


def _go_round(rescue: Rescue, offer: Offer, place: Place, roll: Random) -> bool:
    """Accept, drive round, arrive, finish; tells whether it was done."""
    with at_head_office():
        station, crew = Station.objects.get(pk=offer.station_id), Crew.objects.get(pk=offer.crew_id)
        member = CrewMember.objects.filter(crew=crew).first()
    if member is None:
        return False
    rider = actor_at_station(User.objects.get(pk=member.user_id), station)
    start = (crew.lat or station.lat, crew.lon or station.lon)
    began = now() - BACK
    try:
        with inside(station):
            accept_offer(offer.pk, acting_user=rider)
            move_back(rescue, began)
            depart(rescue.pk, acting_user=rider, at=began)
            report_positions(crew.pk, round_about(start, place, began), acting_user=rider)
            arrive(rescue.pk, acting_user=rider, at=began + STEPS * STEP)
            end_rescue(rescue, rider, now(), place, roll)
    except DomainError:
        return False
    return True


def round_about(start: Place, end: Place, began: datetime) -> list[Report]:
    """Return what the phone reports on the way: half of it to a point far aside, the rest from there to the vehicle."""
    far = _aside(start, end)
    half = STEPS // 2
    out = [_between(start, far, step / half) for step in range(half)]
    back = [_between(far, end, step / half) for step in range(half + 1)]
    return [
        Report(client_id=new_id(), at=began + STEP * step, lat=lat, lon=lon)
        for step, (lat, lon) in enumerate([*out, *back])
    ]


def _aside(start: Place, end: Place) -> Place:
    """Return the point beside the middle of the straight line, at right angles to it on the ground."""
    narrow = cos(radians(start[0]))
    north, east = end[0] - start[0], (end[1] - start[1]) * narrow
    middle = _between(start, end, 0.5)
    return middle[0] - ASIDE * east, middle[1] + ASIDE * north / narrow


def _between(start: Place, end: Place, part: float) -> Place:
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part
