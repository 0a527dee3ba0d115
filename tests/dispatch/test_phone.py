"""The crew's phone: what it is told, and what its outbox may send late, twice or wrong."""

import io
import json
from uuid import uuid4

import pytest
from PIL import Image

from accounts.roles import Role
from common.clock import now
from common.files.models import StoredFile
from common.history.models import History
from network.dispatch.actions import (
    CrewPlan,
    accept_offer,
    attach_photo,
    cancel_rescue,
    change_crew,
    form_crew,
    offer_to,
    reassign_rescue,
)
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.models import Offer, Position, Rescue
from tenants.registry.standing import inside
from tests import world
from tests.builders.dispatch import a_crew, accepted, an_offer, at_the_vehicle, make_due
from tests.world import station_actor

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


@pytest.fixture
def with_another_crew(technician, dispatcher, acting, at_office):
    """Return a rescue that the technician's crew drove to, given to the second crew of the same station meanwhile."""
    first = a_crew()
    second = a_crew(role=Role.WORKSHOP, name="Crew 2")
    rescue = accepted(an_offer())
    other = second if rescue.crew_id == first.pk else first
    with acting(dispatcher):
        reassign_rescue(rescue.pk, reason="Nearer", acting_user=dispatcher)
        offer = offer_to(rescue.pk, other.pk, reason="Nearer", acting_user=dispatcher)
    colleague = station_actor(Role.WORKSHOP, world.HOME)
    with inside(colleague.station):
        taken = accept_offer(offer.pk, acting_user=colleague)
    return rescue.crew_id, taken


@pytest.mark.parametrize("names_its_crew", [True, False])
def test_late_steps_of_a_crew_that_lost_the_rescue_do_not_move_the_crew_that_has_it(
    with_another_crew, phone, at_office, names_its_crew
):
    crew_id, rescue = with_another_crew
    said = {"crew": str(crew_id)} if names_its_crew else {}
    told = report(
        phone,
        step("depart", rescue.pk, **said),
        step("arrive", rescue.pk, **said),
        step("finish", rescue.pk, outcome="repaired", unsigned="device", **said),
    )
    assert [one["ok"] for one in told["results"]] == [False] * 3
    assert all("收回" in one["sentence"] for one in told["results"])
    with at_office():
        rescue.refresh_from_db()
        assert rescue.status == RescueStatus.ACCEPTED and rescue.departed_at is None
        assert not History.objects.filter(verb__in=("rescue.departed", "rescue.finished")).exists()


def test_who_rides_with_another_crew_meanwhile_still_sends_what_was_pressed(phone, technician, at_office):
    crew = a_crew()
    rescue = accepted(an_offer())
    manager = station_actor(Role.STATION_MANAGER, world.HOME)
    with inside(manager.station):
        change_crew(crew.pk, CrewPlan(name="Crew 1", capabilities=["repair", "tow", "tyre"]), acting_user=manager)
        form_crew(CrewPlan(name="Crew 2", members=[technician.id]), acting_user=manager)
    assert report(phone, step("depart", rescue.pk, crew=str(crew.pk)))["results"][0]["ok"] is True


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


AT = '"at": "2026-07-01T08:00:00Z"'
WRONG_KINDS = {
    "a number for a key": '{"do": "duty", "id": 5, "on": true}',
    "no list": '{"do": "positions", "id": "%s", "fixes": 5}',
    "numbers in a position": '{"do": "positions", "id": "%s", "fixes": [{"key": 5, "at": 5}]}',
    "a number without end": '{"do": "part", "id": "%s", "part_number": "1", "quantity": 1e400, ' + AT + "}",
    "a part of NUL": '{"do": "part", "id": "%s", "part_number": "\\u0000", "quantity": 1, ' + AT + "}",
    "a place without end": '{"do": "sign", "id": "%s", "png": "AAAA", "lat": NaN, "lon": 1e400, ' + AT + "}",
    "a number for a station": '{"do": "finish", "id": "%s", "outcome": "towed", "towed_to": 7, ' + AT + "}",
    "a list of verbs": '{"do": ["finish"], "id": "%s"}',
    "a number for a crew": '{"do": "depart", "id": "%s", "crew": 7, ' + AT + "}",
}


@pytest.mark.parametrize("name", WRONG_KINDS)
def test_a_step_of_the_wrong_kinds_is_refused_alone(phone, name):
    a_crew()
    rescue = at_the_vehicle()
    item = WRONG_KINDS[name].replace("%s", str(rescue.pk)).replace("{", f'{{"key": "{uuid4()}", ', 1)
    told = phone.post(f"{HOME}report/", f'{{"items": [{item}]}}', content_type="application/json")
    assert told.status_code == 200, told.content
    assert told.json()["results"][0]["ok"] is False and told.json()["results"][0]["sentence"]


def test_what_no_database_can_keep_is_left_out_of_the_words(phone, at_office):
    a_crew()
    rescue = at_the_vehicle()
    told = report(phone, step("finish", rescue.pk, outcome="repaired", result="Hose\0 tight\ud800", signed_by="W\0ang"))
    assert told["results"][0]["ok"] is True
    with at_office():
        rescue.refresh_from_db()
        assert (rescue.result, rescue.signed_by) == ("Hose tight", "Wang")


@pytest.mark.parametrize("body", ["", "[]", '{"items": 3}', "null", "[" * 100_000])
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


def test_a_photo_of_the_same_key_is_one_photo_whoever_sends_it(technician, acting, at_office, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    a_crew()
    rescue, key = accepted(an_offer()), uuid4()
    with acting(technician):
        kept = [attach_photo(rescue.pk, picture().read(), key=key, acting_user=technician) for _window in range(2)]
    assert kept[0] == kept[1]
    with at_office():
        assert History.objects.filter(verb="rescue.photo_added").count() == 1


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
