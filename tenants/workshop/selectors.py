"""Gates of the workshop: a person at a station sees that station's orders, everybody else none."""

from datetime import datetime

from django.db.models import Max

from accounts.actors import Actor
from catalog.selectors import vehicle_by_vin
from common.clock import now
from common.records import RecordQuerySet
from tenants.workshop.choices import AT_WORK, CLOSED, WARN_BEFORE_PROMISE
from tenants.workshop.models import ExtraWork, LabourLine, PartLine, RepairOrder


def repair_orders_for(actor: Actor) -> RecordQuerySet:
    """Return the repair orders of the station where the person stands. Head office and suppliers see none: they read claims."""
    if not actor.is_station or not actor.roles:
        return RepairOrder.objects.none()
    return RepairOrder.objects.filter(station_id=actor.station.pk)


def open_orders(actor: Actor) -> RecordQuerySet:
    """Return the orders of vehicles that are in the station's hands, the most urgent first."""
    return repair_orders_for(actor).exclude(status__in=CLOSED).order_by("promised_at", "received_at")


def labour_lines_for(actor: Actor) -> RecordQuerySet:
    """Return the labour lines in the person's sight."""
    return (
        LabourLine.objects.filter(order__in=repair_orders_for(actor)) if actor.is_station else LabourLine.objects.none()
    )


def part_lines_for(actor: Actor) -> RecordQuerySet:
    """Return the part lines in the person's sight."""
    return PartLine.objects.filter(order__in=repair_orders_for(actor)) if actor.is_station else PartLine.objects.none()


def extra_work_for(actor: Actor) -> RecordQuerySet:
    """Return the extra work in the person's sight."""
    return (
        ExtraWork.objects.filter(order__in=repair_orders_for(actor)) if actor.is_station else ExtraWork.objects.none()
    )


def jobs_of(actor: Actor) -> RecordQuerySet:
    """Return the orders at work that carry a labour line of this person, for the technician's page."""
    rows = open_orders(actor).filter(status__in=AT_WORK, labour_lines__technician_id=actor.id)
    return rows.distinct()


def open_order_of(vin: str) -> RepairOrder | None:
    """Return the order under which this vehicle is here already. Read in the station's schema."""
    return RepairOrder.objects.filter(vin=vin).exclude(status__in=CLOSED).first()


def last_known_km(vin: str) -> int:
    """Return the highest mileage that the catalogue or this station knows of the vehicle."""
    vehicle = vehicle_by_vin(vin)
    here = RepairOrder.objects.filter(vin=vin).aggregate(km=Max("mileage_km"))["km"] or 0
    return max(here, vehicle.mileage_km if vehicle else 0)


def last_visit(vin: str) -> RepairOrder | None:
    """Return this station's newest order of the vehicle, from which customer and plate are filled in."""
    return RepairOrder.objects.filter(vin=vin).order_by("-received_at").first()


def is_at_risk(order: RepairOrder, moment: datetime | None = None) -> bool:
    """Tell whether the promised time is near or past while the work is not done."""
    if order.promised_at is None or order.status not in AT_WORK:
        return False
    return order.promised_at - WARN_BEFORE_PROMISE <= (moment or now())
