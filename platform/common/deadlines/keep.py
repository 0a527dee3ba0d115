"""Setting, calling off and keeping deadlines."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from common.clock import now
from common.deadlines.models import Deadline
from common.scope import for_office

logger = logging.getLogger(__name__)

Handler = Callable[[Deadline], None]
_handlers: dict[str, Handler] = {}
RETRY = timedelta(seconds=5)
WAKE = "deadlines"
SOON = timedelta(milliseconds=500)  # before a poller looks by itself


def on_deadline(kind: str) -> Callable[[Handler], Handler]:
    """Register the function below as what happens when a deadline of `kind` is due. Put it into the app's `subscribers.py`.

    It runs in head office's scope, in the transaction that marks the deadline as done: both happen or neither.
    """

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def set_deadline(
    kind: str, subject_id: UUID, due_at: datetime, *, step: int = 0, station_id: UUID | None = None
) -> Deadline:
    """Set (or move) the deadline of this kind, subject and step. One that was done is not opened again."""
    deadline, fresh = Deadline.objects.get_or_create(
        kind=kind, subject_id=subject_id, step=step, defaults={"due_at": due_at, "station_id": station_id}
    )
    if not fresh and deadline.due_at != due_at:
        Deadline.objects.filter(pk=deadline.pk, done_at__isnull=True).update(due_at=due_at)
    if due_at <= now() + SOON:
        _wake()
    return deadline


def _wake() -> None:
    """Wake a poller at commit: what is due now need not wait until one looks. Only makes it sooner; the row is what counts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])


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
    with for_office(), transaction.atomic():
        due = (
            Deadline.objects.select_for_update(skip_locked=True)
            .filter(done_at__isnull=True, due_at__lte=Now(), kind__in=list(_handlers))
            .order_by("due_at")
            .first()
        )
        if due is None:
            return False
        try:
            with transaction.atomic():
                Deadline.objects.filter(pk=due.pk).update(done_at=Now())
                _handlers[due.kind](due)
        except Exception as error:
            logger.exception("deadline_failed", extra={"kind": due.kind, "subject_id": str(due.subject_id)})
            _postpone(due, error)
    return True


def _postpone(due: Deadline, error: Exception) -> None:
    Deadline.objects.filter(pk=due.pk).update(
        attempts=F("attempts") + 1, due_at=Now() + RETRY, last_error=type(error).__name__
    )
