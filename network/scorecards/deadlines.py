"""The time limit of an appeal, as a ladder: a reminder the day before (0), late (1), and two days later somebody above hears of it (2)."""

from datetime import datetime, timedelta
from uuid import UUID

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.scorecards.models import ScoreAppeal

APPEAL_DUE = "score_appeal.due"
AFTER = (timedelta(days=-1), timedelta(0), timedelta(days=2))
SOON, LATE, HIGHEST = range(3)


def watch_appeal(appeal: ScoreAppeal) -> None:
    """Set the first rung that is still to come; the others follow from it."""
    if appeal.due_at is not None:
        level = SOON if appeal.due_at + AFTER[SOON] > now() else LATE
        set_deadline(APPEAL_DUE, appeal.pk, appeal.due_at + AFTER[level], step=level, station_id=appeal.station_id)


def climb(appeal: ScoreAppeal, at: datetime, level: int) -> None:
    """Set the next rung, after the one that was due `at`."""
    if level < HIGHEST:
        due_at = at + AFTER[level + 1] - AFTER[level]
        set_deadline(APPEAL_DUE, appeal.pk, due_at, step=level + 1, station_id=appeal.station_id)


def unwatch_appeal(appeal_id: UUID) -> None:
    """It is decided."""
    call_off(appeal_id, APPEAL_DUE)
