"""What of the catalog a person may see, and what other floors look up in it."""

from typing import Any

from django.db.models.functions import Right

from accounts.actors import Actor
from catalog.models import (
    VIN_TAIL,
    Component,
    FailureCode,
    FaultCode,
    LabourOperation,
    Part,
    Supplier,
    Vehicle,
    VehicleModel,
    Wmi,
)
from catalog.vin import normalise
from common.records import RecordQuerySet


def vehicles_for(actor: Actor) -> RecordQuerySet:
    """Return the vehicles: all of them for whoever may see vehicles, since any station may take any vehicle in."""
    return _open_to(actor, "vehicles.view", Vehicle.objects.select_related("model"))


def models_for(actor: Actor) -> RecordQuerySet:
    """Return the models that are sold."""
    return _open_to(actor, "catalog.view", VehicleModel.objects.all())


def parts_for(actor: Actor) -> RecordQuerySet:
    """Return the spare parts."""
    return _open_to(actor, "catalog.view", Part.objects.select_related("component", "supplier"))


def operations_for(actor: Actor) -> RecordQuerySet:
    """Return the labour operations."""
    return _open_to(actor, "catalog.view", LabourOperation.objects.select_related("component"))


def failure_codes_for(actor: Actor) -> RecordQuerySet:
    """Return the failure codes."""
    return _open_to(actor, "catalog.view", FailureCode.objects.select_related("component"))


def fault_codes_for(actor: Actor) -> RecordQuerySet:
    """Return the control units' fault codes."""
    return _open_to(actor, "catalog.view", FaultCode.objects.all())


def components_for(actor: Actor) -> RecordQuerySet:
    """Return the assembly groups."""
    return _open_to(actor, "catalog.view", Component.objects.all())


def wmis_for(actor: Actor) -> RecordQuerySet:
    """Return the makers by WMI."""
    return _open_to(actor, "catalog.view", Wmi.objects.all())


def suppliers_for(actor: Actor) -> RecordQuerySet:
    """Return the suppliers: head office's business, and a supplier's own row; a station needs none."""
    if actor.supplier_id is not None:
        return Supplier.objects.filter(pk=actor.supplier_id)
    return _open_to(actor, "suppliers.view", Supplier.objects.all())


def component_choices(request: Any = None) -> RecordQuerySet:
    """Return the assembly groups that a filter or form offers."""
    rows: RecordQuerySet = Component.objects.all()
    return rows


def model_choices(request: Any = None) -> RecordQuerySet:
    """Return the models that a filter offers."""
    rows: RecordQuerySet = VehicleModel.objects.all()
    return rows


def supplier_choices(request: Any = None) -> RecordQuerySet:
    """Return the suppliers that a filter or form offers."""
    rows: RecordQuerySet = Supplier.objects.all()
    return rows


def fault_code(system: str, code: str) -> FaultCode | None:
    """Return one fault code, or None when our lists do not have it."""
    found: FaultCode | None = FaultCode.objects.filter(system=system, code=code.strip().upper()).first()
    return found


def find_vehicle(vin_or_plate: str) -> Vehicle | None:
    """Return the vehicle with this VIN, its last eight characters (when only one has them), or this plate."""
    text = normalise(vin_or_plate)
    if not text:
        return None
    found = Vehicle.objects.select_related("model").filter(vin=text).first()
    return found or _only(Vehicle.objects.filter(plate__iexact=text)) or _by_tail(text)


def vehicle_by_vin(vin: str) -> Vehicle | None:
    """Return the vehicle with exactly this VIN."""
    return Vehicle.objects.select_related("model").filter(vin=normalise(vin)).first()


def part_by_number(number: str) -> Part | None:
    """Return the part with this number."""
    return Part.objects.select_related("component", "supplier").filter(number__iexact=number.strip()).first()


def operation_by_code(code: str) -> LabourOperation | None:
    """Return the labour operation with this code."""
    return LabourOperation.objects.select_related("component").filter(code__iexact=code.strip()).first()


def failure_code_by_code(code: str) -> FailureCode | None:
    """Return the failure code."""
    return FailureCode.objects.select_related("component").filter(code__iexact=code.strip()).first()


def _by_tail(text: str) -> Vehicle | None:
    return (
        _only(Vehicle.objects.alias(tail=Right("vin", VIN_TAIL)).filter(tail=text)) if len(text) == VIN_TAIL else None
    )


def _only(rows: Any) -> Vehicle | None:
    found = list(rows.select_related("model")[:2])
    return found[0] if len(found) == 1 else None


def _open_to(actor: Actor, action: str, rows: RecordQuerySet) -> RecordQuerySet:
    return rows if actor.may(action) else rows.none()
