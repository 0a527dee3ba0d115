"""A position that a driver shares far from the case, or from abroad, is asked about and moves nothing until an agent takes it."""

import json
import re

import pytest

from common.channels.models import Message
from common.errors import NotAllowed, WrongState
from common.history.models import History
from common.scope import for_office
from desk.models import Notification
from network.dispatch.driver_news import move_rescue_to_the_driver
from network.dispatch.models import Rescue
from network.hotline.choices import Doubt, Verdict
from network.hotline.models import CallPolicy, Case, PositionRequest
from network.hotline.sharing.actions import Answer, ask_position_of_case, share_position
from network.hotline.sharing.doubts import decide_position, doubt_about
from network.hotline.subscribers import ask_about_a_far_position
from network.hotline.telephony.policies import policy_on
from network.planning.abroad import is_abroad
from tests.builders.hotline import SHANGHAI, a_case

BEIJING = Answer(lat=39.9042, lon=116.4074, accuracy_m=20.0)
SUZHOU = Answer(lat=31.3, lon=120.6, accuracy_m=20.0)
HANOI = Answer(lat=21.0285, lon=105.8542, accuracy_m=20.0)


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


@pytest.fixture
def asked(dispatcher, acting):
    """A request for the position of a case, and its token."""
    case = a_case()
    with acting(dispatcher):
        request = ask_position_of_case(case.pk, acting_user=dispatcher)
        link = Message.objects.get(key=f"position:{request.pk}").values["link"]
    return request, link.rstrip("/").rpartition("/")[2], case


def fresh(row):
    with for_office():
        return type(row).objects.get(pk=row.pk)


def place(case):
    now_ = fresh(case)
    return now_.lat, now_.lon


@pytest.mark.parametrize(
    ("lat", "lon", "abroad"),
    [
        (*SHANGHAI, False),
        (43.8, 87.6, False),  # Urumqi
        (32.5, 80.1, False),  # Ngari: no large city far around
        (22.3, 114.17, False),
        (21.0285, 105.8542, True),  # Hanoi
        (37.5665, 126.978, True),  # Seoul, nearer to Dandong than to nothing
        (47.92, 106.9, True),
        (43.12, 131.9, True),
        (48.85, 2.35, True),
        (-33.9, 151.2, True),
        (50.25, 127.53, False),  # Heihe, a river away from Blagoveshchensk
    ],
)
def test_what_lies_abroad_is_told_by_the_nearest_city(lat, lon, abroad):
    assert is_abroad(lat, lon) is abroad


@pytest.mark.parametrize(("answer", "doubt"), [(BEIJING, Doubt.FAR), (HANOI, Doubt.ABROAD)])
def test_a_far_position_is_kept_and_moves_nothing(asked, answer, doubt):
    request, token, case = asked
    share_position(token, answer)
    kept = fresh(request)
    assert (kept.lat, kept.doubt, kept.verdict, kept.status) == (answer.lat, doubt, Verdict.OPEN, "answered")
    assert place(case) == SHANGHAI and fresh(case).version == case.version
    with for_office():
        assert not History.objects.filter(verb="case.position_shared").exists()


def test_a_near_one_moves_the_case_without_a_question(asked):
    request, token, case = asked
    share_position(token, SUZHOU)
    assert fresh(request).verdict == "" and place(case) == (31.3, 120.6)


def test_the_distance_is_the_policys(asked, at_office):
    with at_office():
        assert doubt_about((31.3, 120.6), SHANGHAI)[0] == ""
        assert doubt_about((31.3, 120.6), None) == ("", None)
        assert doubt_about((21.0285, 105.8542), None) == (Doubt.ABROAD, None)
        assert doubt_about((21.03, 105.86), (21.0285, 105.8542)) == ("", None)
        policy = CallPolicy(label="x", values={"far_m": 50_000}, status="published")
        policy.valid_from = History.objects.order_by("created_at").first().created_at
        policy.save()
        assert policy_on(policy.valid_from).far_m == 50_000
        assert doubt_about((31.3, 120.6), SHANGHAI)[0] == Doubt.FAR


def test_the_agent_reads_the_question_and_takes_it(asked, office, dispatcher, at_office):
    request, token, case = asked
    share_position(token, BEIJING)
    page = office.get(f"/hotline/{case.pk}/").content.decode()
    assert re.search(r"相距 1,06\d 公里：是否采用？", page)
    assert office.post(f"/hotline/asked/{request.pk}/take/", {"answers": "1"}).status_code == 302
    assert place(case) == (39.9042, 116.4074)
    with at_office():
        moved = History.objects.get(aggregate_id=case.pk, verb="case.position_shared")
        assert moved.actor_id == dispatcher.id
    assert "是否采用" not in office.get(f"/hotline/{case.pk}/asked/").content.decode()


def test_the_rescue_moves_only_when_it_is_taken(asked, dispatcher, acting, at_office):
    request, token, case = asked
    with at_office():
        rescue = Rescue.objects.create(number="R-1", case=case, lat=case.lat, lon=case.lon)
    share_position(token, BEIJING)
    assert (fresh(rescue).lat, fresh(rescue).version) == (SHANGHAI[0], rescue.version)
    with acting(dispatcher):
        decide_position(request.pk, Verdict.TAKEN, acting_user=dispatcher)
        move_rescue_to_the_driver(History.objects.get(verb="case.position_shared"))
    assert fresh(rescue).lat == 39.9042


