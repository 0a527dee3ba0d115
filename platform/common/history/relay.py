"""The relay: hands new events to their subscribers, once each. A wake-up (NOTIFY or Celery) only makes it sooner."""

import logging
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
# One statement for each subscriber of each event; whoever writes the same receipt at the same moment waits, and then does nothing.
RECEIPT = (
    "INSERT INTO history_receipt (id, subscriber, event_id, handled_at) VALUES (%s, %s, %s, now()) "
    "ON CONFLICT (subscriber, event_id) DO NOTHING"
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
    """Call each subscriber that has no receipt yet; return the first problem."""
    problem: Exception | None = None
    for subscriber in subscribers_of(event.verb):
        try:
            with transaction.atomic():
                _handle_once(subscriber, event)
        except Exception as error:
            logger.exception("subscriber_failed", extra={"subscriber": subscriber.name, "event_id": str(event.pk)})
            problem = problem or error
    return problem


def _handle_once(subscriber: Subscriber, event: History) -> None:
    with connection.cursor() as cursor:
        cursor.execute(RECEIPT, [new_id(), subscriber.name, event.pk])
        fresh = cursor.rowcount == 1
    if fresh:
        subscriber.handle(event)


def _postpone(waiting: Undelivered, problem: Exception) -> None:
    delay = min(FIRST_RETRY * 2 ** min(waiting.attempts, 12), LONGEST_RETRY)
    Undelivered.objects.filter(pk=waiting.pk).update(
        attempts=F("attempts") + 1, not_before=Now() + delay, last_error=type(problem).__name__
    )
