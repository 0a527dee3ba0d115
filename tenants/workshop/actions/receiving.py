"""Reception: the vehicle is taken in, promised for a time, and given to the workshop."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.selectors import vehicle_by_vin
from catalog.vin import check_vin
from common.errors import Invalid, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from tenants.workshop.choices import RepairKind, RepairStatus, WorkshopError
from tenants.workshop.locks import lock_order
from tenants.workshop.models import RepairOrder
from tenants.workshop.policies import happened, require_later
from tenants.workshop.promises import forget_promise, keep_promise_in_sight
from tenants.workshop.selectors import last_known_km, open_order_of


@transaction.atomic
def receive_vehicle(
    *,
    vin: str,
    mileage_km: int,
    customer_name: str,
    customer_phone: str,
    complaint: str,
    acting_user: Actor,
    kind: RepairKind | str = RepairKind.WARRANTY,
    plate: str = "",
    engine_no: str = "",
    received_at: datetime | None = None,
    promised_at: datetime | None = None,
) -> RepairOrder:
    """Take a vehicle in. Raises Invalid for a wrong VIN, a mileage below the last known one, a time in the future, a promise
    before the reception, or a vehicle that is here already; the field at fault is named.
    """
    acting_user.require("workshop.receive")
    facts = check_vin(vin)
    received = happened(received_at, "received_at")
    require_later(promised_at, received)
    require_mileage(facts.vin, mileage_km)
    require_not_here(facts.vin)
    vehicle = vehicle_by_vin(facts.vin)
    with one_open_per_vin(facts.vin):
        order = RepairOrder.objects.create(
            station_id=acting_user.station.pk,
            number=next_number(f"RO-{acting_user.station.code}"),
            kind=kind,
            vin=facts.vin,
            vehicle_id=vehicle.pk if vehicle else None,
            plate=_plate(plate) or (vehicle.plate if vehicle else ""),
            model_name=vehicle.model.name_zh if vehicle else (facts.manufacturer or ""),
            model_name_en=vehicle.model.name_en if vehicle else (facts.manufacturer or ""),
            engine_no=engine_no or (vehicle.engine_no if vehicle else ""),
            mileage_km=mileage_km,
            customer_name=customer_name.strip(),
            customer_phone=customer_phone.strip(),
            complaint=complaint.strip(),
            received_at=received,
            received_by=acting_user.id,
            advisor_name=acting_user.name,
            promised_at=promised_at,
        )
    keep_promise_in_sight(order)
    record(order, "repair_order.received", acting_user, after=_summary(order))
    return order


@transaction.atomic
def open_repair_order(
    order_id: UUID, *, acting_user: Actor, promised_at: datetime | None = None, started_at: datetime | None = None
) -> RepairOrder:
    """Give the vehicle to the workshop. Raises WrongState unless it stands at reception, Invalid without a promised time."""
    acting_user.require("workshop.receive")
    order = lock_order(order_id, acting_user)
    order.expect_status(RepairStatus.RECEPTION)
    promise = promised_at or order.promised_at
    if promise is None:
        raise Invalid(_("Agree a time with the customer and enter it."), field="promised_at")
    require_later(promise, order.received_at)
    renewed, before = promise != order.promised_at, _summary(order)
    order.move_to(
        RepairStatus.REPAIRING,
        started_at=happened(started_at, "started_at", after=order.received_at),
        promised_at=promise,
    )
    if renewed:
        keep_promise_in_sight(order)
    after = _summary(order) | {"promised_at": promise}
    record(order, "repair_order.opened", acting_user, before=before, after=after)
    return order


@transaction.atomic
def change_promise(
    order_id: UUID, *, promised_at: datetime, reason: str, acting_user: Actor, version: int | None = None
) -> RepairOrder:
    """Agree another time with the customer. The old one's warning is called off."""
    acting_user.require("workshop.receive")
    order = lock_order(order_id, acting_user)
    order.expect_version(version)
    if not order.is_open:
        raise WrongState()
    require_later(promised_at, order.received_at)
    before = order.promised_at
    order.change(promised_at=promised_at)
    keep_promise_in_sight(order)
    changed = {"promised_at": promised_at}
    record(
        order, "repair_order.promise_changed", acting_user, before={"promised_at": before}, after=changed, reason=reason
    )
    return order


@transaction.atomic
def cancel_repair_order(order_id: UUID, *, reason: str, acting_user: Actor) -> RepairOrder:
    """Close the order without a repair. Raises WrongState once the work is finished, Invalid without a reason."""
    acting_user.require("workshop.receive")
    if not reason.strip():
        raise Invalid(_("Say why the order is cancelled."), field="reason")
    order = lock_order(order_id, acting_user)
    before = order.status
    order.move_to(RepairStatus.CANCELLED)
    forget_promise(order)
    record(
        order,
        "repair_order.cancelled",
        acting_user,
        before={"status": before},
        after={"status": order.status},
        reason=reason,
    )
    return order


def require_mileage(vin: str, mileage_km: int) -> None:
    """Raise Invalid when the vehicle has been seen with more kilometres."""
    known = last_known_km(vin)
    if mileage_km < known:
        raise Invalid(
            _("The last known mileage is %(known)s km. Read the odometer again; if it was replaced, tell head office.")
            % {"known": f"{known:,}"},
            code=WorkshopError.MILEAGE_BELOW_KNOWN,
            field="mileage_km",
            known_km=known,
        )


def require_not_here(vin: str) -> None:
    """Raise Invalid when the vehicle has an open order at this station."""
    order = open_order_of(vin)
    if order is not None:
        raise open_already(order.number)


def open_already(number: str) -> Invalid:
    """Return the refusal of a second open order."""
    return Invalid(
        _("This vehicle is here already under %(number)s. Continue with that order, or deliver it first.")
        % {"number": number},
        code=WorkshopError.OPEN_ALREADY,
        field="vin",
        number=number,
    )


@contextmanager
def one_open_per_vin(vin: str) -> Iterator[None]:
    """Turn the database's refusal into the sentence: somebody at the next counter was faster."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        order = open_order_of(vin)
        if order is None:
            raise
        raise open_already(order.number) from error


def _plate(text: str) -> str:
    return "".join(text.split()).upper()


def _summary(order: RepairOrder) -> dict[str, object]:
    return {
        "number": order.number,
        "status": order.status,
        "kind": order.kind,
        "vin": order.vin,
        "vehicle_id": order.vehicle_id,
        "plate": order.plate,
        "mileage_km": order.mileage_km,
    }
