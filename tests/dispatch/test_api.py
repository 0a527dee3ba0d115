"""Dispatch and hotline by the API alone: from the call to the finished rescue."""

import json
from uuid import uuid4

import pytest

from common.clock import now
from network.dispatch.models import Offer, Position, Rescue
from network.hotline.models import Case
from tests.builders.dispatch import a_crew, a_rescue, accepted, an_offer, settle

V1 = "/api/v1"


class Caller:
    """A signed-in client of the API, at a station or at head office."""

    def __init__(self, client, station=""):
        self.client, self.headers = client, {"X-Station": station} if station else {}

    def get(self, path):
        return self.client.get(f"{V1}/{path}", headers=self.headers)

    def post(self, path, body=None, key=None):
        headers = self.headers | {"Idempotency-Key": key or str(uuid4())}
        return self.client.post(
            f"{V1}/{path}", json.dumps(body or {}), content_type="application/json", headers=headers
        )


@pytest.fixture
def office(dispatcher, client_for):
    return Caller(client_for(dispatcher))


@pytest.fixture
def crew(technician, client_for):
    return Caller(client_for(technician), "SHA01")


def test_the_whole_way_from_call_to_finish(office, crew, at_office):
    a_crew()
    call = office.post("calls", {"phone": "138 1234 5678"}).json()
    body = {
        "vehicle": "沪A12345",
        "symptom": "engine",
        "safety": "shoulder",
        "place": "G2",
        "lat": 31.23,
        "lon": 121.47,
        "call": call["id"],
    }
    case = office.post("cases", body)
    assert case.status_code == 201, case.content
    settle()
    offer = crew.get("offers?status=open").json()["data"][0]
    assert crew.post(f"offers/{offer['id']}/accept").json()["status"] == "accepted"
    rescue = offer["rescue"]
    crew_id = crew.get("crews").json()["data"][0]["id"]
    assert crew.post(f"rescues/{rescue}/depart").json()["status"] == "en_route"
    fix = {"client_id": str(uuid4()), "at": now().isoformat(), "lat": 31.24, "lon": 121.48}
    taken = crew.post(f"crews/{crew_id}/positions", {"positions": [fix]})
    assert taken.json() == {"stored": 1, "known": 0, "refused": 0}
    assert crew.post(f"rescues/{rescue}/arrive").json()["status"] == "arrived"
    assert crew.post(f"rescues/{rescue}/finish", {"result": "Repaired"}).json()["status"] == "finished"
    assert office.get(f"cases/{case.json()['id']}").json()["status"] == "resolved"
    with at_office():
        assert Position.objects.count() == 1


def test_the_same_key_opens_one_case(office, at_office):
    key = str(uuid4())
    body = {"symptom": "engine", "safety": "safe", "lat": 31.0, "lon": 121.0}
    first, second = office.post("cases", body, key), office.post("cases", body, key)
    assert first.json()["id"] == second.json()["id"]
    with at_office():
        assert Case.objects.count() == 1


def test_numbers_are_masked_and_shown_on_request(office):
    case = office.post("cases", {"kind": "complaint", "description": "Slow", "contact_phone": "13812345678"}).json()
    assert case["phone"] == "138****5678"
    assert office.post(f"cases/{case['id']}/show-phone").json() == {"phone": "13812345678"}


def test_a_second_accept_is_409_with_a_problem(office, crew, station_manager, client_for):
    a_crew()
    offer = an_offer()
    accepted(offer)
    answer = Caller(client_for(station_manager), "SHA01").post(f"offers/{offer.public_id}/accept")
    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("application/problem+json")


def test_a_rival_finds_nothing(rival_technician, client_for, at_office):
    a_crew()
    offer = an_offer()
    rival = Caller(client_for(rival_technician), "BJS01")
    assert rival.post(f"offers/{offer.public_id}/accept").status_code == 404
    assert rival.get("offers").json()["data"] == []
    assert rival.get("rescues").json()["data"] == []
    assert rival.get("crews").json()["data"] == []
    with at_office():
        assert Offer.objects.get().status == "open"


def test_a_station_can_not_send(crew, office):
    a_crew()
    rescue = accepted(an_offer())
    assert crew.post(f"rescues/{rescue.public_id}/cancel", {"reason": "No"}).status_code == 403
    assert office.post(f"rescues/{rescue.public_id}/depart").status_code == 403


def test_the_dispatcher_offers_reassigns_and_cancels(office, at_office):
    chosen = a_crew()
    rescue = a_rescue()
    path = f"rescues/{rescue.public_id}"
    told = office.post(f"{path}/offer-to", {"crew": chosen.public_id, "reason": "Near"})
    assert told.json()["status"] == "offered", told.content
    assert office.post(f"{path}/cancel", {"reason": "Gone"}).json()["status"] == "cancelled"
    again = a_rescue()
    assert office.post(f"rescues/{again.public_id}/offer-best").json()["status"] == "offered"
    with at_office():
        accepted(Offer.objects.get(status="open"))
    assert office.post(f"rescues/{again.public_id}/reassign", {"reason": "Jam"}).json()["status"] == "waiting"
    with at_office():
        assert Rescue.objects.get(pk=again.pk).crew_id is None


def test_a_crew_is_made_up_by_the_api(station_manager, client_for):
    manager = Caller(client_for(station_manager), "SHA01")
    body = {"name": "Crew A", "capabilities": ["repair"], "members": [str(station_manager.id)]}
    made = manager.post("crews", body)
    assert made.status_code == 201, made.content
    assert manager.post(f"crews/{made.json()['id']}/duty", {"on_duty": True}).json()["on_duty"] is True
