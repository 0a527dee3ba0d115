"""The whole way of a repair order through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.models import RepairOrder
from tests.builders.api import Caller
from tests.builders.catalog import a_vehicle
from tests.builders.workshop import a_ready_order, a_reception, the_operation, the_part

SignIn = Callable[[Actor], Client]


@pytest.fixture
def call(client_for: SignIn) -> Callable[[Actor], Caller]:
    """Return a caller for a person at their station."""
    return lambda actor: Caller(client_for(actor), actor.station)


def test_the_whole_way(
    station: Station, receptionist: Actor, technician: Actor, workshop_supervisor: Actor, call: Any
) -> None:
    desk, hands, eyes = call(receptionist), call(technician), call(workshop_supervisor)
    body = {
        "vin": a_vehicle().vin,
        "mileage_km": 5,
        "customer_name": "王五",
        "customer_phone": "13700000000",
        "complaint": "异响",
    }
    made = desk.post("repair-orders", body)
    assert made.status_code == 201, made.text
    order = f"repair-orders/{made.json()['id']}"
    assert desk.post(f"{order}/open", {"promised_at": "2099-01-01T00:00:00Z"}).json()["status"] == "repairing"
    assert hands.post(f"{order}/add-labour", {"operation_code": the_operation().code}).status_code == 200
    assert hands.post(f"{order}/add-part", {"part_number": the_part().number, "is_causal": True}).status_code == 200
    assert hands.post(f"{order}/finish", {"cause": "c", "correction": "c"}).json()["status"] == "inspecting"
    assert eyes.post(f"{order}/inspect", {"is_passed": True}).json()["status"] == "ready"
    done = desk.post(f"{order}/deliver").json()
    assert (done["status"], len(done["labour"]), done["parts"][0]["unit_price"]["currency"]) == ("delivered", 1, "CNY")


def test_the_customer_is_masked(station: Station, technician: Actor, call: Any) -> None:
    with inside(station):
        order = a_reception(technician)
    shown = call(technician).get(f"repair-orders/{order.public_id}").json()
    assert shown["customer_phone"] == "138****5678" and "张三" not in str(shown)


def test_bad_input_is_a_problem_with_its_field(station: Station, receptionist: Actor, call: Any) -> None:
    body = {"vin": "SHORT", "mileage_km": 5, "customer_name": "a", "customer_phone": "13700000000", "complaint": "c"}
    answer = call(receptionist).post("repair-orders", body)
    assert answer.status_code == 422 and "vin" in answer.text
    with inside(station):
        assert not RepairOrder.objects.exists()


def test_a_rival_gets_404(station: Station, receptionist: Actor, rival_manager: Actor, call: Any) -> None:
    with inside(station):
        order = a_ready_order(receptionist)
    caller = call(rival_manager)
    assert caller.get(f"repair-orders/{order.public_id}").status_code == 404
    assert caller.post(f"repair-orders/{order.public_id}/deliver").status_code == 404
    assert caller.get("repair-orders").json()["data"] == []


def test_head_office_has_no_list(administrator: Actor, client_for: SignIn) -> None:
    assert client_for(administrator).get("/api/v1/repair-orders").status_code == 403
