"""The time limits of duty-phone checks and of handovers."""

from datetime import timedelta

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.duty.models import DutyCheck
from network.duty.roster_models import Handover, Shift

LAPSES = "duty_check.lapses"
ABANDONED = "duty_check.abandoned"
HANDOVER_MISSING = "shift.handover_missing"
HANDOVER_UNSIGNED = "handover.unsigned"
CALL_TAKES = timedelta(minutes=30)


def watch_hours(check: DutyCheck) -> None:
    """Let a check that nobody calls in its hours lapse."""
    set_deadline(LAPSES, check.pk, check.call_until, station_id=check.station_id)


def watch_call(check: DutyCheck) -> None:
    """Give a call back to the sheet when its caller writes nothing down; the step tells the calls apart."""
    set_deadline(ABANDONED, check.pk, now() + CALL_TAKES, step=check.version, station_id=check.station_id)


def unwatch_call(check: DutyCheck) -> None:
    """The caller has written the call down."""
    call_off(check.pk, ABANDONED, LAPSES)


def watch_shift(shift: Shift) -> None:
    """Warn when a shift is over and nobody has written its handover."""
    due_at = shift.ends_at + timedelta(minutes=shift.kind.sign_within_minutes)
    set_deadline(HANDOVER_MISSING, shift.pk, due_at)


def unwatch_shift(shift: Shift) -> None:
    """The shift is off the roster, or its handover is written."""
    call_off(shift.pk, HANDOVER_MISSING)


def watch_handover(handover: Handover) -> None:
    """Warn when nobody signs for it in time: the policy's minutes, from its writing or the shift's end, whichever is later."""
    unwatch_shift(handover.shift)
    since = max(now(), handover.shift.ends_at)
    set_deadline(HANDOVER_UNSIGNED, handover.pk, since + timedelta(minutes=handover.shift.kind.sign_within_minutes))


def signed(handover: Handover) -> None:
    """Somebody has signed for it."""
    call_off(handover.pk, HANDOVER_UNSIGNED)
