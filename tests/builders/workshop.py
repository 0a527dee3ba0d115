"""Repair orders in any state, made through the real actions. Call them while standing at the station."""

from datetime import timedelta
from typing import Any

from accounts.actors import Actor
from accounts.roles import Role
from catalog.models import LabourOperation, Part, Vehicle
from common.clock import now
from tenants.workshop.actions import (
    add_labour_line,
    add_part_line,
    deliver,
    finish_repair,
    inspect,
    open_repair_order,
    receive_vehicle,
)
from tenants.workshop.models import RepairOrder
from tests.builders.catalog import a_part, a_vehicle, an_operation
from tests.world import station_actor


def person(role: Role, actor: Actor) -> Actor:
    """Return the colleague of `actor` who holds `role`."""
    return station_actor(role, actor.station.code)


def a_reception(actor: Actor, *, vehicle: Vehicle | None = None, **facts: Any) -> RepairOrder:
    """Return an order at reception."""
    vehicle = vehicle or a_vehicle()
    given: dict[str, Any] = {
        "vin": vehicle.vin,
        "mileage_km": 30_000,
        "customer_name": "张三",
        "customer_phone": "13812345678",
        "complaint": "漏水",
        "promised_at": now() + timedelta(hours=6),
    }
    return receive_vehicle(**(given | facts), acting_user=person(Role.RECEPTION, actor))


def an_open_order(actor: Actor, **facts: Any) -> RepairOrder:
    """Return an order in repair, without lines."""
    return open_repair_order(a_reception(actor, **facts).pk, acting_user=person(Role.RECEPTION, actor))


def the_operation() -> LabourOperation:
    """Return the usual operation."""
    return LabourOperation.objects.first() or an_operation()


def the_part() -> Part:
    """Return a part without a serial number."""
    return Part.objects.filter(is_serialised=False).first() or a_part()


def a_worked_order(actor: Actor, **facts: Any) -> RepairOrder:
    """Return an order in repair with one labour line and one causal part."""
    order = an_open_order(actor, **facts)
    technician = person(Role.TECHNICIAN, actor)
    add_labour_line(order.pk, operation_code=the_operation().code, technician_id=technician.id, acting_user=technician)
    add_part_line(order.pk, part_number=the_part().number, is_causal=True, acting_user=technician)
    order.refresh_from_db()
    return order


def a_finished_order(actor: Actor, **facts: Any) -> RepairOrder:
    """Return an order that waits for the quality check."""
    order = a_worked_order(actor, **facts)
    technician = person(Role.TECHNICIAN, actor)
    return finish_repair(order.pk, cause="密封老化", correction="更换水泵", acting_user=technician)


def a_ready_order(actor: Actor, **facts: Any) -> RepairOrder:
    """Return an order that passed the quality check."""
    order = a_finished_order(actor, **facts)
    return inspect(order.pk, is_passed=True, acting_user=person(Role.WORKSHOP, actor))


def a_delivered_order(actor: Actor, **facts: Any) -> RepairOrder:
    """Return an order whose vehicle was handed over."""
    order = a_ready_order(actor, **facts)
    return deliver(order.pk, acting_user=person(Role.RECEPTION, actor))
