"""From the finished repair over the quality check to the hand-over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.selectors import failure_code_by_code
from common.errors import Invalid, NotAllowed
from common.history.record import record
from tenants.workshop.choices import ExtraStatus, RepairStatus, WorkshopError
from tenants.workshop.locks import lock_order
from tenants.workshop.models import QualityCheck, RepairOrder
from tenants.workshop.policies import happened, repairers
from tenants.workshop.promises import forget_promise


@transaction.atomic
def finish_repair(
    order_id: UUID,
    *,
    cause: str,
    correction: str,
    acting_user: Actor,
    failure_code: str = "",
    finished_at: datetime | None = None,
    version: int | None = None,
) -> RepairOrder:
    """Report the repair finished, with cause and correction; next is the quality check.

    Raises WrongState unless it is in repair, Invalid without a labour line, with an unknown failure code, or while extra work waits.
    """
    acting_user.require("workshop.repair")
    order = lock_order(order_id, acting_user)
    order.expect_version(version)
    _require_work(order)
    failure = _failure(failure_code)
    moment = happened(finished_at, "finished_at", after=order.received_at)
    order.move_to(
        RepairStatus.INSPECTING,
        cause=cause.strip(),
        correction=correction.strip(),
        finished_at=moment,
        finished_by=acting_user.id,
        **failure,
    )
    record(order, "repair_order.finished", acting_user, after=_state(order) | {"finished_at": order.finished_at})
    return order


@transaction.atomic
def inspect(
    order_id: UUID,
    *,
    is_passed: bool,
    acting_user: Actor,
    remarks: str = "",
    is_road_tested: bool = False,
    inspected_at: datetime | None = None,
) -> RepairOrder:
    """Do the final inspection: passed makes the vehicle ready, failed sends it back to the workshop with remarks.

    Raises NotAllowed for somebody who worked on it, WrongState unless it waits for the check, Invalid for a failure without remarks.
    """
    acting_user.require("workshop.inspect")
    order = lock_order(order_id, acting_user)
    order.expect_status(RepairStatus.INSPECTING)
    workers = repairers(order)
    _require_other(workers, acting_user)
    if not is_passed and not remarks.strip():
        raise Invalid(_("Say what has to be done again, so that the technician knows."), field="remarks")
    if is_passed:
        moment = happened(inspected_at, "inspected_at", after=order.finished_at)
        order.move_to(RepairStatus.READY, inspected_at=moment, inspected_by=acting_user.id)
    else:
        order.move_to(RepairStatus.REPAIRING)
    _keep_check(order, workers, acting_user, is_passed=is_passed, remarks=remarks, is_road_tested=is_road_tested)
    if is_passed:
        forget_promise(order)
    verb = "repair_order.inspected" if is_passed else "repair_order.sent_back"
    record(order, verb, acting_user, after=_state(order) | {"is_road_tested": is_road_tested}, reason=remarks)
    return order


@transaction.atomic
def take_back(order_id: UUID, *, reason: str, acting_user: Actor) -> RepairOrder:
    """Send a vehicle that was ready back to the workshop, because something was found at the hand-over. Raises WrongState for one that is not."""
    acting_user.require("workshop.deliver")
    if not reason.strip():
        raise Invalid(_("Say what was found."), field="reason")
    order = lock_order(order_id, acting_user)
    order.expect_status(RepairStatus.READY)
    order.move_to(RepairStatus.REPAIRING, inspected_at=None, inspected_by=None)
    record(order, "repair_order.sent_back", acting_user, after=_state(order), reason=reason)
    return order


@transaction.atomic
def deliver(order_id: UUID, *, acting_user: Actor, delivered_at: datetime | None = None) -> RepairOrder:
    """Hand the vehicle over. Raises WrongState unless it passed the quality check. Follow-up calls fall due by themselves."""
    acting_user.require("workshop.deliver")
    order = lock_order(order_id, acting_user)
    order.move_to(RepairStatus.DELIVERED, delivered_at=happened(delivered_at, "delivered_at", after=order.inspected_at))
    forget_promise(order)
    after = _state(order) | {"kind": order.kind, "delivered_at": order.delivered_at}
    record(order, "repair_order.delivered", acting_user, after=after)
    return order


def _state(order: RepairOrder) -> dict[str, object]:
    return {
        "number": order.number,
        "status": order.status,
        "vin": order.vin,
        "failure_code": order.failure_code,
        "mileage_km": order.mileage_km,
    }


def _require_work(order: RepairOrder) -> None:
    if not order.labour_lines.exists():
        raise Invalid(_("Enter the work that was done: at least one labour line."), code=WorkshopError.NO_WORK)
    if order.extra_work.filter(status=ExtraStatus.PROPOSED).exists():
        raise Invalid(
            _("Extra work waits for the customer's answer. Reception must enter it first."),
            code=WorkshopError.EXTRA_OPEN,
        )


def _require_other(workers: set[UUID], actor: Actor) -> None:
    if actor.id in workers:
        raise NotAllowed(
            _("You worked on this vehicle, so somebody else must do the quality check."), code=WorkshopError.OWN_WORK
        )


def _failure(code: str) -> dict[str, str]:
    if not code:
        return {"failure_code": "", "failure_name": "", "failure_name_en": ""}
    failure = failure_code_by_code(code)
    if failure is None:
        raise Invalid(
            _("There is no failure code %(code)s in the catalogue.") % {"code": code},
            code=WorkshopError.UNKNOWN_FAILURE,
            field="failure_code",
        )
    return {"failure_code": failure.code, "failure_name": failure.name_zh, "failure_name_en": failure.name_en}


def _keep_check(order: RepairOrder, workers: set[UUID], actor: Actor, **result: object) -> None:
    QualityCheck.objects.create(
        order=order, inspector_id=actor.id, inspector_name=actor.name, repairer_ids=sorted(workers), **result
    )
