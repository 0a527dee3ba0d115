"""The pages of dispatch: they open, they show what belongs there, and nothing of another station."""

import re

import pytest

from network.dispatch.links import driver_link
from network.dispatch.models import Crew, Offer, Rescue
from tests.builders.dispatch import RIVAL, a_crew, a_rescue, accepted, an_offer, finished, make_due, settle


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


@pytest.fixture
def ours(station_manager, client_for):
    return client_for(station_manager)


def test_the_board_shows_open_rescues_with_their_limit(office):
    a_crew()
    offer = an_offer()
    data = office.get("/dispatch/board.json").json()
    assert [one["number"] for one in data["rescues"]] == [str(offer)]
    assert data["rescues"][0]["due_at"] and data["as_of"]
    assert office.get("/dispatch/").status_code == 200


def test_the_board_begins_with_the_hurt_and_with_those_for_whom_nobody_is_asked(office):
    a_crew()
    old = an_offer().rescue
    alone = a_rescue(lat=43.8, lon=87.6)  # too far for every crew
    settle()
    hurt = a_rescue(safety="injured")
    data = office.get("/dispatch/board.json").json()
    assert [one["number"] for one in data["rescues"]] == [hurt.number, alone.number, old.number]


def test_the_board_is_not_for_stations(ours, reviewer, client_for):
    assert ours.get("/s/SHA01/dispatch/board.json").status_code == 404
    assert client_for(reviewer).get("/dispatch/").status_code == 403


def test_a_crew_without_a_fresh_position_is_shown_at_its_station_and_says_so(office):
    a_crew()
    crew = office.get("/dispatch/board.json").json()["crews"][0]
    assert crew["fresh"] is False and crew["detail"]


def test_the_rescue_says_why_this_crew(office):
    a_crew()
    a_crew(RIVAL, name="Far crew")
    rescue = an_offer().rescue
    text = office.get(f"/dispatch/rescues/{rescue.pk}/").content.decode()
    assert "Far crew" in text and "Crew 1" in text


def test_an_unserved_rescue_says_why_nobody_can_go(office):
    a_crew(certified=False)
    rescue = a_rescue()
    assert office.post(f"/dispatch/rescues/{rescue.pk}/offer/").status_code == 302
    assert office.get(f"/dispatch/rescues/{rescue.pk}/").status_code == 200
    assert office.get("/dispatch/board.json").json()["rescues"][0]["kind"] == "unserved"


def test_the_dispatcher_chooses_from_those_that_may_be_asked(office, at_office):
    near, _uncertified = a_crew(), a_crew(RIVAL, name="Uncertified", certified=False)
    rescue = a_rescue()
    page = f"/dispatch/rescues/{rescue.pk}/choose/"
    assert "Uncertified" not in office.get(page).content.decode()
    assert office.post(page, {"crew": str(near.pk), "reason": ""}).status_code == 422
    assert office.post(page, {"crew": str(near.pk), "reason": "They know him"}).status_code == 302
    with at_office():
        assert Offer.objects.get().crew_id == near.pk


def test_cancel_and_reassign_ask_for_a_reason(office, at_office):
    a_crew()
    rescue = accepted(an_offer())
    assert office.post(f"/dispatch/rescues/{rescue.pk}/reassign/", {"reason": ""}).status_code == 422
    assert office.post(f"/dispatch/rescues/{rescue.pk}/reassign/", {"reason": "Jam"}).status_code == 302
    assert office.post(f"/dispatch/rescues/{rescue.pk}/cancel/", {"reason": "Gone"}).status_code == 302
    with at_office():
        assert Rescue.objects.get().status == "cancelled"


def test_a_case_leads_to_its_rescue_and_to_the_board_until_there_is_one(office):
    from tests.builders.hotline import a_case

    case = a_case()
    assert office.get(f"/dispatch/cases/{case.pk}/").url == "/dispatch/"
    settle()
    assert "/rescues/" in office.get(f"/dispatch/cases/{case.pk}/").url


def test_lists_open_in_both_places(office, ours):
    a_crew()
    rescue = finished()
    for address in ("/dispatch/rescues/", "/dispatch/crews/"):
        assert office.get(address).status_code == 200
    for address in ("", "rescues/", "crews/", f"rescues/{rescue.pk}/", "crews/new/"):
        assert ours.get(f"/s/SHA01/dispatch/{address}").status_code == 200


def test_a_station_accepts_on_its_list_of_offers(technician, client_for, at_office):
    a_crew()
    offer = an_offer()
    client = client_for(technician)
    assert str(offer) in client.get("/s/SHA01/dispatch/").content.decode()
    assert client.post(f"/s/SHA01/dispatch/offers/{offer.pk}/accept/").status_code == 302
    with at_office():
        assert Rescue.objects.get().status == "accepted"


def test_the_loser_of_a_race_reads_why(technician, station_manager, client_for):
    a_crew()
    offer = an_offer()
    accepted(offer)
    answer = client_for(station_manager).post(f"/s/SHA01/dispatch/offers/{offer.pk}/accept/", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 409


def test_a_rival_finds_neither_offer_nor_rescue_nor_crew(rival_manager, client_for):
    crew = a_crew()
    offer = an_offer()
    rescue = accepted(offer)
    rival = client_for(rival_manager)
    for address in (
        f"rescues/{rescue.pk}/",
        f"crews/{crew.pk}/",
        f"crews/{crew.pk}/change/",
        f"offers/{offer.pk}/decline/",
    ):
        assert rival.get(f"/s/BJS01/dispatch/{address}").status_code == 404, address
    assert rival.post(f"/s/BJS01/dispatch/offers/{offer.pk}/accept/").status_code == 404


def test_a_crew_is_made_up_and_changed(ours, technician, at_office):
    typed = {"name": "Crew A", "capacity": 2, "capabilities": ["repair", "tow"], "members": [str(technician.id)]}
    assert ours.post("/s/SHA01/dispatch/crews/new/", typed).status_code == 302
    with at_office():
        crew = Crew.objects.get()
    assert ours.post("/s/SHA01/dispatch/crews/new/", typed).status_code == 422  # the name is taken
    assert ours.post(f"/s/SHA01/dispatch/crews/{crew.pk}/change/", typed | {"name": "Crew B"}).status_code == 302
    assert ours.post(f"/s/SHA01/dispatch/crews/{crew.pk}/on-duty/").status_code == 302
    with at_office():
        crew.refresh_from_db()
        assert (crew.name, crew.on_duty, crew.members.count()) == ("Crew B", True, 1)


def test_the_driver_follows_without_signing_in(db, client):
    a_crew()
    rescue = accepted(an_offer())
    path = re.sub(r"^https?://[^/]+", "", driver_link(rescue))
    text = client.get(path).content.decode()
    assert "Crew 1" in text
    assert "13812345678" not in text and "王师傅" not in text
    assert client.get(path.replace("follow/", "follow/x")).status_code == 404


def test_an_old_link_shows_nothing(db, client, monkeypatch):
    a_crew()
    path = re.sub(r"^https?://[^/]+", "", driver_link(accepted(an_offer())))
    monkeypatch.setattr("network.dispatch.links.VALID_S", -1)
    answer = client.get(path, HTTP_ACCEPT_LANGUAGE="zh-hans")
    assert answer.status_code == 404 and "链接已失效" in answer.content.decode()


def test_offers_that_ran_out_leave_the_list(technician, client_for):
    a_crew()
    offer = an_offer()
    make_due(offer)
    settle()
    assert "offer-open" not in client_for(technician).get("/s/SHA01/dispatch/").content.decode()
