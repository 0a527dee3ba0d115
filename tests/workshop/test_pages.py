"""The workshop's pages, as people use them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actors import Actor
from common.clock import business_zone, now
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import RepairOrder
from tests.builders.catalog import a_part, a_vehicle
from tests.builders.workshop import (
    a_delivered_order,
    a_finished_order,
    a_ready_order,
    a_reception,
    a_worked_order,
    an_open_order,
    the_operation,
)

SignIn = Callable[[Actor], Client]


def typed(moment: Any) -> str:
    """Return a time as the browser sends it."""
    return timezone.localtime(moment, business_zone()).strftime("%Y-%m-%dT%H:%M")


def reception(vin: str, **facts: Any) -> dict[str, Any]:
    """Return a filled reception form."""
    given = {
        "vin": vin,
        "mileage_km": "31000",
        "customer_name": "李四",
        "customer_phone": "139 0000 1111",
        "kind": "warranty",
        "promised_at": typed(now() + timedelta(hours=30)),
        "complaint": "冷却液渗漏",
    }
    return given | facts


def path(station: Station, rest: str = "") -> str:
    """Return an address of the station's workshop."""
    return f"/s/{station.code}/workshop/{rest}"


def test_a_vehicle_is_received(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    answer = client_for(receptionist).post(path(station, "orders/new/"), reception(a_vehicle().vin))
    assert answer.status_code == 302
    with inside(station):
        assert RepairOrder.objects.get().customer_phone == "139 0000 1111"


def test_a_wrong_vin_keeps_what_was_typed(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    answer = client_for(receptionist).post(path(station, "orders/new/"), reception("LZGJLDR40BX012345"))
    assert answer.status_code == 422
    assert "冷却液渗漏" in answer.text and "LZGJLDR40BX012345" in answer.text
    with inside(station):
        assert not RepairOrder.objects.exists()


def test_a_double_click_receives_once(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    client, form = client_for(receptionist), reception(a_vehicle().vin, form_token="token-1")
    first, second = client.post(path(station, "orders/new/"), form), client.post(path(station, "orders/new/"), form)
    assert first.url == second.url  # type: ignore[attr-defined]


def test_the_search_fills_the_form_in(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    vehicle = a_vehicle()
    with inside(station):
        a_delivered_order(receptionist, vehicle=vehicle)
    answer = client_for(receptionist).get(path(station, "orders/new/"), {"vehicle": vehicle.plate})
    assert vehicle.vin in answer.text and "13812345678" in answer.text


def test_the_search_says_when_it_is_here_already(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = a_reception(receptionist)
    answer = client_for(receptionist).get(path(station, "orders/new/"), {"vehicle": order.vin})
    assert order.number in answer.text


def test_a_technician_sees_no_customer(station: Station, technician: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = a_reception(technician)
    answer = client_for(technician).get(path(station, f"orders/{order.pk}/"))
    assert "138****5678" in answer.text and "13812345678" not in answer.text


def test_lines_are_written_as_rows(station: Station, technician: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = an_open_order(technician)
    part = a_part("P-100")
    rows = {
        "labour-TOTAL_FORMS": "1", "labour-INITIAL_FORMS": "0",
        "labour-0-operation_code": the_operation().code, "labour-0-technician_id": str(technician.id),
        "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0",
        "parts-0-part_number": part.number, "parts-0-quantity": "2", "parts-0-is_causal": "on",
        "parts-1-part_number": "", "parts-1-quantity": "1",
    }  # fmt: skip
    answer = client_for(technician).post(path(station, f"orders/{order.pk}/lines/"), rows)
    assert answer.status_code == 302
    with inside(station):
        assert [(line.part_number, line.quantity) for line in order.part_lines.all()] == [("P-100", 2)]
        assert order.labour_lines.count() == 1


def test_an_unknown_operation_is_told_in_its_row(station: Station, technician: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = an_open_order(technician)
    rows = {
        "labour-TOTAL_FORMS": "1", "labour-INITIAL_FORMS": "0",
        "labour-0-operation_code": "NO-SUCH-OP", "labour-0-technician_id": str(technician.id),
        "parts-TOTAL_FORMS": "0", "parts-INITIAL_FORMS": "0",
    }  # fmt: skip
    answer = client_for(technician).post(path(station, f"orders/{order.pk}/lines/"), rows)
    assert answer.status_code == 422 and answer.text.count("NO-SUCH-OP") >= 2


def test_the_pages_open(station: Station, station_manager: Actor, client_for: SignIn) -> None:
    client = client_for(station_manager)
    with inside(station):
        orders = [
            make(station_manager)
            for make in (a_reception, an_open_order, a_worked_order, a_finished_order, a_ready_order, a_delivered_order)
        ]
    pages = ["", "jobs/", "orders/", "orders/new/", *(f"orders/{order.pk}/" for order in orders)]
    steps = [
        (0, "open"),
        (0, "promise"),
        (1, "lines"),
        (2, "finish"),
        (2, "extra"),
        (3, "inspect"),
        (4, "deliver"),
        (4, "take-back"),
    ]
    pages += [f"orders/{orders[at].pk}/{step}/" for at, step in steps]
    assert {page: client.get(path(station, page)).status_code for page in pages} == dict.fromkeys(pages, 200)


def test_a_rival_gets_404_everywhere(
    station: Station, rival_station: Station, station_manager: Actor, rival_manager: Actor, client_for: SignIn
) -> None:
    with inside(station):
        order = a_ready_order(station_manager)
    client = client_for(rival_manager)
    steps = ["", "open/", "lines/", "promise/", "extra/", "finish/", "inspect/", "take-back/", "deliver/", "cancel/"]
    for place in (station, rival_station):
        answers = {step: client.get(path(place, f"orders/{order.pk}/{step}")).status_code for step in steps}
        assert answers == dict.fromkeys(steps, 404)
    answer = client.post(path(rival_station, f"orders/{order.pk}/deliver/"))
    assert answer.status_code == 404
    with inside(station):
        order.refresh_from_db()
        assert order.status == RepairStatus.READY


@pytest.mark.parametrize("page", ["orders/new/"])
def test_a_technician_may_not_open_reception(
    page: str, station: Station, technician: Actor, client_for: SignIn
) -> None:
    assert client_for(technician).get(path(station, page)).status_code == 403


def test_the_board_refreshes_its_columns_alone(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = a_reception(receptionist)
    answer = client_for(receptionist).get(path(station), headers={"HX-Request": "true"})
    assert order.plate in answer.text and "<html" not in answer.text


def test_somebody_elses_change_is_told(station: Station, technician: Actor, client_for: SignIn) -> None:
    client = client_for(technician)
    with inside(station):
        order = a_worked_order(technician)
    address = path(station, f"orders/{order.pk}/finish/")
    seen = client.get(address).context["seen"]
    with inside(station):
        order.refresh_from_db()
        order.change(cause="别人写的")
    answer = client.post(address, {"cause": "我写的", "correction": "更换", "seen": seen})
    assert answer.status_code == 409 and "别人写的" in answer.text and "我写的" in answer.text


def test_a_person_at_the_counter_delivers(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = a_ready_order(receptionist)
    answer = client_for(receptionist).post(path(station, f"orders/{order.pk}/deliver/"))
    assert answer.status_code == 302


def test_every_step_is_taken_on_its_page(
    station: Station, receptionist: Actor, technician: Actor, workshop_supervisor: Actor, client_for: SignIn
) -> None:
    desk, hands, eyes = client_for(receptionist), client_for(technician), client_for(workshop_supervisor)
    with inside(station):
        order = a_reception(receptionist)
    here = path(station, f"orders/{order.pk}/")
    soon = typed(now() + timedelta(hours=5))
    rows = {
        "labour-TOTAL_FORMS": "1", "labour-INITIAL_FORMS": "0",
        "labour-0-operation_code": the_operation().code, "labour-0-technician_id": str(technician.id),
        "parts-TOTAL_FORMS": "0", "parts-INITIAL_FORMS": "0",
    }  # fmt: skip
    steps = [
        (desk, f"{here}promise/", {"promised_at": soon, "reason": "客户要求"}),
        (desk, f"{here}open/", {"promised_at": soon}),
        (hands, f"{here}lines/", rows),
        (hands, f"{here}extra/", {"what": "刹车片磨损", "extra_minutes": "20"}),
    ]
    for client, address, form in steps:
        assert client.post(address, form).status_code == 302, address
    with inside(station):
        extra = order.extra_work.get()
    steps = [
        (desk, path(station, f"extra/{extra.pk}/answer/"), {"is_agreed": "yes", "answer": "可以"}),
        (hands, f"{here}finish/", {"cause": "老化", "correction": "更换"}),
        (eyes, f"{here}inspect/", {"is_passed": "no", "remarks": "仍有异响"}),
        (hands, f"{here}finish/", {"cause": "老化", "correction": "再次更换"}),
        (eyes, f"{here}inspect/", {"is_passed": "yes", "is_road_tested": "on"}),
        (desk, f"{here}take-back/", {"reason": "客户发现划痕"}),
        (hands, f"{here}finish/", {"cause": "老化", "correction": "抛光"}),
        (eyes, f"{here}inspect/", {"is_passed": "yes"}),
        (desk, f"{here}deliver/", {}),
    ]
    assert desk.get(steps[0][1]).status_code == 200
    for client, address, form in steps:
        assert client.post(address, form).status_code == 302, address
    with inside(station):
        order.refresh_from_db()
        assert order.status == RepairStatus.DELIVERED and order.quality_checks.count() == 3


def test_an_order_is_cancelled_with_a_reason(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    with inside(station):
        order = a_reception(receptionist)
    client, address = client_for(receptionist), path(station, f"orders/{order.pk}/cancel/")
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "客户取消"}).status_code == 302


def test_serials_and_causes_are_asked_for_in_their_rows(
    station: Station, technician: Actor, client_for: SignIn
) -> None:
    with inside(station):
        order = an_open_order(technician)
    numbers = [a_part("SER-1", is_serialised=True).number, a_part("PLAIN-1").number, "NO-SUCH-PART"]
    rows = {
        "labour-TOTAL_FORMS": "0",
        "labour-INITIAL_FORMS": "0",
        "parts-TOTAL_FORMS": "3",
        "parts-INITIAL_FORMS": "0",
    }
    for at, number in enumerate(numbers):
        rows |= {f"parts-{at}-part_number": number, f"parts-{at}-quantity": "1", f"parts-{at}-is_causal": "on"}
    client, address = client_for(technician), path(station, f"orders/{order.pk}/lines/")
    answer = client.post(address, rows)
    assert answer.status_code == 422 and answer.text.count("NO-SUCH-PART") >= 2
    assert answer.context["lines"][1][2].forms[0].errors.keys() == {"new_serial", "old_serial"}
    two = {"labour-TOTAL_FORMS": "0", "labour-INITIAL_FORMS": "0", "parts-TOTAL_FORMS": "2", "parts-INITIAL_FORMS": "0"}
    for at, number in enumerate(["PLAIN-1", a_part("PLAIN-2").number]):
        two |= {f"parts-{at}-part_number": number, f"parts-{at}-quantity": "1", f"parts-{at}-is_causal": "on"}
    assert client.post(address, two).context["lines"][1][2].non_form_errors()
    with inside(station):
        assert not order.part_lines.exists()
