"""The catalogue's pages and API answer, and stations see plates masked."""

from typing import Any

import pytest

from accounts.actors import Actor
from catalog.models import FaultCode, Part, Wmi
from tests.builders.catalog import a_component, a_failure_code, a_part, a_vehicle, an_operation

pytestmark = pytest.mark.django_db
LISTS = ["vehicles", "models", "parts", "operations", "failure-codes", "fault-codes", "makers"]


def world() -> list[Any]:
    return [a_vehicle(), a_part(), an_operation(), a_failure_code(), FaultCode.objects.first(), Wmi.objects.first()]


@pytest.mark.parametrize("name", LISTS)
def test_lists_answer_for_head_office_and_station(
    client_for: Any, administrator: Actor, receptionist: Actor, name: str
) -> None:
    world()
    assert client_for(administrator).get(f"/catalog/{name}/?q=a&sort=name").status_code == 200
    assert client_for(receptionist).get(f"/s/SHA01/catalog/{name}/").status_code == 200


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_records_answer(client_for: Any, administrator: Actor, language: str) -> None:
    client = client_for(administrator)
    for row in [*world(), a_vehicle().model, a_part("X1").supplier]:
        answer = client.get(row.get_absolute_url(), headers={"Accept-Language": language})
        assert answer.status_code == 200, row


def test_a_part_is_added_and_changed_by_form(client_for: Any, administrator: Actor) -> None:
    client, group = client_for(administrator), a_component()
    form = {
        "number": "NP-1", "component": group.pk, "name_zh": "泵", "name_en": "Pump", "unit_cost": "12.34",
        "form_token": "t1",
    }  # fmt: skip
    answer = client.post("/catalog/parts/new/", form)
    part = Part.objects.get(number="NP-1")
    assert (answer.status_code, part.unit_cost_minor) == (302, 1234)
    page = f"/catalog/parts/{part.pk}/edit/"
    assert 'value="12.34"' in client.get(page).content.decode()
    assert client.post(page, form | {"unit_cost": "20", "form_token": "t2"}).status_code == 302
    part.refresh_from_db()
    assert (part.unit_cost_minor, part.number) == (2000, "NP-1")
    again = client.post("/catalog/parts/new/", form | {"form_token": "t3"})
    assert (again.status_code, b"Pump" in again.content) == (422, True)


@pytest.mark.parametrize("name", ["parts", "operations", "failure-codes", "makers"])
def test_forms_open_for_those_who_keep_the_catalogue_only(
    client_for: Any, reviewer: Actor, auditor: Actor, name: str
) -> None:
    assert client_for(reviewer).get(f"/catalog/{name}/new/").status_code == 200
    assert client_for(auditor).get(f"/catalog/{name}/new/").status_code == 403


def test_a_list_is_imported_by_form(client_for: Any, administrator: Actor) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("dtc.csv", "code,name_zh,name_en\nP0301,一缸失火,Cylinder 1 misfire\nX,,\n".encode())
    client = client_for(administrator)
    answer = client.post("/catalog/fault-codes/import/", {"system": "dtc", "file": file}, follow=True)
    assert answer.status_code == 200
    page = client.get("/catalog/fault-codes/look-up/?spn=110&fmi=3&dtc=p0301")
    assert "一缸失火" in page.content.decode()
    assert "冷却液温度" in page.content.decode()


def test_the_check_of_a_vin_says_what_is_wrong(client_for: Any, receptionist: Actor) -> None:
    client, vehicle = client_for(receptionist), a_vehicle()
    good = client.get(f"/s/SHA01/catalog/vehicles/check/?vin={vehicle.vin}").content.decode()
    assert str(vehicle.pk) in good
    bad = client.get("/s/SHA01/catalog/vehicles/check/?vin=LZGJLDR41BX012345").content.decode()
    assert "form-error" in bad


def test_a_station_sees_the_plate_masked(client_for: Any, administrator: Actor, receptionist: Actor) -> None:
    plate = a_vehicle(plate="沪A12345").plate
    for base, client, seen in (("/s/SHA01", client_for(receptionist), False), ("", client_for(administrator), True)):
        for page in ("?q=LZG", "?format=csv"):
            assert (plate in client.get(f"{base}/catalog/vehicles/{page}").content.decode("utf-8-sig")) is seen
    found = client_for(receptionist).get(f"/s/SHA01/catalog/vehicles/?q={plate}")
    assert "沪A***45" in found.content.decode()


def test_suppliers_are_not_a_stations_business(client_for: Any, receptionist: Actor, supplier_user: Actor) -> None:
    part = a_part()
    assert client_for(receptionist).get("/s/SHA01/catalog/suppliers/").status_code == 404
    own = client_for(supplier_user).get("/catalog/suppliers/")
    assert own.status_code == 200
    assert part.supplier is not None
    assert client_for(supplier_user).get(part.supplier.get_absolute_url()).status_code == 404


@pytest.mark.parametrize(
    "name", ["vehicles", "models", "components", "suppliers", "parts", "labour-operations", "failure-codes", "wmis"]
)
def test_the_api_lists(client_for: Any, administrator: Actor, name: str) -> None:
    world()
    answer = client_for(administrator).get(f"/api/v1/{name}")
    assert answer.status_code == 200, answer.content
    assert answer.json()["data"][0]["id"]


def test_the_api_adds_a_part(client_for: Any, administrator: Actor, auditor: Actor) -> None:
    body = {
        "number": "API-1", "name_zh": "泵", "name_en": "Pump", "component_id": a_component().public_id,
        "unit_cost_minor": {"amount_minor": 900, "currency": "CNY"},
    }  # fmt: skip
    refused = client_for(auditor).post(
        "/api/v1/parts", body, content_type="application/json", headers={"Idempotency-Key": "a"}
    )
    assert (refused.status_code, Part.objects.filter(number="API-1").exists()) == (403, False)
    made = client_for(administrator).post(
        "/api/v1/parts", body, content_type="application/json", headers={"Idempotency-Key": "b"}
    )
    assert made.status_code == 201, made.content
    assert made.json()["unit_cost"] == {"amount_minor": 900, "currency": "CNY"}


@pytest.mark.parametrize(
    ("path", "new", "change"),
    [
        ("labour-operations", {"code": "L-1", "standard_hours": "1.50"}, {"standard_hours": "2.00"}),
        ("failure-codes", {"code": "F-1"}, {"name_en": "Cracked"}),
        ("wmis", {"code": "LX9"}, {"name_en": "Maker"}),
        (
            "parts",
            {"number": "P-1", "unit_cost_minor": {"amount_minor": 5, "currency": "CNY"}},
            {"is_serialised": True},
        ),
    ],
)
def test_the_api_adds_and_changes_each_kind(
    client_for: Any, administrator: Actor, path: str, new: dict[str, Any], change: dict[str, Any]
) -> None:
    client = client_for(administrator)
    group = {} if path == "wmis" else {"component_id": a_component().public_id}
    body = {"name_zh": "名", "name_en": "Name"} | group | new
    made = client.post(f"/api/v1/{path}", body, content_type="application/json", headers={"Idempotency-Key": path})
    assert made.status_code == 201, made.content
    where = f"/api/v1/{path}/{made.json()['id']}"
    assert client.patch(where, change, content_type="application/json").status_code == 428
    done = client.patch(where, change, content_type="application/json", headers={"If-Match": '"1"'})
    assert (done.status_code, done.json()["version"]) == (200, 2)
    stale = client.patch(where, change, content_type="application/json", headers={"If-Match": '"1"'})
    assert stale.status_code == 412
