"""Opening a case."""

from uuid import uuid4

import pytest
from django.db import connection

from common.errors import Invalid, NotAllowed
from common.history.models import History, Undelivered
from network.hotline.actions import open_case, take_call
from network.hotline.models import Call, Case
from tests.builders.catalog import a_vehicle
from tests.builders.hotline import a_case, case_facts


def test_it_finds_the_vehicle_by_plate_and_keeps_its_brand(dispatcher, acting):
    vehicle = a_vehicle(plate="沪A88888")
    with acting(dispatcher):
        case = open_case(case_facts(vehicle="沪A·88888"), acting_user=dispatcher)
    assert (case.vehicle, case.vin, case.brand) == (vehicle, vehicle.vin, vehicle.model.brand)


def test_a_double_click_opens_one_case(dispatcher, acting):
    key = uuid4()
    with acting(dispatcher):
        first = open_case(case_facts(), acting_user=dispatcher, client_key=key)
        second = open_case(case_facts(), acting_user=dispatcher, client_key=key)
        assert first.pk == second.pk
        assert Case.objects.count() == 1


def test_it_warns_of_an_open_case_of_the_same_vehicle(dispatcher, acting):
    first = a_case(vehicle="沪B12345")
    with acting(dispatcher), pytest.raises(Invalid) as refusal:
        open_case(case_facts(vehicle="沪B 12345"), acting_user=dispatcher)
    assert refusal.value.details["case_id"] == str(first.pk)
    assert first.number in str(refusal.value.message)


@pytest.mark.parametrize("typed", ["vin", "tail", "plate", "dotted"])
def test_the_vehicle_is_the_same_however_it_is_named(dispatcher, acting, typed):
    vehicle = a_vehicle(plate="沪A55555")
    first = a_case(vehicle=vehicle.vin)
    names = {"vin": vehicle.vin.lower(), "tail": vehicle.vin[-8:], "plate": "沪A55555", "dotted": "沪a·55555"}
    with acting(dispatcher), pytest.raises(Invalid) as refusal:
        open_case(case_facts(vehicle=names[typed], contact_phone="13911111111"), acting_user=dispatcher)
    assert (refusal.value.details["case_id"], refusal.value.field) == (str(first.pk), "vehicle")


@pytest.mark.parametrize(
    ("first", "second", "refused"),
    [("", "", True), ("", "沪B11111", True), ("沪B22222", "", True), ("沪B22222", "沪B11111", False)],
    ids=["neither named", "first not named", "second not named", "two vehicles of a fleet"],
)
def test_a_number_has_one_open_case_unless_both_name_their_vehicle(dispatcher, acting, first, second, refused):
    with acting(dispatcher):
        known = open_case(case_facts(vehicle=first), acting_user=dispatcher)
        again = case_facts(vehicle=second, contact_phone="+86 138-1234-5678")
        if not refused:
            assert open_case(again, acting_user=dispatcher).pk != known.pk
            return
        with pytest.raises(Invalid) as refusal:
            open_case(again, acting_user=dispatcher)
        assert (refusal.value.details["case_id"], refusal.value.field) == (str(known.pk), "contact_phone")
        assert Case.objects.count() == 1


def test_a_second_case_can_be_opened_on_purpose(dispatcher, acting):
    a_case(vehicle="沪B12345")
    with acting(dispatcher):
        open_case(case_facts(vehicle="沪B12345"), acting_user=dispatcher, despite_duplicate=True)
        assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"vehicle": "LZGJLDR49BX012345"}, "vehicle"),
        ({"lat": None}, "coordinates"),
        ({"lat": 95.0}, "coordinates"),
        ({"contact_phone": "12"}, "contact_phone"),
    ],
)
def test_a_wrong_entry_names_its_field_and_changes_nothing(dispatcher, acting, facts, field):
    with acting(dispatcher), pytest.raises(Invalid) as refusal:
        open_case(case_facts(**facts), acting_user=dispatcher)
    assert refusal.value.field == field
    with acting(dispatcher):
        assert not Case.objects.exists() and not Undelivered.objects.filter(verb="case.opened").exists()


def test_the_phone_number_lies_nowhere_in_plain_text(dispatcher, acting):
    case = a_case(contact_phone="13912345678")
    with acting(dispatcher), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM hotline_case c WHERE id = %s", [case.pk])
        assert "13912345678" not in cursor.fetchone()[0]
    assert (case.contact_phone, case.masked_phone) == ("13912345678", "139****5678")


def test_a_complaint_needs_no_place(dispatcher, acting):
    with acting(dispatcher):
        case = open_case(case_facts(kind="complaint", lat=None, lon=None, symptom=""), acting_user=dispatcher)
    assert case.lat is None


def test_the_call_is_tied_to_its_case(dispatcher, acting):
    with acting(dispatcher):
        call = take_call("+86 139 1234 5678", acting_user=dispatcher)
        case = open_case(case_facts(), acting_user=dispatcher, call_id=call.pk)
        call.refresh_from_db()
        assert call.case_id == case.pk
        assert take_call("", acting_user=dispatcher, client_key=uuid4()).pk != call.pk
        assert Call.objects.count() == 2


def test_a_reviewer_may_not_open_a_case(reviewer, acting):
    with acting(reviewer), pytest.raises(NotAllowed):
        open_case(case_facts(), acting_user=reviewer)
    with acting(reviewer):
        assert not Case.objects.exists() and not History.objects.filter(verb="case.opened").exists()


@pytest.mark.parametrize(
    ("typed", "road"),
    [({}, "highway"), ({"road": "site"}, "site"), ({"place": "中山北路 12 号"}, "")],
)
def test_the_kind_of_road_is_the_agent_s_or_read_from_the_place(db, typed, road):
    assert a_case(**typed).road == road
