"""Labour and part lines of an order. Names, hours and prices are copied from the catalogue when the line is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from accounts.selectors import person_at
from catalog.selectors import operation_by_code, part_by_number
from common.errors import Invalid
from common.history.record import record
from tenants.workshop.choices import WorkshopError
from tenants.workshop.locks import lock_order
from tenants.workshop.models import LabourLine, PartLine, RepairOrder
from tenants.workshop.policies import require_lines_open
from tenants.workshop.selectors import labour_lines_for, part_lines_for


@dataclass(frozen=True, slots=True)
class LabourInput:
    """A labour line as it was entered; `id` names the line that it replaces."""

    operation_code: str
    technician_id: UUID
    actual_hours: Decimal | None = None
    is_extra: bool = False
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class PartInput:
    """A part line as it was entered; without a price the catalogue's list cost is taken."""

    part_number: str
    quantity: int = 1
    unit_price_minor: int | None = None
    old_serial: str = ""
    new_serial: str = ""
    is_causal: bool = False
    is_extra: bool = False
    id: UUID | None = None


@transaction.atomic
def add_labour_line(
    order_id: UUID, *, operation_code: str, technician_id: UUID, acting_user: Actor, **more: Any
) -> LabourLine:
    """Add an operation done by a person of this station. Raises Invalid for an unknown operation or person, WrongState after the repair."""
    order = _order_for_writing(order_id, acting_user)
    line = _write_labour(order, LabourInput(operation_code, technician_id, **more))
    _note(order, "repair_order.labour_added", acting_user, operation_code=line.operation_code, hours=line.hours)
    return line


@transaction.atomic
def add_part_line(order_id: UUID, *, part_number: str, acting_user: Actor, **more: Any) -> PartLine:
    """Add a fitted part. Raises Invalid for an unknown part, a missing serial number or a second causal part, WrongState after the repair."""
    order = _order_for_writing(order_id, acting_user)
    line = _write_part(order, PartInput(part_number, **more))
    _note(order, "repair_order.part_added", acting_user, part_number=line.part_number, quantity=line.quantity)
    return line


@transaction.atomic
def remove_labour_line(line_id: UUID, *, acting_user: Actor) -> RepairOrder:
    """Take a labour line back."""
    line = labour_lines_for(acting_user).get_or_404(line_id)
    order = _order_for_writing(line.order_id, acting_user)
    line.delete()
    _note(order, "repair_order.labour_removed", acting_user, operation_code=line.operation_code)
    return order


@transaction.atomic
def remove_part_line(line_id: UUID, *, acting_user: Actor) -> RepairOrder:
    """Take a part line back."""
    line = part_lines_for(acting_user).get_or_404(line_id)
    order = _order_for_writing(line.order_id, acting_user)
    line.delete()
    _note(order, "repair_order.part_removed", acting_user, part_number=line.part_number)
    return order


@transaction.atomic
def write_lines(
    order_id: UUID,
    *,
    labour: Sequence[LabourInput],
    parts: Sequence[PartInput],
    acting_user: Actor,
    version: int | None = None,
) -> RepairOrder:
    """Make the order's lines what was entered: named ones are changed, new ones added, the others removed. Raises as the single verbs do."""
    order = _order_for_writing(order_id, acting_user, version)
    before = _codes(order)
    order.labour_lines.exclude(pk__in=[one.id for one in labour if one.id]).delete()
    order.part_lines.exclude(pk__in=[one.id for one in parts if one.id]).delete()
    order.part_lines.update(is_causal=False)
    for one in labour:
        _write_labour(order, one)
    for part in parts:
        _write_part(order, part)
    order.change()
    record(order, "repair_order.lines_written", acting_user, before=before, after=_codes(order))
    return order


def _order_for_writing(order_id: UUID, actor: Actor, version: int | None = None) -> RepairOrder:
    actor.require("workshop.write")
    order = lock_order(order_id, actor)
    order.expect_version(version)
    require_lines_open(order)
    return order


