"""The time limits of a violation: the investigator's report, and the station's appeal."""

from datetime import date, datetime

from audit.violations.models import Violation
from common.clock import business_zone, now
from common.deadlines.keep import call_off, set_deadline
from common.working_days.calendar import CLOSE_OF_BUSINESS, due_after_working_days

REPORT_DUE = "violation.report_due"
APPEAL_ENDS = "violation.appeal_ends"


def watch_report(violation: Violation, due_on: date) -> None:
    """Set the limit of this investigation (`round` is the deadline's step)."""
    due_at = datetime.combine(due_on, CLOSE_OF_BUSINESS, tzinfo=business_zone())
    set_deadline(REPORT_DUE, violation.pk, due_at, step=violation.round, station_id=violation.station_id)


def appeal_until(violation: Violation) -> datetime:
    """Return when the appeal ends that begins now: at the close of business of the offence's last working day."""
    return due_after_working_days(now(), violation.offence.appeal_days)


def watch_appeal(violation: Violation, until: datetime) -> None:
    """Set the moment at which the decision becomes final by itself."""
    set_deadline(APPEAL_ENDS, violation.pk, until, station_id=violation.station_id)


def unwatch(violation: Violation, kind: str) -> None:
    """Call the limit off."""
    call_off(violation.pk, kind)
