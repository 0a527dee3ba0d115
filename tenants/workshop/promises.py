"""The promised delivery time: people are warned before it slips and told when it has slipped (D20)."""

from common.deadlines.keep import call_off, set_deadline
from tenants.workshop.choices import WARN_BEFORE_PROMISE
from tenants.workshop.models import RepairOrder

NEAR = "repair_order.promise_near"
MISSED = "repair_order.promise_missed"


def keep_promise_in_sight(order: RepairOrder) -> None:
    """Set the warnings for the order's promised time, and call off those of the time that it had before."""
    forget_promise(order)
    if order.promised_at is None:
        return
    order.change(promise_no=order.promise_no + 1)
    step, station = order.promise_no, order.station_id
    set_deadline(NEAR, order.pk, order.promised_at - WARN_BEFORE_PROMISE, step=step, station_id=station)
    set_deadline(MISSED, order.pk, order.promised_at, step=step, station_id=station)


def forget_promise(order: RepairOrder) -> None:
    """Call the warnings off: the work is done, or the order is closed."""
    call_off(order.pk, NEAR, MISSED)
