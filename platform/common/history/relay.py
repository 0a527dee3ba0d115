"""The relay: hands new events to their subscribers, once each. A wake-up (NOTIFY or Celery) only makes it sooner."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import InterfaceError, connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from common.database.alias import line, was_cut
from common.history.models import History, Undelivered
from common.history.subscribers import Subscriber, subscribers_of
from common.ids import new_id
from common.lanes import Lane
from common.request_context import within_request
from common.scope import for_office

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)
FIRST_OF_LANE = (
    "SELECT event_id FROM public.history_undelivered WHERE lane = {lane:d} AND not_before <= statement_timestamp() "
    "ORDER BY not_before LIMIT 1 FOR UPDATE SKIP LOCKED"
)
# Crosses the first event that is due out and reads it, with one statement; the second lane is looked at when the first is empty.
TAKE = (
    "WITH taken AS (DELETE FROM public.history_undelivered WHERE event_id = "  # noqa: S608  our own text
    f"coalesce(({FIRST_OF_LANE.format(lane=Lane.URGENT)}), ({FIRST_OF_LANE.format(lane=Lane.USUAL)})) RETURNING event_id) "
    "SELECT history.* FROM public.history JOIN taken ON history.id = taken.event_id"
)
# One statement for each event; whoever writes the same receipts at the same moment waits, and then does nothing.
RECEIPTS = (
    "INSERT INTO history_receipt (id, subscriber, event_id, handled_at) "
    "SELECT key, subscriber, %s, now() FROM unnest(%s::uuid[], %s::text[]) AS one (key, subscriber) "
    "ON CONFLICT (subscriber, event_id) DO NOTHING RETURNING subscriber"
)


def deliver_pending(limit: int = 100) -> int:
    """Deliver up to `limit` events that are due; returns how many were looked at. Several relays may run at once."""
    count = 0
    while count < limit and deliver_one():
        count += 1
    return count


def deliver_one() -> bool:
    """Take one due event under SKIP LOCKED and let its subscribers act together. False when nothing is due.

    Crossing out, receipts and effects are one transaction. When a subscriber fails it is as if nothing had been tried, and each acts by itself.
    """
    event, begun_on = None, None
    try:
        with for_office(), transaction.atomic():
            event, begun_on = _take(), line()
            if event is None:
                return False
            with within_request(event.request_id):
                _handle_once(subscribers_of(event.verb), event)
    except Exception as error:
        if event is None:
            raise
        if was_cut(begun_on):  # it is due as before, for whoever is back first
            raise InterfaceError(str(error)) from error
        _deliver_one_by_one(event, error)
    return True


def _take() -> History | None:
    found: list[History] = list(History.objects.raw(TAKE))
    return found[0] if found else None


def _deliver_one_by_one(event: History, error: Exception) -> None:
    """After an error let each subscriber act by itself, so that one that fails stands in nobody's way. One that is alone is not called again.

    A subscriber that was rolled back with another one is called again: only what was kept has happened. Whoever has taken the event since
    is left to it.
    """
    everybody = subscribers_of(event.verb)
    with for_office(), transaction.atomic():
        rows = Undelivered.objects.select_for_update(skip_locked=True, of=("self",)).select_related("event")
        waiting = rows.filter(pk=event.pk, not_before__lte=Now()).first()
        if waiting is None:
            return
        problem: Exception | None = error
        if len(everybody) == 1:
            _log(everybody[0], event, error)
        else:
            logger.info("subscribers_one_by_one", extra={"verb": event.verb, "event_id": str(event.pk)})
            with within_request(event.request_id):
                problem = _first_problem(everybody, event)
        if problem is None:
            waiting.delete()
        else:
            _postpone(waiting, problem)


def _first_problem(everybody: Sequence[Subscriber], event: History) -> Exception | None:
    problem: Exception | None = None
    for subscriber in everybody:
        try:
            with transaction.atomic():
                _handle_once([subscriber], event)
        except Exception as error:
            _log(subscriber, event, error)
            problem = problem or error
    return problem


def _log(subscriber: Subscriber, event: History, error: Exception) -> None:
    told = {"subscriber": subscriber.name, "event_id": str(event.pk)}
    logger.error("subscriber_failed", extra=told, exc_info=error)


def _handle_once(subscribers: Sequence[Subscriber], event: History) -> None:
    """Call those that have no receipt yet, each with the receipt that is written with what it does."""
    names = [subscriber.name for subscriber in subscribers]
    fresh = _write_receipts(event, names)
    for subscriber in subscribers:
        if subscriber.name in fresh:
            subscriber.handle(event)


def _write_receipts(event: History, names: Sequence[str]) -> set[Any]:
    with connection.cursor() as cursor:
        cursor.execute(RECEIPTS, [event.pk, [new_id() for _name in names], list(names)])
        return {name for (name,) in cursor.fetchall()}


def _postpone(waiting: Undelivered, problem: Exception) -> None:
    delay = min(FIRST_RETRY * 2 ** min(waiting.attempts, 12), LONGEST_RETRY)
    Undelivered.objects.filter(pk=waiting.pk).update(
        attempts=F("attempts") + 1, not_before=Now() + delay, last_error=type(problem).__name__
    )
