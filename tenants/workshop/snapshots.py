"""What other wings may know of a repair order: a frozen copy, without the customer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from common.clock import business_zone
from common.errors import NotYours
from tenants.workshop.choices import RepairStatus
from tenants.workshop.models import LabourLine, PartLine, RepairOrder


@dataclass(frozen=True, slots=True)
class LabourFact:
    """A labour line; `hours` are standard hours."""

    operation_code: str
    name: str
    hours: Decimal
    technician_id: UUID
    technician_name: str
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class PartFact:
    """A part line; the price is the station's, in minor units of the station's currency."""

    part_number: str
    name: str
    quantity: int
    unit_price_minor: int
    old_serial: str
    new_serial: str
    is_causal: bool
    name_zh: str = ""
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class RepairOrderFacts:
    """A repair order as claims read it."""

    id: UUID
    number: str
    kind: str
    status: str
    vin: str
    vehicle_id: UUID | None
    plate: str
    model_name: str
    engine_no: str
    mileage_km: int
    received_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    delivered_at: datetime | None
    complaint: str
    cause: str
    correction: str
    failure_code: str
    labour: tuple[LabourFact, ...]
    parts: tuple[PartFact, ...]
    station_id: UUID

    @property
    def causal_part(self) -> PartFact | None:
        """Return the part that the fault came from, if one was fitted."""
        return next((part for part in self.parts if part.is_causal), None)


def repair_order_facts(repair_order_id: UUID) -> RepairOrderFacts:
    """Return the facts of an order of the station in whose schema we stand. Raises NotYours when there is none."""
    order = RepairOrder.objects.prefetch_related("labour_lines", "part_lines").filter(pk=repair_order_id).first()
    if order is None:
        raise NotYours()
    names = [field for field in RepairOrderFacts.__slots__ if field not in ("labour", "parts")]
    values = {name: getattr(order, name) for name in names}
    labour = tuple(_labour(line) for line in order.labour_lines.all())
    parts = tuple(_part(line) for line in order.part_lines.all())
    return RepairOrderFacts(**values, labour=labour, parts=parts)


def _labour(line: LabourLine) -> LabourFact:
    return LabourFact(
        line.operation_code, line.name, line.hours, line.technician_id, line.technician_name, line.name_zh, line.name_en
    )


def _part(line: PartLine) -> PartFact:
    return PartFact(
        line.part_number,
        line.name,
        line.quantity,
        line.unit_price_minor,
        line.old_serial,
        line.new_serial,
        line.is_causal,
        line.name_zh,
        line.name_en,
    )


@dataclass(frozen=True, slots=True)
class FittingFact:
    """The fitting of a part: on which repair order, on which day (the station's), at which mileage."""

    order_id: UUID
    order_number: str
    fitted_on: date
    mileage_km: int


def earlier_fittings(
    vin: str, numbers: Iterable[str], *, before: date, but: UUID | None = None
) -> dict[str, FittingFact]:
    """Return the last fitting of each part on the vehicle at the station in whose schema we stand, finished before a day, not by order `but`."""
    rows = PartLine.objects.filter(order__vin=vin, part_number__in=list(numbers), order__finished_at__isnull=False)
    rows = rows.exclude(order=but).exclude(order__status=RepairStatus.CANCELLED).select_related("order")
    found: dict[str, FittingFact] = {}
    for line in rows.order_by("order__finished_at"):
        day = (line.order.finished_at or line.order.received_at).astimezone(business_zone()).date()
        if day <= before:
            found[line.part_number] = FittingFact(line.order.pk, line.order.number, day, line.order.mileage_km)
    return found
