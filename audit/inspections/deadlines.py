"""The time limits of findings: overdue at the close of business of the day, escalated five working days later."""

from datetime import datetime

from audit.inspections.models import Finding
from common.clock import business_zone
from common.deadlines.keep import call_off, set_deadline
from common.working_days.calendar import CLOSE_OF_BUSINESS, due_after_working_days

OVERDUE = "finding.overdue"
ESCALATE = "finding.escalate"
ESCALATE_AFTER_WORKING_DAYS = 5


def watch(finding: Finding) -> None:
    """Set both limits for the finding's present attempt (the attempt is the deadline's step)."""
    due_at = datetime.combine(finding.due_on, CLOSE_OF_BUSINESS, tzinfo=business_zone())
    later = due_after_working_days(due_at, ESCALATE_AFTER_WORKING_DAYS)
    set_deadline(OVERDUE, finding.pk, due_at, step=finding.round, station_id=finding.station_id)
    set_deadline(ESCALATE, finding.pk, later, step=finding.round, station_id=finding.station_id)


def unwatch(finding: Finding) -> None:
    """Call both limits off."""
    call_off(finding.pk, OVERDUE, ESCALATE)
