"""The crew's phone: what it is told, and what its outbox may send late, twice or wrong."""

import io
import json
from uuid import uuid4

import pytest
from PIL import Image

from common.clock import now
from common.files.models import StoredFile
from common.history.models import History
from network.dispatch.actions import cancel_rescue, reassign_rescue
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.models import Offer, Position, Rescue
from tests.builders.dispatch import a_crew, accepted, an_offer, make_due

HOME = "/s/SHA01/dispatch/phone/"
RIVAL = "/s/BJS01/dispatch/phone/"


@pytest.fixture
def phone(technician, client_for):
    return client_for(technician)


def report(client, *items, home=HOME):
    answer = client.post(f"{home}report/", json.dumps({"items": items}), content_type="application/json")
    assert answer.status_code == 200, answer.content
    return answer.json()


def step(do, subject, **more):
    return {"key": str(uuid4()), "do": do, "id": str(subject), "at": now().isoformat(), **more}


def test_the_page_opens_with_state_and_words(phone):
    a_crew()
    answer = phone.get(HOME)
    assert answer.status_code == 200
    assert b"phone-state" in answer.content and b"phone-words" in answer.content


def test_a_whole_rescue_from_the_outbox_at_once(phone, at_office):
    a_crew()
    offer = an_offer()
    rescue = offer.rescue_id
    told = report(
        phone,
        step("accept", offer.pk),
        step("depart", rescue),
        step("arrive", rescue),
        step("finish", rescue, result="Hose tightened", signed_by="Wang"),
    )
    assert all(one["ok"] for one in told["results"])
    assert told["state"]["jobs"] == []
    with at_office():
        assert Rescue.objects.get().status == RescueStatus.FINISHED


def test_sending_the_outbox_again_does_nothing_twice(phone, at_office):
    a_crew()
    offer = an_offer()
    steps = [step("accept", offer.pk), step("depart", offer.rescue_id)]
    report(phone, *steps)
    assert all(one["ok"] for one in report(phone, *steps)["results"])
    with at_office():
        assert History.objects.filter(verb="rescue.departed").count() == 1


def test_a_refused_step_is_told_and_does_not_stop_the_next(phone, at_office):
    crew = a_crew()
    offer = an_offer()
    make_due(offer)
    fix = {"key": str(uuid4()), "at": now().isoformat(), "lat": 31.2, "lon": 121.4}
    told = report(phone, step("accept", offer.pk), step("positions", crew.pk, fixes=[fix]))
    assert [one["ok"] for one in told["results"]] == [False, True]
    assert told["results"][0]["sentence"]
    with at_office():
        assert Offer.objects.get().status == OfferStatus.OPEN and Position.objects.count() == 1


@pytest.mark.parametrize(("take", "words"), [(reassign_rescue, "改派"), (cancel_rescue, "已取消")])
def test_a_crew_is_told_that_its_job_was_taken(phone, dispatcher, acting, take, words):
    a_crew()
    rescue = accepted(an_offer())
    assert phone.get(f"{HOME}state/").json()["taken"] == []
    with acting(dispatcher):
        take(rescue.pk, reason="Jam", acting_user=dispatcher)
    state = phone.get(f"{HOME}state/").json()
    assert state["jobs"] == []
    assert [one["number"] for one in state["taken"]] == [rescue.number] and words in state["taken"][0]["sentence"]
    assert phone.get(HOME).status_code == 200


def test_an_offer_that_was_only_taken_back_is_no_job_that_was_taken(phone, dispatcher, acting):
    a_crew()
    offer = an_offer()
    with acting(dispatcher):
        cancel_rescue(offer.rescue_id, reason="Gone", acting_user=dispatcher)
    assert phone.get(f"{HOME}state/").json()["taken"] == []


JUNK = [
    {},
    {"do": "fly"},
    {"do": "depart", "id": "no"},
    {"do": "finish", "id": str(uuid4())},
    {"do": "positions", "id": str(uuid4()), "fixes": [{}]},
]


@pytest.mark.parametrize("item", JUNK)
def test_junk_is_refused_with_a_sentence(phone, item):
    told = report(phone, {"key": "1", **item})
    assert told["results"][0]["ok"] is False and told["results"][0]["sentence"]


@pytest.mark.parametrize("body", ["", "[]", '{"items": 3}', "null"])
def test_what_is_no_report_is_422(phone, body):
    assert phone.post(f"{HOME}report/", body, content_type="application/json").status_code == 422


def test_a_rival_phone_sees_and_moves_nothing(rival_technician, client_for, at_office):
    a_crew()
    offer = an_offer()
    rival = client_for(rival_technician)
    told = report(rival, step("accept", offer.pk), step("depart", offer.rescue_id), home=RIVAL)
    assert [one["ok"] for one in told["results"]] == [False, False]
    assert told["state"]["offers"] == []
    assert rival.get(HOME).status_code == 404
    with at_office():
        assert Offer.objects.get().status == OfferStatus.OPEN


def test_the_drivers_number_is_shown_to_the_crew_and_the_look_recorded(phone, at_office):
    a_crew()
    rescue = accepted(an_offer())
    answer = phone.post(f"{HOME}driver/{rescue.pk}/")
    assert answer.json() == {"phone": "13812345678"}
    with at_office():
        assert History.objects.filter(verb="case.phone_shown").count() == 1


def picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    out.name = "photo.jpg"
    out.seek(0)
    return out


def test_a_photo_that_is_sent_twice_is_kept_once(phone, at_office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    a_crew()
    rescue = accepted(an_offer())
    key = str(uuid4())
    for _attempt in range(2):
        answer = phone.post(f"{HOME}photo/", {"rescue": str(rescue.pk), "key": key, "photo": picture()})
        assert answer.status_code == 200
    with at_office():
        assert StoredFile.objects.filter(subject_id=rescue.pk).count() == 1


def test_a_disguised_photo_is_refused(phone, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    a_crew()
    rescue = accepted(an_offer())
    fake = io.BytesIO(b"<script>")
    fake.name = "photo.jpg"
    answer = phone.post(f"{HOME}photo/", {"rescue": str(rescue.pk), "key": str(uuid4()), "photo": fake})
    assert answer.status_code == 422


@pytest.mark.parametrize("wrong", [{"rescue": "no", "key": "no"}, {}])
def test_a_photo_without_its_keys_is_refused(phone, wrong):
    assert phone.post(f"{HOME}photo/", {**wrong, "photo": picture()}).status_code == 422


def test_worker_and_manifest_rule_over_the_page_alone(phone):
    worker = phone.get(f"{HOME}worker.js")
    assert worker["Content-Type"].startswith("text/javascript")
    manifest = json.loads(phone.get(f"{HOME}manifest.webmanifest").content)
    assert (manifest["start_url"], manifest["scope"]) == (HOME, HOME)


def test_the_state_of_the_phone_names_the_time_for_which_it_holds(phone):
    a_crew()
    state = phone.get(f"{HOME}state/").json()
    assert state["crew"]["name"] == "Crew 1" and state["as_of"]
