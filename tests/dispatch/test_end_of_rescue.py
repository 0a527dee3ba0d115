"""How a rescue ends: the outcome as data, parts of the store, the driver's signature; from the outbox of a phone that sends twice."""

import io
from base64 import b64encode
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from PIL import Image, ImageDraw

from accounts.roles import Role
from common.clock import now, today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.files.pictures import read_drawing
from common.history.models import History
from network.dispatch.actions import Found, finish, parts, sign_rescue, take_parts, use_part
from network.dispatch.choices import Outcome, RescueStatus
from network.dispatch.models import Rescue, RescuePart
from network.dispatch.paper import slip_data, slip_pdf
from network.dispatch.selectors import rescues_for
from network.dispatch.statistics import tallies
from network.hotline.models import Case
from tenants.parts.actions import keep_item, receive_stock
from tenants.parts.models import StockItem, StockMove
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.catalog import a_part
from tests.builders.dispatch import a_crew, accepted, at_the_vehicle
from tests.builders.workshop import an_open_order
from tests.dispatch.test_api import Caller
from tests.dispatch.test_phone import HOME, report, step
from tests.world import station_actor


@pytest.fixture
def phone(technician, client_for):
    return client_for(technician)


@pytest.fixture
def rescue(db) -> Rescue:
    """A rescue whose crew is at the vehicle."""
    a_crew()
    return at_the_vehicle()


def a_stocked_item(count: int) -> StockItem:
    """Return a pump of which the store of the station has `count`."""
    clerk = station_actor(Role.PARTS, "SHA01")
    a_part("P-PUMP")
    with inside(clerk.station):
        item = keep_item(part_number="P-PUMP", acting_user=clerk)
        receive_stock(item.pk, quantity=count, acting_user=clerk)
        return item


def drawn(colour: str = "black", kind: str = "PNG") -> bytes:
    """Return a signature of one stroke."""
    sheet = Image.new("RGBA", (300, 120), (0, 0, 0, 0))
    ImageDraw.Draw(sheet).line([(20, 20), (150, 90), (260, 30)], fill=colour, width=4)
    out = io.BytesIO()
    sheet.convert("RGB" if kind == "JPEG" else "RGBA").save(out, kind)
    return out.getvalue()


def ended(rescue: Rescue, actor: Any, **told: Any) -> Rescue:
    """Finish the rescue with an outcome."""
    found = {name: told.pop(name) for name in list(told) if name in Found.__dataclass_fields__}
    with inside(actor.station):
        return finish(rescue.pk, found=Found(**found), acting_user=actor, **told)


# --- the outcome


def test_an_outcome_needs_no_words_and_the_case_reads_it(rescue, technician, at_office):
    with translation.override("zh-hans"):
        done = ended(rescue, technician, outcome="repaired", found_symptom="tyre")
    assert (done.status, done.outcome, done.result) == (RescueStatus.FINISHED, "repaired", "")
    with at_office():
        assert Case.objects.get(pk=done.case_id).result == "现场修复"


def test_towed_names_the_station(rescue, technician, at_office):
    with at_office():
        there = Station.objects.exclude(pk=rescue.station_id).first()
    done = ended(rescue, technician, outcome="towed", towed_to=there.pk, result="Left on the yard")
    with at_office():
        done = Rescue.objects.get(pk=done.pk)
        assert done.towed_to == there and there.name in done.outcome_words
        assert Case.objects.get(pk=done.case_id).result == f"{done.outcome_words} – Left on the yard"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({}, "result"),
        ({"outcome": "vanished"}, "outcome"),
        ({"outcome": "towed"}, "towed_to"),
        ({"outcome": "towed", "towed_to": uuid4()}, "towed_to"),
        ({"outcome": "not_helped"}, "no_help"),
        ({"outcome": "repaired", "found_symptom": "mood"}, "found_symptom"),
        ({"outcome": "repaired", "found_cause": "F-NONE"}, "found_cause"),
        ({"outcome": "repaired", "unsigned": "lazy"}, "unsigned"),
    ],
)
def test_what_tells_too_little_is_refused_and_nothing_happens(rescue, technician, at_office, told, field):
    with pytest.raises(Invalid) as refused:
        ended(rescue, technician, **told)
    assert refused.value.field == field
    with at_office():
        assert Rescue.objects.get().status == RescueStatus.ARRIVED
        assert not History.objects.filter(verb="rescue.finished").exists()


def test_words_say_where_to_when_no_station_was_loaded(rescue, technician):
    assert ended(rescue, technician, outcome="towed", result="To the fleet's own yard").towed_to is None


