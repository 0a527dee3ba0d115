"""The fake exchange at work: what it has to say goes to the same door at which a real one's webhooks arrive; the poller of deadlines sends it."""

from datetime import timedelta
from random import Random
from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.db import transaction

from common.clock import database_now
from common.deadlines.keep import set_deadline
from common.ids import new_id
from network.hotline.choices import CallStatus
from network.hotline.models import Call
from network.hotline.telephony.fake import FakeExchange
from network.hotline.telephony.receiving import receive

FAKE = "exchange.fake"
DEMO_CALL = "exchange.demo_call"
PAUSE = timedelta(minutes=4)
MOST_MISSED = 6  # a demo that nobody watches does not fill up with missed calls


def deliver_due(fake: FakeExchange) -> int:
    """Deliver what has happened, and come back when the next thing happens. Returns how much it was."""
    waiting = fake.deliveries()
    for _event, payload, headers in waiting:
        receive(payload, headers)
    transaction.on_commit(lambda: fake.delivered(*[event for event, _payload, _headers in waiting]))
    come_back(fake, after=[event for event, _payload, _headers in waiting])
    return len(waiting)


def come_back(fake: FakeExchange, *, after: list[str] | None = None) -> None:
    """Set a deadline for the next thing that the fake has to say."""
    moment = fake.next_at(but=after or [])
    if moment is not None:
        set_deadline(
            FAKE, uuid5(NAMESPACE_OID, moment.isoformat()), moment
        )  # one for each moment, however many ask for it


def call_in_the_demo(fake: FakeExchange) -> None:
    """Let somebody call now and then while the demo runs, unless it has missed enough; then plan the next call."""
    if not settings.DEMO:
        return
    set_deadline(DEMO_CALL, new_id(), database_now() + PAUSE)
    since = database_now() - timedelta(hours=2)
    rows = Call.objects.filter(rang_at__gte=since, exchange_key__isnull=False)
    if rows.filter(status=CallStatus.MISSED).count() >= MOST_MISSED:
        return
    known = list(Call.objects.exclude(phone_index="").order_by("-created_at")[:40])
    chances = Random(str(database_now()))
    number = chances.choice(known).phone if known and chances.random() < 0.7 else f"139{chances.randrange(10**8):08d}"
    fake.ring(number)
    deliver_due(fake)
