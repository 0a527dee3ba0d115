"""The whole way of a repair order through the API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.models import Membership
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.models import RepairOrder
from tests.builders.api import Caller
from tests.builders.catalog import a_vehicle
from tests.builders.workshop import a_ready_order, a_reception, a_worked_order, an_open_order, the_operation, the_part

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


def test_lines_and_extra_work_are_taken_back_and_answered(
    station: Station, receptionist: Actor, technician: Actor, call: Any
) -> None:
    with inside(station):
        order = a_worked_order(technician)
    desk, hands, address = call(receptionist), call(technician), f"repair-orders/{order.public_id}"
    shown = hands.post(f"{address}/propose-extra", {"what": "刹车片磨损", "extra_minutes": 30}).json()
    extra = shown["extra_work"][0]["id"]
    assert desk.post(f"extra-work/{extra}/answer", {"is_agreed": True}).json()["status"] == "agreed"
    assert hands.post(f"labour-lines/{shown['labour'][0]['id']}/remove").json()["repair_order"] == order.public_id
    assert hands.post(f"part-lines/{shown['parts'][0]['id']}/remove").status_code == 200
    assert hands.get(address).json()["labour"] == hands.get(address).json()["parts"] == []
    later = {"promised_at": "2099-01-01T00:00:00Z", "reason": "等待配件"}
    assert desk.post(f"{address}/promise", later).status_code == 200
    assert desk.post(f"{address}/cancel", {"reason": "客户取消"}).json()["status"] == "cancelled"


def test_a_ready_vehicle_is_taken_back(station: Station, receptionist: Actor, call: Any) -> None:
    with inside(station):
        order = a_ready_order(receptionist)
    answer = call(receptionist).post(f"repair-orders/{order.public_id}/take-back", {"reason": "异响"})
    assert answer.json()["status"] == "repairing"


def test_work_is_entered_for_a_colleague(
    station: Station, technician: Actor, workshop_supervisor: Actor, call: Any
) -> None:
    with inside(station):
        order = an_open_order(technician)
    colleague = Membership.objects.get(user=technician.user).public_id
    body = {"operation_code": the_operation().code, "technician": colleague}
    shown = call(workshop_supervisor).post(f"repair-orders/{order.public_id}/add-labour", body).json()
    assert shown["labour"][0]["technician_name"] == technician.name


def test_a_stale_command_is_412(station: Station, receptionist: Actor, call: Any) -> None:
    with inside(station):
        order = a_ready_order(receptionist)
    stale = call(receptionist).post(f"repair-orders/{order.public_id}/deliver", **{"If-Match": '"1"'})
    assert stale.status_code == 412