def test_a_reason_is_kept_only_with_no_help(rescue, technician):
    assert ended(rescue, technician, outcome="repaired", no_help="parts").no_help == ""


def test_the_database_keeps_the_rules(rescue, technician, at_office):
    done = ended(rescue, technician, outcome="not_helped", no_help="workshop")
    for wrong in ({"no_help": ""}, {"towed_to": done.station}):
        with at_office(), pytest.raises(IntegrityError), transaction.atomic():
            Rescue.objects.filter(pk=done.pk).update(**wrong)


def test_statistics_count_by_outcome(rescue, technician, dispatcher, acting):
    ended(rescue, technician, outcome="driver_gone", unsigned="absent")
    with acting(dispatcher):
        [one] = tallies(dispatcher, today().replace(day=1), "station_id").values()
    assert one.outcomes == {"repaired": 0, "towed": 0, "not_helped": 0, "driver_gone": 1}


# --- the signature


def signed(rescue: Rescue, actor: Any, key: Any = None, drawing: bytes = b"", **told: Any) -> StoredFile:
    """Sign on the phone's screen."""
    with inside(actor.station):
        return sign_rescue(rescue.pk, drawing or drawn(), key=key or uuid4(), acting_user=actor, **told)


def test_a_signature_is_kept_once_with_hash_time_and_place(rescue, technician):
    key, moment = uuid4(), now()
    kept = signed(rescue, technician, key, at=moment, place=(31.2, 121.5))
    assert kept == signed(rescue, technician, key)
    assert (kept.captured_at, kept.captured_lat, kept.captured_lon) == (moment, 31.2, 121.5)
    assert kept.content_type == "image/png" and len(kept.sha256) == len(kept.source_sha256) == 64
    with inside(technician.station):
        assert History.objects.filter(verb="rescue.signed").count() == 1


@pytest.mark.parametrize("bad", [b"GIF89a", b"x" * 600_000, drawn("white"), Image.new("L", (9, 9)).tobytes()])
def test_what_is_no_drawing_is_refused(rescue, technician, bad):
    with pytest.raises(Invalid):
        signed(rescue, technician, drawing=bad)
    with inside(technician.station):
        assert not StoredFile.objects.filter(kind="rescue_signature").exists()


def test_a_drawing_is_grey_on_white_without_what_else_was_in_the_file():
    with Image.open(io.BytesIO(read_drawing(drawn("navy")).content)) as image:
        assert image.mode == "L" and image.getpixel((0, 0)) == 255 and not image.info.get("exif")


def test_nobody_signs_before_the_crew_is_there(technician):
    a_crew()
    with pytest.raises(WrongState):
        signed(accepted(), technician)


def test_the_slip_shows_the_signature_and_the_parts(rescue, technician):
    with inside(technician.station):
        a_stocked_item(5)
        use_part(rescue.pk, key=uuid4(), part_number="P-PUMP", quantity=2, acting_user=technician)
    kept = signed(rescue, technician, place=(31.2, 121.5))
    ended(rescue, technician, outcome="repaired", signed_by="Wang")
    with inside(technician.station):
        done = rescues_for(technician).get(pk=rescue.pk)
        data = slip_data(done)
        assert data["parts"][0][2] == "2" and bytes(data["signature"]).startswith(b"\x89PNG")
        assert data["signed"][0] == "Wang" and data["signed"][-1] == f"SHA-256 {kept.sha256}"
        assert slip_pdf(done).startswith(b"%PDF")


def test_the_slip_says_why_nobody_signed(rescue, technician):
    ended(rescue, technician, outcome="repaired", unsigned="injured")
    with inside(technician.station), translation.override("zh-hans"):
        assert slip_data(rescues_for(technician).get(pk=rescue.pk))["signed"] == ["司机受伤或已送医"]


def test_pages_show_all_of_it_and_the_slip_waits_for_the_end(rescue, technician, dispatcher, client_for):
    slip = f"/dispatch/rescues/{rescue.pk}/slip/"
    assert client_for(dispatcher).get(slip).status_code == 409
    kept = signed(rescue, technician)
    ended(rescue, technician, outcome="not_helped", no_help="workshop")
    for client, base in ((client_for(dispatcher), ""), (client_for(technician), "/s/SHA01")):
        page = client.get(f"{base}/dispatch/rescues/{rescue.pk}/").content.decode()
        assert "未能救援: 只能进厂维修" in page and kept.sha256 in page
        assert client.get(f"{base}{slip}").content.startswith(b"%PDF")
        assert client.get(f"{base}/dispatch/photos/{kept.pk}/")["Content-Type"] == "image/png"


