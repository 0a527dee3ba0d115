"""The time limits of documents: one row for all copies of an edition, and one for a copy that has a limit of its own.

Each limit is a ladder: a reminder the day before (level 0), late (1), the regional office a day later (2), head office three days later (3).
"""

from datetime import datetime, timedelta
from uuid import UUID

from common.clock import now
from common.deadlines.keep import call_off, set_deadline
from network.support.choices import Stage

KINDS = {Stage.SIGN: "document.sign", Stage.EXECUTE: "document.execute", Stage.ANSWER: "survey.answer"}
AFTER = (timedelta(days=-1), timedelta(0), timedelta(days=1), timedelta(days=3))
LATE, REGIONAL, HIGHEST = 1, 2, 3
STEPS = 10  # a limit that is set anew begins a new row of steps: `turn * STEPS + level`


def watch(stage: Stage, subject_id: UUID, due_at: datetime, *, turn: int = 0) -> None:
    """Set the first rung of the ladder that is still to come; the others follow from it."""
    call_off(subject_id, KINDS[stage])
    level = 0 if due_at + AFTER[0] > now() else LATE
    set_deadline(KINDS[stage], subject_id, due_at + AFTER[level], step=turn * STEPS + level)


def climb(stage: Stage, subject_id: UUID, at: datetime, step: int) -> None:
    """Set the next rung, after the one that was due `at`."""
    level = step % STEPS
    if level < HIGHEST:
        set_deadline(KINDS[stage], subject_id, at + AFTER[level + 1] - AFTER[level], step=step + 1)


def unwatch(subject_id: UUID) -> None:
    """Nothing is waited for any more."""
    call_off(subject_id, *KINDS.values())
