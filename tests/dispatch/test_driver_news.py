"""The driver is written to when a crew has accepted, when its arrival moves by much, and when it is there."""

from datetime import timedelta

import pytest

from common.channels.models import Message
from common.clock import database_now
from common.scope import for_office
from network.dispatch.driver_news import tell_new_eta, tell_that_a_crew_comes
from network.dispatch.links import driver_link, view_of
from network.dispatch.models import Rescue
from network.hotline.sharing.actions import Answer, ask_position_of_case, share_position
from tests.builders.dispatch import a_crew, a_rescue, accepted, an_offer, at_the_vehicle, rules, settle
from tests.world import Role, office_actor


def told():
    with for_office():
        return [one.template for one in Message.objects.order_by("created_at")]


@pytest.fixture
def coming(db):
    a_crew(vehicle_plate="救A1")
    rescue = accepted(an_offer(a_rescue(language="en")))
    settle()
    with for_office():
        return Rescue.objects.get(pk=rescue.pk)


def test_acceptance_and_arrival_are_told_in_the_drivers_language(coming):
    at_the_vehicle(coming)
    settle()
    assert told() == ["dispatch.accepted", "dispatch.arrived"]
    with for_office():
        first = Message.objects.get(template="dispatch.accepted")
        assert first.language == "en" and "Crew 1 comes to you, vehicle 救A1" in first.shown_text
        assert "/dispatch/follow/" in first.values["link"] and "http" not in first.shown_text


def test_an_event_that_is_told_twice_is_one_message(coming):
    with for_office():
        event = type("Event", (), {"aggregate_id": coming.pk})()
        tell_that_a_crew_comes(event)
        tell_that_a_crew_comes(event)
    assert told() == ["dispatch.accepted"]


@pytest.mark.parametrize(("later_s", "news"), [(60, 0), (16 * 60, 1), (-16 * 60, 1)])
def test_an_arrival_that_moved_by_much_is_told_once(coming, later_s, news):
    with for_office():
        Message.objects.update(created_at=database_now() - timedelta(hours=1))
        eta_at = coming.eta_at + timedelta(seconds=later_s)
        coming.change(status="en_route", departed_at=coming.accepted_at, eta_at=eta_at)
        tell_new_eta(coming)
        assert told().count("dispatch.eta") == news
        tell_new_eta(coming)
    assert told().count("dispatch.eta") == news


def test_a_second_change_waits_for_the_pause(coming):
    with for_office():
        Message.objects.update(created_at=database_now() - timedelta(hours=1))
        for hours in (1, 3):
            coming.change(status="en_route", departed_at=coming.accepted_at)
            Rescue.objects.filter(pk=coming.pk).update(eta_at=database_now() + timedelta(hours=hours))
            coming.refresh_from_db()
            tell_new_eta(coming)
    assert told().count("dispatch.eta") == 1


def test_the_policy_may_say_nothing(db):
    values = {"tell_accepted": False, "tell_arrived": False, "tell_eta": False}
    with for_office():
        rules(**values)
    a_crew()
    at_the_vehicle()
    settle()
    assert told() == []


def test_the_crew_is_sent_where_the_drivers_phone_is(coming, dispatcher, acting):
    with acting(dispatcher):
        asked = ask_position_of_case(coming.case_id, acting_user=dispatcher)
        link = Message.objects.get(key=f"position:{asked.pk}").values["link"]
    share_position(link.rstrip("/").rpartition("/")[2], Answer(lat=31.4, lon=121.5, accuracy_m=8.0))
    settle()
    with for_office():
        coming.refresh_from_db()
        assert (coming.lat, coming.lon) == (31.4, 121.5)


def test_a_crew_at_the_vehicle_is_not_sent_away(coming):
    at_the_vehicle(coming)
    with for_office():
        asked = ask_position_of_case(coming.case_id, acting_user=office_actor(Role.DISPATCHER))
        link = Message.objects.get(key=f"position:{asked.pk}").values["link"]
    share_position(link.rstrip("/").rpartition("/")[2], Answer(lat=31.4, lon=121.5))
    settle()
    with for_office():
        assert Rescue.objects.get(pk=coming.pk).lat == coming.lat


def test_the_link_speaks_the_drivers_language_and_shows_no_number(coming, client):
    token = driver_link(coming).rstrip("/").rpartition("/")[2]
    answer = client.get(f"/dispatch/follow/{token}/")
    assert answer["Cache-Control"] == "no-store"  # the address is the key
    page = answer.content.decode()
    assert "A crew has your case" in page and "Crew 1" in page
    assert "13812345678" not in page and "王师傅" not in page
    assert view_of(token).language == "en"
