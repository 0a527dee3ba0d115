"""Setting, calling off and keeping deadlines."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from common.database.alias import line, was_cut
from common.deadlines.models import Deadline
from common.ids import new_id
from common.lanes import Lane
from common.scope import for_office

logger = logging.getLogger(__name__)

Handler = Callable[[Deadline], None]
_handlers: dict[str, Handler] = {}
_urgent: set[str] = set()
RETRY = timedelta(seconds=5)
WAKE = "deadlines"
SOON = timedelta(milliseconds=500)  # before a poller looks by itself
# Sets, or moves what is open, and wakes a poller at commit for what is due at once: that only makes it sooner, the row is what counts.
SET = (
    "WITH made AS (INSERT INTO public.deadline (id, kind, due_at, lane, subject_id, step, station_id, attempts, last_error) "
    "SELECT id, kind, due_at, lane, %s, %s, %s, 0, '' "
    "FROM unnest(%s::uuid[], %s::text[], %s::timestamptz[], %s::smallint[]) AS one (id, kind, due_at, lane) "
    "ON CONFLICT (kind, subject_id, step) DO UPDATE SET due_at = EXCLUDED.due_at "
    "WHERE deadline.done_at IS NULL AND deadline.due_at <> EXCLUDED.due_at RETURNING due_at) "
    "SELECT pg_notify(%s, '') FROM made WHERE due_at <= clock_timestamp() + %s LIMIT 1"
)
FIRST_OF_LANE = (
    "SELECT id FROM public.deadline WHERE lane = {lane:d} AND done_at IS NULL AND due_at <= statement_timestamp() "
    "AND kind = ANY(%(kinds)s) ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED"
)
# Marks the first that is due as done and reads it, with one statement; the second lane is looked at when the first is empty.
TAKE = (
    "UPDATE public.deadline SET done_at = clock_timestamp() WHERE id = "  # noqa: S608  our own text
    f"coalesce(({FIRST_OF_LANE.format(lane=Lane.URGENT)}), ({FIRST_OF_LANE.format(lane=Lane.USUAL)})) RETURNING *"
)


def on_deadline(kind: str, *, is_urgent: bool = False) -> Callable[[Handler], Handler]:
    """Register the function below as what happens when a deadline of `kind` is due. Put it into the app's `subscribers.py`.

    It runs in head office's scope, in the transaction that marks the deadline as done: both happen or neither. `done_at` is the database's
    clock when it was taken. Urgent kinds are kept before all others that are due: somebody stands beside a road and waits for them.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        if is_urgent:
            _urgent.add(kind)
        return handler

    return register


def lane_of(kind: str) -> Lane:
    """Return the lane in which deadlines of a kind wait."""
    return Lane.URGENT if kind in _urgent else Lane.USUAL


def set_deadline(
    kind: str, subject_id: UUID, due_at: datetime, *, step: int = 0, station_id: UUID | None = None
) -> None:
    """Set (or move) the deadline of this kind, subject and step. One that was done is not opened again."""
    set_deadlines({kind: due_at}, subject_id, step=step, station_id=station_id)


def set_deadlines(
    due: Mapping[str, datetime], subject_id: UUID, *, step: int = 0, station_id: UUID | None = None
) -> None:
    """Set (or move) deadlines of several kinds for the same subject and step, with one statement."""
    lanes = [int(lane_of(kind)) for kind in due]
    rows: list[Any] = [[new_id() for _kind in due], list(due), list(due.values()), lanes]
    given: list[Any] = [subject_id, step, station_id, *rows, WAKE, SOON]
    with connection.cursor() as cursor:
        cursor.execute(SET, given)


def call_off(subject_id: UUID, *kinds: str) -> int:
    """Call off the open deadlines of a subject (of all kinds, when none is named). Returns how many."""
    rows = Deadline.objects.filter(subject_id=subject_id, done_at__isnull=True)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return rows.update(done_at=Now())


def keep_due(limit: int = 100) -> int:
    """Handle up to `limit` deadlines that are due; returns how many were taken."""
    count = 0
    while count < limit and keep_one():
        count += 1
    return count


def keep_one() -> bool:
    """Take one due deadline under SKIP LOCKED and handle it. False when none is due. A failure is retried 5 s later."""
    due, begun_on = None, None
    try:
        with for_office(), transaction.atomic():
            due, begun_on = _take(), line()
            if due is None:
                return False
            _handlers[due.kind](due)
    except Exception as error:
        if due is None:
            raise
        if was_cut(begun_on):  # it is due as before, for whoever is back first
            raise InterfaceError(str(error)) from error
        logger.exception("deadline_failed", extra={"kind": due.kind, "subject_id": str(due.subject_id)})
        _postpone(due, error)
    return True


def _take() -> Deadline | None:
    found: list[Deadline] = list(Deadline.objects.raw(TAKE, {"kinds": list(_handlers)}))
    return found[0] if found else None


def _postpone(due: Deadline, error: Exception) -> None:
    """Try again later, unless somebody else has kept or moved it since its transaction was rolled back."""
    Deadline.objects.filter(pk=due.pk, done_at__isnull=True, due_at=due.due_at).update(
        attempts=F("attempts") + 1, due_at=Now() + RETRY, last_error=type(error).__name__
    )
