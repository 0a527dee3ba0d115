"""Taking a vehicle in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from catalog.vin import VinError
from common.clock import now
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours
from common.history.models import History
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.actions import receive_vehicle
from tenants.workshop.choices import RepairStatus, WorkshopError
from tenants.workshop.models import RepairOrder
from tenants.workshop.selectors import repair_orders_for
from tests.builders.catalog import a_vehicle
from tests.builders.moments import asked_now
from tests.builders.workshop import a_delivered_order, a_reception


def test_it_takes_the_vehicle_in_with_what_the_catalogue_knows(at_home: Station, receptionist: Actor) -> None:
    vehicle = a_vehicle(engine_no="WP10-1")
    order = a_reception(receptionist, vehicle=vehicle)
    assert (order.status, order.vehicle_id, order.plate) == (RepairStatus.RECEPTION, vehicle.pk, vehicle.plate)
    assert (order.engine_no, order.model_name) == ("WP10-1", vehicle.model.name_zh)
    assert order.number.startswith(f"RO-{at_home.code}-{now().year}-")


def test_it_writes_history_in_public_without_the_customer(at_home: Station, receptionist: Actor) -> None:
    order = a_reception(receptionist)
    row = History.objects.get(aggregate_id=order.pk)
    assert (row.verb, row.station_id) == ("repair_order.received", at_home.pk)
    assert order.customer_phone not in str(row.after) and order.customer_name not in str(row.after)


def test_it_sets_warnings_for_the_promised_time(at_home: Station, receptionist: Actor) -> None:
    order = a_reception(receptionist)
    assert order.promised_at is not None
    due = Deadline.objects.filter(subject_id=order.pk, done_at__isnull=True).order_by("due_at")
    assert [row.due_at for row in due] == [order.promised_at - timedelta(hours=1), order.promised_at]


REFUSED: list[tuple[dict[str, Any], str, Any]] = [
    ({"vin": "LZGJLDR40BX012345"}, "vin", VinError.CHECK_DIGIT),
    ({"vin": "SHORT"}, "vin", VinError.LENGTH),
    ({"mileage_km": 9_999}, "mileage_km", WorkshopError.MILEAGE_BELOW_KNOWN),
    ({"received_at": lambda: now() + timedelta(days=1)}, "received_at", WorkshopError.IN_THE_FUTURE),
    ({"promised_at": lambda: now() - timedelta(days=1)}, "promised_at", WorkshopError.PROMISE_TOO_EARLY),
]


@pytest.mark.parametrize(("wrong", "field", "code"), REFUSED)
def test_it_refuses_bad_input_and_changes_nothing(
    wrong: dict[str, Any],
    field: str,
    code: Any,
    at_home: Station,
    receptionist: Actor,
    nothing_changes: Callable[[], Any],
) -> None:
    vehicle = a_vehicle(mileage_km=10_000)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        a_reception(receptionist, vehicle=vehicle, **asked_now(wrong))
    assert (refusal.value.field, refusal.value.code) == (field, code)


def test_it_knows_the_mileage_of_earlier_visits(at_home: Station, receptionist: Actor) -> None:
    vehicle = a_vehicle()
    a_delivered_order(receptionist, vehicle=vehicle, mileage_km=50_000)
    with pytest.raises(Invalid) as refusal:
        a_reception(receptionist, vehicle=vehicle, mileage_km=49_999)
    assert refusal.value.details["known_km"] == 50_000


def test_it_refuses_a_vehicle_that_is_here_already(
    at_home: Station, receptionist: Actor, nothing_changes: Callable[[], Any]
) -> None:
    vehicle = a_vehicle()
    first = a_reception(receptionist, vehicle=vehicle)
    with nothing_changes(), pytest.raises(Invalid) as refusal:
        a_reception(receptionist, vehicle=vehicle)
    assert first.number in str(refusal.value.message)


def test_two_counters_at_once_get_one_order(
    at_home: Station, receptionist: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    vehicle = a_vehicle()
    a_reception(receptionist, vehicle=vehicle)
    monkeypatch.setattr("tenants.workshop.actions.receiving.require_not_here", lambda vin: None)
    with pytest.raises(Invalid) as refusal:
        a_reception(receptionist, vehicle=vehicle)
    assert refusal.value.code == WorkshopError.OPEN_ALREADY
    assert RepairOrder.objects.filter(vin=vehicle.vin).count() == 1


def test_it_takes_a_foreign_vehicle_that_no_catalogue_knows(at_home: Station, receptionist: Actor) -> None:
    order = a_reception(receptionist, vin="WDB9634031L654321")
    assert order.vehicle_id is None


def test_a_technician_may_not_receive(at_home: Station, technician: Actor, nothing_changes: Callable[[], Any]) -> None:
    vehicle = a_vehicle()
    with nothing_changes(), pytest.raises(NotAllowed):
        receive_vehicle(
            vin=vehicle.vin, mileage_km=1, customer_name="a", customer_phone="1", complaint="c", acting_user=technician
        )


def test_a_rival_sees_nothing_of_it(
    station: Station, rival_station: Station, receptionist: Actor, rival_manager: Actor
) -> None:
    with inside(station):
        order = a_reception(receptionist)
        with pytest.raises(NotYours):
            repair_orders_for(rival_manager).get_or_404(order.pk)
    with inside(rival_station), pytest.raises(NotYours):
        repair_orders_for(rival_manager).get_or_404(order.pk)


def test_head_office_has_no_repair_orders(station: Station, administrator: Actor) -> None:
    assert not repair_orders_for(administrator).exists()
