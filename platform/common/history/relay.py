"""The relay: hands new events to their subscribers, once each. A wake-up (NOTIFY or Celery) only makes it sooner."""

import logging
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from common.history.models import History, Undelivered
from common.history.subscribers import Subscriber, subscribers_of
from common.ids import new_id
from common.request_context import within_request
from common.scope import for_office

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=1)
LONGEST_RETRY = timedelta(minutes=10)
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
    """Take one due event under SKIP LOCKED and hand it to its subscribers. False when nothing is due."""
    with for_office(), transaction.atomic():
        waiting = (
            Undelivered.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("event")
            .filter(not_before__lte=Now())
            .order_by("not_before")
            .first()
        )
        if waiting is None:
            return False
        event = waiting.event
        with within_request(event.request_id):
            problem = _hand_over(event)
        if problem is None:
            waiting.delete()
        else:
            _postpone(waiting, problem)
    return True


def _hand_over(event: History) -> Exception | None:
    """Let the subscribers act together. When one of them fails, each acts by itself, so that it stands in nobody's way.

    Returns the first problem. A subscriber that was rolled back with another one is called again: only what was kept has happened.
    """
    everybody = subscribers_of(event.verb)
    if len(everybody) > 1:
        try:
            with transaction.atomic():
                _handle_once(everybody, event)
            return None
        except Exception:
            logger.info("subscribers_one_by_one", extra={"verb": event.verb, "event_id": str(event.pk)})
    return _one_by_one(everybody, event)


def _one_by_one(everybody: Sequence[Subscriber], event: History) -> Exception | None:
    problem: Exception | None = None
    for subscriber in everybody:
        try:
            with transaction.atomic():
                _handle_once([subscriber], event)
        except Exception as error:
            logger.exception("subscriber_failed", extra={"subscriber": subscriber.name, "event_id": str(event.pk)})
            problem = problem or error
    return problem


def _handle_once(subscribers: Sequence[Subscriber], event: History) -> None:
    """Call those that have no receipt yet, each with the receipt that is written with what it does."""
    with connection.cursor() as cursor:
        names = [subscriber.name for subscriber in subscribers]
        cursor.execute(RECEIPTS, [event.pk, [new_id() for _name in names], names])
        fresh = {name for (name,) in cursor.fetchall()}
    for subscriber in subscribers:
        if subscriber.name in fresh:
            subscriber.handle(event)


def _postpone(waiting: Undelivered, problem: Exception) -> None:
    delay = min(FIRST_RETRY * 2 ** min(waiting.attempts, 12), LONGEST_RETRY)
    Undelivered.objects.filter(pk=waiting.pk).update(
        attempts=F("attempts") + 1, not_before=Now() + delay, last_error=type(problem).__name__
    )
