"""A driver shares the position: one link, one purpose, and it fills in by itself."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models.functions import Now

from common.channels.models import Message
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.scope import for_office
from network.hotline.choices import SharingStatus
from network.hotline.models import Case, PositionRequest
from network.hotline.sharing.actions import MOST_ANSWERS, MOST_ASKED, Answer, ask_position, share_position
from tests.builders.hotline import a_case

PHONE = "13987654321"
HERE = {"lat": 31.5, "lon": 121.6, "accuracy_m": 12.0}


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


@pytest.fixture
def asked(dispatcher, acting):
    def ask(**about):
        with acting(dispatcher):
            return ask_position(PHONE, acting_user=dispatcher, **about)

    return ask


def token_of(request):
    with for_office():
        link = Message.objects.get(key=f"position:{request.pk}").values["link"]
    return link.rstrip("/").rpartition("/")[2]


def fresh(row):
    with for_office():
        return type(row).objects.get(pk=row.pk)


def answer(client, token, **body):
    return client.post(f"/hotline/share/{token}/", json.dumps(body), "application/json")


def test_the_form_asks_and_fills_in_by_itself(office, client, at_office):
    form = str(uuid4())
    sent = office.post("/hotline/ask/", {"phone": PHONE, "language": "en", "form": form}).json()["request"]
    assert (sent["status"], sent["to"]) == ("asked", "139****4321")
    with at_office():
        request = PositionRequest.objects.get()
        assert Message.objects.get().language == "en"
    page = client.get(f"/hotline/share/{token_of(request)}/").content.decode()
    assert "Share my position" in page and PHONE not in page and "139" not in page
    assert office.get("/hotline/ask/", {"form": form}).json()["request"]["status"] == "opened"
    assert answer(client, token_of(request), **HERE).json() == {"status": "answered"}
    told = office.get("/hotline/ask/", {"form": form}).json()["request"]
    assert (told["status"], told["lat"], told["lon"], told["accuracy_m"]) == ("answered", 31.5, 121.6, 12.0)


def test_the_case_that_opens_from_the_form_takes_the_request_over(office, asked, client, at_office):
    form = uuid4()
    request = asked(form_key=form)
    typed = {
        "kind": "rescue", "contact_phone": PHONE, "contact_name": "王师傅", "safety": "shoulder", "vehicle": "沪A12345",
        "symptom": "no_start", "place": "G2 K1240", "coordinates": "31.23,121.47", "datum": "wgs84", "form_token": str(form),
        "language": "other",
    }  # fmt: skip
    assert office.post("/hotline/take/", typed).status_code == 302
    answer(client, token_of(request), **HERE)
    with at_office():
        case = Case.objects.get()
        assert (case.lat, case.lon, case.language) == (31.5, 121.6, "other")
        moved = History.objects.get(aggregate_id=case.pk, verb="case.position_shared")
        assert Message.objects.get().subject_id == case.pk
        assert (moved.before["lat"], moved.after["lat"]) == (31.23, 31.5)


def test_the_case_asks_its_caller_and_shows_the_answer(office, client, at_office):
    case = a_case(language="en")
    assert office.post(f"/hotline/{case.pk}/ask/").status_code == 302
    with at_office():
        request = PositionRequest.objects.get()
    assert "HX-Refresh" not in office.get(f"/hotline/{case.pk}/asked/?version={fresh(case).version}").headers
    answer(client, token_of(request), **HERE)
    assert "HX-Refresh" in office.get(f"/hotline/{case.pk}/asked/?version={case.version}").headers
    assert "±12 m" in office.get(f"/hotline/{case.pk}/").content.decode()


def test_a_closed_case_is_not_moved(office, client, at_office):
    case = a_case()
    office.post(f"/hotline/{case.pk}/ask/")
    office.post(f"/hotline/{case.pk}/close/", {"result": "done"})
    with at_office():
        request = PositionRequest.objects.get()
    answer(client, token_of(request), **HERE)
    assert fresh(case).lat == case.lat
    assert office.post(f"/hotline/{case.pk}/ask/").status_code in (409, 422)


def test_a_link_that_is_old_forged_or_used_up_shows_the_same(asked, client):
    request = asked()
    token = token_of(request)
    forged = client.get("/hotline/share/0000000000000000000000/")
    with for_office():
        PositionRequest.objects.filter(pk=request.pk).update(expires_at=Now() - timedelta(seconds=1))
    old = client.get(f"/hotline/share/{token}/")
    assert (old.status_code, forged.status_code) == (404, 404)
    assert answer(client, token, **HERE).status_code == 404
    with pytest.raises(NotYours):
        share_position(token, Answer(lat=1.0, lon=1.0))
    assert fresh(request).lat is None


def test_the_token_is_not_in_the_row(asked):
    request = asked()
    token = token_of(request)
    assert token not in str(vars(fresh(request)))


def test_a_better_position_replaces_the_first(asked):
    request = asked()
    share_position(token_of(request), Answer(lat=31.0, lon=121.0, accuracy_m=900.0))
    share_position(token_of(request), Answer(lat=31.5, lon=121.5, accuracy_m=10.0))
    assert (fresh(request).lat, fresh(request).accuracy_m, fresh(request).answers) == (31.5, 10.0, 2)


def test_a_phone_that_gives_no_position_is_told_to_the_agent_and_words_help(asked, client):
    request = asked()
    answer(client, token_of(request), refused=True)
    assert fresh(request).status == SharingStatus.REFUSED
    page = client.post(f"/hotline/share/{token_of(request)}/", {"words": "G2 过了苏州服务区"})
    assert page.status_code == 200
    assert (fresh(request).status, fresh(request).words, fresh(request).lat) == ("answered", "G2 过了苏州服务区", None)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"lat": 91, "lon": 0},
        {"lat": 0, "lon": 0},
        {"lat": "x", "lon": 1},
        {"lat": 1e400, "lon": 1},
        {"words": "  "},
        {"words": "\u0000"},
        {"words": "\ud800"},
        {"lat": 10**400, "lon": 1},
        HERE | {"accuracy_m": float("nan")},
        HERE | {"accuracy_m": float("inf")},
    ],
)
def test_what_is_no_position_changes_nothing(asked, client, body):
    request = asked()
    assert answer(client, token_of(request), **body).status_code == 422
    assert fresh(request).answered_at is None


def test_strange_characters_and_depths_from_a_phone_are_no_error(asked, client):
    token = token_of(asked())
    deep = client.post(f"/hotline/share/{token}/", "[" * 3_900, "application/json")
    typed = [client.post(f"/hotline/share/{token}/", {"words": words}).status_code for words in ("\0", "G2 \0昆山")]
    assert (deep.status_code, typed) == (422, [422, 200])


def test_a_link_can_be_used_so_often_and_no_more(asked):
    request = asked()
    with for_office():
        PositionRequest.objects.filter(pk=request.pk).update(answers=MOST_ANSWERS)
    with pytest.raises(WrongState):
        share_position(token_of(request), Answer(lat=1.0, lon=1.0))


def test_a_number_is_not_pestered(asked, office):
    for _time in range(MOST_ASKED):
        asked()
    with pytest.raises(Invalid):
        asked()
    refused = office.post("/hotline/ask/", {"phone": PHONE, "form": str(uuid4())})
    assert refused.status_code == 422 and refused.json()["words"]
    with for_office():
        assert Message.objects.count() == MOST_ASKED


def test_others_may_not_ask(reviewer, acting, client_for, station_manager):
    with acting(reviewer), pytest.raises(NotAllowed):
        ask_position(PHONE, acting_user=reviewer)
    assert client_for(station_manager).post("/hotline/ask/", {"phone": PHONE, "form": str(uuid4())}).status_code == 404
    with for_office():
        assert not PositionRequest.objects.exists() and not Message.objects.exists()


def test_the_api_asks_too(office):
    body = json.dumps({"phone": PHONE, "language": "en"})
    made = office.post("/api/v1/position-requests", body, "application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201 and made.json()["phone"] == "139****4321"
    case = a_case()
    body = json.dumps({"case": case.public_id})
    made = office.post("/api/v1/position-requests", body, "application/json", headers={"Idempotency-Key": "b"})
    assert made.json()["case"] == case.public_id
    assert "share/" not in office.get("/api/v1/position-requests").content.decode()


def test_the_drivers_page_speaks_the_drivers_language(asked, client):
    chinese = client.get(f"/hotline/share/{token_of(asked())}/").content.decode()
    assert "共享我的位置" in chinese and 'lang="zh' in chinese
    assert "Share my position" in client.get(f"/hotline/share/{token_of(asked(language='other'))}/").content.decode()