def test_a_rival_sees_neither_signature_nor_slip(rescue, technician, rival_technician, client_for):
    kept = signed(rescue, technician)
    rival = client_for(rival_technician)
    for address in (f"photos/{kept.pk}/", f"rescues/{rescue.pk}/slip/"):
        assert rival.get(f"/s/BJS01/dispatch/{address}").status_code == 404


# --- parts


def used(rescue: Rescue, actor: Any, quantity: int = 1, key: Any = None, number: str = "P-PUMP") -> RescuePart:
    """Tell a part that the crew used."""
    with inside(actor.station):
        return use_part(rescue.pk, key=key or uuid4(), part_number=number, quantity=quantity, acting_user=actor)


@pytest.fixture
def store(rescue, technician) -> StockItem:
    """Three pumps."""
    with inside(technician.station):
        return a_stocked_item(3)


def test_a_part_sent_twice_is_one_line_and_its_quantity_may_change(rescue, technician, store):
    key = uuid4()
    assert used(rescue, technician, 1, key) == used(rescue, technician, 1, key)
    assert used(rescue, technician, 3, key).quantity == 3
    with inside(technician.station):
        assert RescuePart.objects.count() == 1
        assert StockItem.objects.get().on_hand == 3  # the store issues it


def test_what_is_promised_can_not_be_used_again(rescue, technician, store):
    used(rescue, technician, 2)
    with pytest.raises(Invalid) as refused:
        used(rescue, technician, 2)
    assert "1" in str(refused.value.message)
    assert used(rescue, technician, 1).quantity == 1


def test_one_key_of_the_phone_stands_for_one_part(rescue, technician, store, parts_clerk, client_for):
    key = uuid4()
    with inside(technician.station):
        a_part("P-BELT")
        receive_stock(keep_item(part_number="P-BELT", acting_user=parts_clerk).pk, quantity=2, acting_user=parts_clerk)
    used(rescue, technician, 1, key)
    with pytest.raises(WrongState) as refused:
        used(rescue, technician, 2, key, "P-BELT")
    assert "P-PUMP" in str(refused.value.message)
    body = {"client_id": str(key), "part_number": "P-BELT", "quantity": 2}
    told = Caller(client_for(technician), "SHA01").post(f"rescues/{rescue.public_id}/use-part", body)
    assert (told.status_code, told.json()["code"]) == (409, "rescue.key_used")
    with inside(technician.station):
        assert [(one.part_number, one.quantity) for one in RescuePart.objects.all()] == [("P-PUMP", 1)]


def test_of_two_parts_that_come_with_one_key_at_once_the_second_is_told(rescue, technician, store, monkeypatch):
    key = uuid4()
    used(rescue, technician, 1, key)
    with inside(technician.station):
        blind = iter([RescuePart.objects.none()])  # the second looked before the first was written
    looks = parts.parts_of_rescue
    monkeypatch.setattr(parts, "parts_of_rescue", lambda one: next(blind, looks(one)))
    with pytest.raises(WrongState) as refused:
        used(rescue, technician, 2, key)
    assert "P-PUMP" in str(refused.value.message)


@pytest.mark.parametrize(("number", "quantity"), [("P-NONE", 1), ("P-PUMP", 0), ("P-PUMP", 4)])
def test_a_part_that_can_not_be_is_refused(rescue, technician, store, number, quantity):
    with pytest.raises(Invalid):
        used(rescue, technician, quantity, number=number)
    with inside(technician.station):
        assert not RescuePart.objects.exists()


def test_no_part_is_used_before_the_arrival_or_on_another_stations_rescue(technician, rival_technician, rescue, store):
    with pytest.raises(NotYours):
        used(rescue, rival_technician)


def test_the_store_takes_them_into_a_repair_order_once(rescue, technician, parts_clerk, store):
    used(rescue, technician, 1)
    used(rescue, technician, 2)
    with inside(technician.station):
        order = an_open_order(parts_clerk)
        take_parts(rescue.pk, order.pk, acting_user=parts_clerk)
        assert StockItem.objects.get().on_hand == 0
        assert [(one.part_number, one.quantity) for one in order.part_lines.all()] == [("P-PUMP", 3)]
        assert {one.order_number for one in RescuePart.objects.all()} == {order.number}
        with pytest.raises(WrongState):
            take_parts(rescue.pk, order.pk, acting_user=parts_clerk)
        assert StockMove.objects.filter(kind="issue").count() == 1


def test_a_technician_takes_nothing_out_of_the_store(rescue, technician, store):
    used(rescue, technician)
    with inside(technician.station):
        order = an_open_order(technician)
        with pytest.raises(NotAllowed):
            take_parts(rescue.pk, order.pk, acting_user=technician)
        assert StockItem.objects.get().on_hand == 3


