"""The hotline's pages: the form keeps what was typed, a double click is one case, looks at numbers are recorded."""

from uuid import uuid4

import pytest

from common.history.models import History
from network.hotline.models import Call, Case
from tests.builders.catalog import a_vehicle
from tests.builders.hotline import a_case


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


def typed(**changes):
    given = {
        "kind": "rescue",
        "contact_phone": "138 1234 5678",
        "contact_name": "王师傅",
        "safety": "shoulder",
        "vehicle": "沪A12345",
        "symptom": "no_start",
        "place": "G2 K1240",
        "coordinates": "31.23,121.47",
        "datum": "wgs84",
        "form_token": str(uuid4()),
    }
    return given | changes


def test_a_call_becomes_a_case(office, at_office):
    answer = office.post("/hotline/take/", typed())
    assert answer.status_code == 302
    with at_office():
        case = Case.objects.get()
        assert (case.lat, case.lon, case.contact_phone) == (31.23, 121.47, "13812345678")
        assert Call.objects.get().case_id == case.pk
    assert office.get(answer.url).status_code == 200


def test_a_double_click_is_one_case(office, at_office):
    form = typed()
    first, second = office.post("/hotline/take/", form), office.post("/hotline/take/", form)
    assert first.url == second.url
    with at_office():
        assert (Case.objects.count(), Call.objects.count()) == (1, 1)


def test_a_duplicate_is_a_warning_that_can_be_passed(office, at_office):
    a_case(vehicle="沪A12345")
    refused = office.post("/hotline/take/", typed())
    assert refused.status_code == 422 and "CASE-" in refused.content.decode()
    assert "G2 K1240" in refused.content.decode()  # nothing typed is lost
    assert office.post("/hotline/take/", typed(despite_duplicate="on")).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"coordinates": ""},
        {"coordinates": "somewhere"},
        {"coordinates": "99,200"},
        {"vehicle": "LZGJLDR49BX012345"},
        {"contact_phone": "1"},
        {"safety": ""},
        {"kind": "complaint", "description": ""},
    ],
)
def test_a_wrong_entry_changes_nothing_and_keeps_what_was_typed(office, at_office, wrong):
    answer = office.post("/hotline/take/", typed(**wrong))
    assert answer.status_code == 422
    assert "王师傅" in answer.content.decode()
    with at_office():
        assert not Case.objects.exists() and not Call.objects.exists()


def test_the_lookup_knows_vehicle_and_open_cases(office):
    vehicle = a_vehicle(plate="沪A77777")
    case = a_case(vehicle=vehicle.vin)
    known = office.get("/hotline/lookup/", {"vehicle": "沪A77777"}).json()
    assert known["vehicle"]["vin"] == vehicle.vin
    assert known["cases"][0]["number"] == case.number
    assert office.get("/hotline/lookup/", {"phone": "13812345678"}).json()["cases"]


def test_showing_the_number_is_recorded(office, at_office):
    case = a_case()
    assert "13812345678" not in office.get(f"/hotline/{case.pk}/").content.decode()
    assert "13812345678" in office.post(f"/hotline/{case.pk}/phone/").content.decode()
    with at_office():
        assert History.objects.filter(verb="case.phone_shown").count() == 1


def test_closing_needs_a_result(office, at_office):
    case = a_case(kind="complaint", description="Slow")
    assert office.post(f"/hotline/{case.pk}/close/", {"result": ""}).status_code == 422
    assert office.post(f"/hotline/{case.pk}/close/", {"result": "Apologised"}).status_code == 302
    assert office.post(f"/hotline/{case.pk}/close/", {"result": "Again"}).status_code == 409


def test_lists_open(office):
    a_case()
    assert office.get("/hotline/").status_code == 200
    assert office.get("/hotline/calls/").status_code == 200


def test_a_station_has_no_hotline(station_manager, client_for):
    case = a_case()
    assert client_for(station_manager).get(f"/s/SHA01/hotline/{case.pk}/").status_code == 404
    assert client_for(station_manager).get(f"/hotline/{case.pk}/").status_code == 404
