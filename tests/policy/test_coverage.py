"""What is covered until when, by which clause: on the vehicle's page and in the API, for head office and station."""

from datetime import date
from typing import Any

import pytest

from accounts.actors import Actor
from catalog.models import Component, Vehicle
from tenants.registry.standing import at_head_office
from tests.builders.catalog import a_component, a_vehicle
from tests.builders.policy import a_published_policy

EXCLUDED = [{"clause": "3.1", "component": "FLT", "reason_zh": "易损件", "reason_en": "Wear part"}]


@pytest.fixture
def vehicle(db: None) -> Vehicle:
    """A vehicle sold on 2026-01-10, with an engine (24 months, 2.2), a filter (excluded) and a gearbox (12 months, 2.1)."""
    with at_head_office():
        a_published_policy()
        a_component()
        Component.objects.create(code="FLT", name_zh="滤清器", name_en="Filter")
        Component.objects.create(code="GBX", name_zh="变速箱", name_en="Gearbox")
    return a_vehicle(sold_on=date(2026, 1, 10), mileage_km=30_000)


def asked(client: Any, vehicle: Vehicle, query: str = "", station: str = "") -> Any:
    headers = {"X-Station": station} if station else {}
    return client.get(f"/api/v1/vehicles/{vehicle.public_id}/coverage{query}", headers=headers)


def test_the_api_says_until_when_by_which_clause(client_for: Any, reviewer: Actor, vehicle: Vehicle) -> None:
    answer = asked(client_for(reviewer), vehicle, "?day=2026-06-01").json()
    rows = {row["component"]: row for row in answer["components"]}
    assert (answer["policy"], answer["day"], answer["mileage_km"]) == ("2024-A", "2026-06-01", 30_000)
    assert (rows["ENG"]["state"], rows["ENG"]["until"], rows["ENG"]["clause"]) == ("covered", "2028-01-10", "2.2")
    assert (rows["GBX"]["until"], rows["GBX"]["mileage_km"], rows["GBX"]["clause"]) == ("2027-01-10", 100_000, "2.1")
    assert (rows["FLT"]["state"], rows["FLT"]["clause"]) == ("excluded", "3.1")
    assert rows["FLT"]["reason"] in ("易损件", "Wear part")


@pytest.mark.parametrize(
    ("query", "state"),
    [("?day=2027-01-10", "covered"), ("?day=2027-01-11", "ended"), ("?day=2026-06-01&mileage_km=100001", "ended")],
)
def test_it_ends_with_months_or_mileage(
    client_for: Any, reviewer: Actor, vehicle: Vehicle, query: str, state: str
) -> None:
    answer = asked(client_for(reviewer), vehicle, f"{query}&component=GBX").json()
    assert [row["state"] for row in answer["components"]] == [state]


def test_a_station_asks_too(client_for: Any, receptionist: Actor, vehicle: Vehicle) -> None:
    answer = asked(client_for(receptionist), vehicle, "?day=2026-06-01", "SHA01")
    assert answer.status_code == 200
    assert len(answer.json()["components"]) == 3


def test_a_gap_is_a_sentence(client_for: Any, reviewer: Actor, vehicle: Vehicle) -> None:
    answer = asked(client_for(reviewer), vehicle, "?day=2020-01-01")
    assert (answer.status_code, answer.json()["code"]) == (422, "policy.gap")


@pytest.mark.parametrize("query", ["?day=x", "?mileage_km=-1"])
def test_a_question_that_is_none_is_refused(client_for: Any, reviewer: Actor, vehicle: Vehicle, query: str) -> None:
    assert asked(client_for(reviewer), vehicle, query).status_code in (400, 422)


def test_a_vehicle_that_is_none_is_404(client_for: Any, reviewer: Actor, vehicle: Vehicle) -> None:
    vehicle.pk = a_component().pk
    assert asked(client_for(reviewer), vehicle).status_code == 404


def test_the_page_of_the_vehicle_says_it_to_both_sides(
    client_for: Any, reviewer: Actor, receptionist: Actor, vehicle: Vehicle
) -> None:
    for client, root in ((client_for(reviewer), ""), (client_for(receptionist), "/s/SHA01")):
        page = client.get(f"{root}/catalog/vehicles/{vehicle.pk}/")
        assert page.status_code == 200
        assert "2028-01-10" in page.content.decode()
        assert f"cover/?vehicle={vehicle.vin}" in page.content.decode()