def test_leaving_it_moves_nothing_and_of_two_agents_the_other_reads_who(asked, dispatcher, acting):
    request, token, case = asked
    share_position(token, BEIJING)
    with acting(dispatcher):
        decide_position(request.pk, Verdict.LEFT, answers=1, acting_user=dispatcher)
        with pytest.raises(WrongState) as refused:
            decide_position(request.pk, Verdict.TAKEN, acting_user=dispatcher)
    assert dispatcher.name in str(refused.value.message)
    assert place(case) == SHANGHAI


def test_who_has_seen_an_older_answer_does_not_take_the_newer_one(asked, dispatcher, acting):
    request, token, case = asked
    share_position(token, BEIJING)
    share_position(token, HANOI)
    with acting(dispatcher), pytest.raises(WrongState):
        decide_position(request.pk, Verdict.TAKEN, answers=1, acting_user=dispatcher)
    assert place(case) == SHANGHAI and fresh(request).is_open


def test_a_newer_answer_near_by_or_in_words_takes_the_question_away(asked, dispatcher, acting):
    request, token, case = asked
    share_position(token, BEIJING)
    share_position(token, Answer(words="过了收费站"))
    assert (fresh(request).verdict, fresh(request).lat) == ("", None)
    share_position(token, BEIJING)
    share_position(token, SUZHOU)
    assert fresh(request).verdict == "" and place(case) == (31.3, 120.6)
    with acting(dispatcher), pytest.raises(WrongState):
        decide_position(request.pk, Verdict.TAKEN, acting_user=dispatcher)


def test_a_closed_case_is_neither_asked_about_nor_moved(asked, office, dispatcher, acting):
    request, token, case = asked
    share_position(token, BEIJING)
    office.post(f"/hotline/{case.pk}/close/", {"result": "done"})
    with acting(dispatcher), pytest.raises(WrongState):
        decide_position(request.pk, Verdict.TAKEN, acting_user=dispatcher)
    share_position(token, HANOI)
    assert fresh(request).verdict == "" and place(case) == SHANGHAI


def test_only_who_answers_the_hotline_decides(asked, reviewer, acting, client_for, station_manager):
    request, token, case = asked
    share_position(token, BEIJING)
    with acting(reviewer), pytest.raises(NotAllowed):
        decide_position(request.pk, Verdict.TAKEN, acting_user=reviewer)
    assert client_for(station_manager).post(f"/hotline/asked/{request.pk}/take/").status_code == 404
    assert fresh(request).is_open and place(case) == SHANGHAI


def test_who_asked_the_driver_is_told(asked, dispatcher, at_office):
    _request, token, case = asked
    share_position(token, BEIJING)
    with at_office():
        ask_about_a_far_position(History.objects.get(verb="position.doubted"))
        told = Notification.objects.get(user_id=dispatcher.id)
    assert case.number in told.text and told.url.endswith(f"/hotline/{case.pk}/")


def test_the_api_shows_the_question_and_takes_or_leaves(asked, office):
    request, token, case = asked
    share_position(token, BEIJING)
    path = f"/api/v1/position-requests/{request.public_id}"
    told = office.get(path).json()
    assert (told["doubt"], told["verdict"], told["answers"], told["away_m"] > 1_000_000) == ("far", "open", 1, True)
    body, keys = json.dumps({"answers": 1}), {"Idempotency-Key": "a"}
    done = office.post(f"{path}/leave", body, "application/json", headers=keys)
    assert (done.status_code, done.json()["verdict"]) == (200, "left")
    late = office.post(f"{path}/take", body, "application/json", headers={"Idempotency-Key": "b"})
    assert late.status_code == 409 and place(case) == SHANGHAI


def test_the_form_asks_before_it_takes_a_far_position_over(office, client, at_office):
    form = "6f0c2f0e-6a38-4f4c-8a5f-0d9a3f0a1b2c"
    office.post("/hotline/ask/", {"phone": "13987654321", "form": form})
    with at_office():
        request = PositionRequest.objects.get()
        link = Message.objects.get(key=f"position:{request.pk}").values["link"]
    share_position(link.rstrip("/").rpartition("/")[2], BEIJING)

    def told(**where):
        return office.get("/hotline/ask/", {"form": form} | where).json()["request"]["question"]

    assert told(lat="31.2304", lon="121.4737") and not told() and not told(lat="39.9", lon="116.4")
    assert not told(lat="nan", lon="x")


def test_a_case_abroad_is_opened_after_a_warning(office, at_office):
    located = office.get("/hotline/locate/", {"coordinates": "21.0285,105.8542"}).json()
    assert located["words"] != office.get("/hotline/locate/", {"coordinates": "31.2,121.4"}).json()["words"]
    typed = {
        "kind": "rescue", "contact_phone": "13987654321", "safety": "shoulder", "vehicle": "沪A12345", "symptom": "no_start",
        "place": "Hanoi", "coordinates": "21.0285,105.8542", "datum": "wgs84",
    }  # fmt: skip
    refused = office.post("/hotline/take/", typed)
    assert refused.status_code == 422 and "despite_abroad" in refused.content.decode()
    with at_office():
        assert not Case.objects.exists()
    assert office.post("/hotline/take/", typed | {"despite_abroad": "on"}).status_code == 302
    with at_office():
        assert Case.objects.get().lat == 21.0285