def _note(order: RepairOrder, verb: str, actor: Actor, **after: Any) -> None:
    order.change()
    record(order, verb, actor, after=after)


def _codes(order: RepairOrder) -> dict[str, Any]:
    return {
        "labour": list(order.labour_lines.values_list("operation_code", flat=True)),
        "parts": list(order.part_lines.values_list("part_number", flat=True)),
    }


def _write_labour(order: RepairOrder, given: LabourInput) -> LabourLine:
    operation = operation_by_code(given.operation_code)
    if operation is None:
        raise Invalid(
            _("There is no operation %(code)s in the catalogue.") % {"code": given.operation_code},
            code=WorkshopError.UNKNOWN_OPERATION,
            field="operation_code",
        )
    technician = person_at(order.station_id, given.technician_id)
    if technician is None:
        raise Invalid(
            _("This person does not work at the station now. Choose another."),
            code=WorkshopError.UNKNOWN_TECHNICIAN,
            field="technician_id",
        )
    line: LabourLine = _line(LabourLine, order, given.id)
    if line.operation_code != operation.code:
        line.operation_code, line.hours = operation.code, operation.standard_hours
        line.name_zh, line.name_en = operation.name_zh, operation.name_en
    line.technician_id, line.technician_name = technician.pk, technician.name
    line.actual_hours, line.is_extra = given.actual_hours, given.is_extra
    _store(line)
    return line


def _write_part(order: RepairOrder, given: PartInput) -> PartLine:
    part = part_by_number(given.part_number)
    if part is None:
        raise Invalid(
            _("There is no part %(number)s in the catalogue.") % {"number": given.part_number},
            code=WorkshopError.UNKNOWN_PART,
            field="part_number",
        )
    _require_part(order, given, is_serialised=part.is_serialised)
    line: PartLine = _line(PartLine, order, given.id)
    if line.part_number != part.number:
        line.part_number, line.unit_price_minor = part.number, part.unit_cost_minor
        line.name_zh, line.name_en = part.name_zh, part.name_en
    if given.unit_price_minor is not None:
        line.unit_price_minor = given.unit_price_minor
    line.quantity, line.is_causal, line.is_extra = given.quantity, given.is_causal, given.is_extra
    line.old_serial, line.new_serial = given.old_serial.strip(), given.new_serial.strip()
    _store(line)
    return line


def _require_part(order: RepairOrder, given: PartInput, *, is_serialised: bool) -> None:
    if given.quantity < 1 or (given.unit_price_minor or 0) < 0:
        raise Invalid(
            _("Enter a quantity of at least one, and no negative price."), code=WorkshopError.QUANTITY, field="quantity"
        )
    if is_serialised and not given.new_serial.strip():
        raise Invalid(
            _("Part %(number)s carries a serial number: enter the one of the new part.")
            % {"number": given.part_number},
            code=WorkshopError.SERIAL_MISSING,
            field="new_serial",
        )
    if is_serialised and given.is_causal and not given.old_serial.strip():
        raise Invalid(
            _("Enter the serial number of the old part too: the old part is checked against it."),
            code=WorkshopError.SERIAL_MISSING,
            field="old_serial",
        )
    others = order.part_lines.exclude(pk=given.id) if given.id else order.part_lines.all()
    if given.is_causal and others.filter(is_causal=True).exists():
        raise Invalid(
            _("Mark one part as the causal one: the part that the fault came from."),
            code=WorkshopError.TWO_CAUSES,
            field="is_causal",
        )


def _line(kind: type[Any], order: RepairOrder, line_id: UUID | None) -> Any:
    found = kind.objects.filter(order=order, pk=line_id).first() if line_id else None
    return found or kind(order=order)


def _store(line: Any) -> None:
    if line._state.adding:
        line.save(force_insert=True)
        return
    changed = [field.name for field in line._meta.concrete_fields if field.name not in ("id", "created_at", "version")]
    line.change(**{name: getattr(line, name) for name in changed})