def test_the_page_takes_what_is_ticked(rescue, technician, parts_clerk, client_for, store):
    line = used(rescue, technician)
    with inside(technician.station):
        order = an_open_order(parts_clerk)
    client, address = client_for(parts_clerk), f"/s/SHA01/dispatch/rescues/{rescue.pk}/parts/"
    assert order.number in client.get(address).content.decode()
    assert client.post(address, {"order": str(order.pk), "lines": [str(line.pk)]}).status_code == 302
    with inside(technician.station):
        assert RescuePart.objects.get().order_number == order.number


# --- from the outbox


def test_the_whole_end_from_the_outbox_and_again(phone, rescue, technician, store):
    png = b64encode(drawn()).decode()
    steps = [
        step("part", rescue.pk, part_number="P-PUMP", quantity=2),
        step("part", rescue.pk, part_number="P-NONE", quantity=1),
        step("sign", rescue.pk, png=png, lat=31.2, lon=121.5),
        step("finish", rescue.pk, outcome="towed", towed_to=str(rescue.station_id), signed_by="Wang"),
    ]
    told = report(phone, *steps)["results"]
    assert [one["ok"] for one in told] == [True, False, True, True] and "P-NONE" in told[1]["sentence"]
    assert [one["ok"] for one in report(phone, *steps)["results"]] == [True, False, True, True]
    with inside(technician.station):
        done = Rescue.objects.get()
        assert (done.outcome, done.towed_to_id) == (Outcome.TOWED, rescue.station_id)
        assert RescuePart.objects.count() == StoredFile.objects.filter(kind="rescue_signature").count() == 1


@pytest.mark.parametrize("junk", [{"do": "sign", "png": "no"}, {"do": "part", "part_number": "X"}, {"do": "sign"}])
def test_junk_of_the_end_is_refused_with_a_sentence(phone, rescue, junk):
    told = report(phone, {**step("", rescue.pk), **junk})["results"]
    assert told[0]["ok"] is False and told[0]["sentence"]


def test_the_kit_has_the_nearest_station_first_the_store_and_the_causes(phone, rescue, store, technician):
    kit = phone.get(f"{HOME}kit/").json()
    near = kit["stations"][str(rescue.pk)]
    assert [one["km"] for one in near] == sorted(one["km"] for one in near)
    assert str(technician.station.pk) in [one["id"] for one in near]
    assert [(one["number"], one["on_hand"]) for one in kit["parts"]] == [("P-PUMP", 3)]
    assert isinstance(kit["causes"], list)


def test_a_kit_without_a_job_names_no_station(phone):
    a_crew()
    assert phone.get(f"{HOME}kit/").json()["stations"] == {}


# --- by the API


def test_the_api_does_the_same(rescue, technician, parts_clerk, client_for, store):
    crew, clerk = (Caller(client_for(one), "SHA01") for one in (technician, parts_clerk))
    path, key = f"rescues/{rescue.public_id}", str(uuid4())
    bad = crew.post(f"{path}/sign", {"client_id": key, "png": "no"})
    assert (bad.status_code, bad.json()["code"]) == (422, "rescue.no_signature")
    png = b64encode(drawn()).decode()
    assert crew.post(f"{path}/sign", {"client_id": key, "png": png, "lat": 31.2, "lon": 121.5}).status_code == 200
    part = {"client_id": key, "part_number": "P-PUMP", "quantity": 2}
    assert crew.post(f"{path}/use-part", part).status_code == 200
    done = crew.post(f"{path}/finish", {"outcome": "towed", "towed_to": technician.station.public_id}).json()
    assert (done["outcome"], done["towed_to"]) == ("towed", technician.station.public_id)
    with inside(technician.station):
        order = an_open_order(parts_clerk)
    assert crew.post(f"{path}/take-parts", {"order": order.public_id}).status_code == 403
    assert clerk.post(f"{path}/take-parts", {"order": order.public_id}).status_code == 200
    [line] = crew.get("rescue-parts?waits=false").json()["data"]
    assert (line["part_number"], line["quantity"], line["order_number"]) == ("P-PUMP", 2, order.number)
    assert crew.get("rescue-parts?waits=true").json()["data"] == []


def test_the_api_counts_by_outcome(rescue, technician, dispatcher, client_for):
    ended(rescue, technician, outcome="repaired")
    [figure] = Caller(client_for(dispatcher)).get("rescues/statistics?by=station").json()["figures"]
    assert (figure["repaired"], figure["towed"]) == (1, 0)
