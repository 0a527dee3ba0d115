"""Calls and rescues of the last weeks, through the hotline's and the crews' own steps."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from accounts.actors import actor_at_station
from accounts.models import User
from accounts.roles import Role
from catalog.models import Vehicle
from common.clock import now
from common.errors import DomainError
from common.history.relay import deliver_pending
from common.ids import new_id
from demo.chance import dice
from demo.highways import plant_posts
from demo.people import office
from demo.roadside_end import end_rescue
from demo.size import Size
from network.dispatch.actions import accept_offer, arrive, cancel_rescue, depart, offer_best
from network.dispatch.actions.positions import report_positions
from network.dispatch.choices import RescueStatus
from network.dispatch.intake import Report
from network.dispatch.models import CrewMember, Offer, Rescue
from network.hotline.actions import CaseFacts, close_case, open_case, take_call
from network.hotline.choices import Safety, Symptom
from network.hotline.models import Case
from network.hotline.triage.script import read, walk
from network.hotline.triage.selectors import in_force
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

OTHER_CASES = {
    "complaint": "服务站等待时间过长",
    "suggestion": "希望增加高速沿线服务站",
    "opinion": "配件价格偏高",
    "question": "尿素加注型号咨询",
}
ROADS = ("G2 京沪高速", "G15 沈海高速", "G30 连霍高速", "G4 京港澳高速", "G42 沪蓉高速", "S32 申嘉湖高速")
STEPS, STEP = 20, timedelta(seconds=85)  # less than what counts as a gap in the track
EACH = timedelta(minutes=50)  # call, drive and work


def live_on_the_road(stations: list[Station], size: Size) -> None:
    """Take the calls and let crews serve them; some other cases are only talked about."""
    plant_posts()
    roll = dice("roadside")
    vehicles = list(Vehicle.objects.order_by("engine_no")[:400])  # of all models; by VIN all would be vans
    for number in range(size.rescues):
        _rescue(roll.choice(stations), vehicles[number], number, roll)
    for number, (kind, words) in enumerate((list(OTHER_CASES.items()) * 6)[: size.rescues]):
        _talk(kind, words, vehicles[200 + number], roll)
    _get_help_elsewhere()


def _get_help_elsewhere() -> None:
    """Of the rescues for which no crew was found only the newest still waits: the other drivers found help and said so."""
    agent = office(Role.DISPATCHER)
    with at_head_office():
        waiting = list(Rescue.objects.filter(status=RescueStatus.UNSERVED).order_by("number"))
        for rescue in waiting[:-1]:
            cancel_rescue(rescue.pk, reason="司机已另行联系到救援，不再等待。", acting_user=agent)


def _rescue(near: Station, vehicle: Vehicle, number: int, roll: Random) -> None:
    place = near.lat + roll.uniform(-0.35, 0.35), near.lon + roll.uniform(-0.4, 0.4)
    found = call_for_help(place, vehicle, number, roll)
    if found is not None:
        _serve(*found, place, roll)
        deliver_pending()


def call_for_help(
    place: tuple[float, float], vehicle: Vehicle, number: int, roll: Random
) -> tuple[Rescue, Offer] | None:
    """Take the call, open the case and offer the rescue to the best crew; None when no crew can serve it."""
    lat, lon = place
    agent = office(Role.DISPATCHER)
    phone = f"13{roll.randint(0, 999_999_999):09d}"
    with at_head_office():
        call = take_call(phone, acting_user=agent)
        facts = CaseFacts(
            vehicle=vehicle.vin, symptom=roll.choice([s for s in Symptom.values if s != "high_voltage"]), safety=roll.choice(Safety.values[:3]),
            place=f"{roll.choice(ROADS)} K{roll.randint(10, 2400)}+{roll.randint(0, 9)}00", lat=lat, lon=lon,
            contact_name=f"{roll.choice('王李张刘陈杨')}师傅", contact_phone=phone, description="车辆无法继续行驶",
            language="en" if number % 9 == 4 else "zh",
        )  # fmt: skip
        facts = asked_by_script(facts) if number % 2 else facts
        case = open_case(facts, acting_user=agent, call_id=call.pk)
        deliver_pending()
        rescue = Rescue.objects.filter(case=case).first()
        if rescue is None:
            return None
        offer = Offer.objects.filter(rescue=rescue, status="open").first() or offer_best(rescue.pk)
    return None if offer is None else (rescue, offer)


def asked_by_script(facts: CaseFacts) -> CaseFacts:
    """Return the facts with the answers to the script of the symptom: nobody is hurt, and always the first answer after the place."""
    version = in_force(facts.symptom)
    if version is None:
        return facts
    script = read(version.steps)
    keys: tuple[int, ...] = (1, 1 + Safety.values.index(facts.safety))
    while walk(script, keys).current is not None:
        keys = (*keys, 1)
    return replace(facts, triage_script=version.pk, triage_keys=keys)


def _serve(rescue: Rescue, offer: Offer, place: tuple[float, float], roll: Random) -> None:
    """Drive out along a nearly straight road for half an hour, and finish. The phone of every third crew loses its network for a while and
    is wrong about one place."""
    with at_head_office():
        station = Station.objects.get(pk=offer.station_id)
        member = CrewMember.objects.filter(crew_id=offer.crew_id).first()
        earlier = Rescue.objects.filter(crew_id=offer.crew_id).count()
    rider = actor_at_station(User.objects.get(pk=member.user_id), station)  # type: ignore[union-attr]
    began = now() - EACH * (
        earlier + 1
    )  # one after the other: a position belongs to the rescue that the crew had at that time
    there = began + STEPS * STEP
    track = _track(station, place, began, roll)
    try:
        with inside(station):
            accept_offer(offer.pk, acting_user=rider)
            move_back(rescue, began)
            depart(rescue.pk, acting_user=rider, at=began)
            report_positions(
                offer.crew_id, disturbed(track) if rescue.number[-1] in "369" else track, acting_user=rider
            )
            arrive(rescue.pk, acting_user=rider, at=there)
            done = there + timedelta(minutes=10)
            end_rescue(rescue, rider, done, place, roll)
    except DomainError:
        return


def _track(station: Station, place: tuple[float, float], began: datetime, roll: Random) -> list[Report]:
    return [
        Report(
            client_id=new_id(),
            at=began + STEP * step,
            lat=station.lat + (place[0] - station.lat) * step / STEPS + roll.uniform(-0.001, 0.001),
            lon=station.lon + (place[1] - station.lon) * step / STEPS + roll.uniform(-0.001, 0.001),
        )
        for step in range(STEPS + 1)
    ]


def disturbed(track: list[Report]) -> list[Report]:
    """Return a track as a bad phone tells it: a pause of some minutes, and one place far off."""
    wrong = track[4]
    spike = Report(client_id=new_id(), at=wrong.at + timedelta(seconds=20), lat=wrong.lat + 0.15, lon=wrong.lon)
    return [*track[:5], spike, *track[5:9], *track[13:]]


def move_back(rescue: Rescue, departs_at: datetime) -> None:
    """Let a rescue that has just been accepted have been called in some minutes before its crew departs."""
    called_at = departs_at - timedelta(minutes=7)
    with at_head_office():
        rows = Rescue.objects.filter(pk=rescue.pk)
        rows.update(created_at=called_at, accepted_at=departs_at - timedelta(minutes=4))
        Case.objects.filter(pk=rescue.case_id).update(created_at=called_at)


def _talk(kind: str, words: str, vehicle: Vehicle, roll: Random) -> None:
    agent = office(Role.DISPATCHER)
    phone = f"15{roll.randint(0, 999_999_999):09d}"
    with at_head_office():
        call = take_call(phone, acting_user=agent)
        facts = CaseFacts(kind=kind, vehicle=vehicle.vin, description=words, contact_name="李师傅", contact_phone=phone)
        try:
            case = open_case(facts, acting_user=agent, call_id=call.pk)
            if roll.random() < 0.6:
                close_case(case.pk, result="已回复用户，用户认可。", acting_user=agent)
        except DomainError:
            return
