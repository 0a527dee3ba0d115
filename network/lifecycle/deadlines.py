"""The time limits of a station's life."""

from datetime import date, datetime, time

from common.clock import business_zone, end_of_day, now
from common.deadlines.keep import call_off, set_deadline
from common.working_days.calendar import due_after_working_days
from network.lifecycle.choices import ChangeStatus
from network.lifecycle.models import StationChange, StationOrder

CHANGE_DUE = "station_change.due"
CHANGE_APPLIES = "station_change.applies"
HANDOVER = "station_change.handover"
ORDER_DUE = "station_order.due"
ORDER_BEGINS = "station_order.begins"
ORDER_ENDS = "station_order.ends"
STEP_DUE = "closing_step.due"
STEP_WORK = "closing_step.work"
ORDER_WORKING_DAYS = 2
WORKING_DAYS = {ChangeStatus.REQUESTED: 3, ChangeStatus.CHECKED: 5}


def begin_of_day(day: date) -> datetime:
    """Return the first moment of a day where the manufacturer is."""
    return datetime.combine(day, time.min, tzinfo=business_zone())


def watch_change(change: StationChange) -> None:
    """Set the limit of the step in which a change is; a state that waits for nobody has none."""
    call_off(change.pk, CHANGE_DUE)
    days = WORKING_DAYS.get(ChangeStatus(change.status))
    due_at = due_after_working_days(now(), days) if days else None
    change.change(due_at=due_at, late_at=None)
    if due_at is not None:
        set_deadline(CHANGE_DUE, change.pk, due_at, step=change.version, station_id=change.station_id)


def apply_on(change: StationChange, day: date) -> None:
    """Let a change take effect when its day begins."""
    set_deadline(CHANGE_APPLIES, change.pk, begin_of_day(day), station_id=change.station_id)


def watch_order(order: StationOrder) -> None:
    """Warn when nobody carries an order out."""
    due_at = due_after_working_days(now(), ORDER_WORKING_DAYS)
    set_deadline(ORDER_DUE, order.pk, due_at, station_id=order.station_id)


def begin_order_on(order: StationOrder, day: date) -> None:
    """Let an order take effect when its day begins."""
    call_off(order.pk, ORDER_DUE)
    set_deadline(ORDER_BEGINS, order.pk, begin_of_day(day), station_id=order.station_id)


def end_order_after(order: StationOrder, day: date) -> None:
    """Come back to an order when its last day is over."""
    set_deadline(ORDER_ENDS, order.pk, end_of_day(day), station_id=order.station_id)
