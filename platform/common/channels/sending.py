"""Sending: take a message, commit, hand it to the provider outside any transaction, write down what came of it.

A process that dies in between leaves the message with a lease. The next one hands it over again under the same reference, which the provider
knows: so nothing is lost, and nothing is sent twice. A slow provider holds up neither the relay nor the deadlines.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from common.channels.actions import PROVIDER
from common.channels.choices import TO_SEND, MessageError, MessageStatus
from common.channels.models import Message
from common.channels.port import Outgoing, Refused, SmsProvider, TryLater, provider_in_use
from common.channels.templates import known_templates, written
from common.clock import database_now
from common.history.record import record
from common.scope import for_office

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that this process holds, and which attempt it is."""

    key: UUID
    attempt: int
    outgoing: Outgoing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt: accepted under an id, refused for good, or to be tried again."""

    provider_id: str = ""
    error: str = ""
    final: bool = False
    after_s: float = 0.0


def send_due(limit: int = 100) -> int:
    """Send up to `limit` messages that are due; returns how many were looked at. Several processes may run at once."""
    provider = provider_in_use()
    if provider is None:
        return 0
    count = 0
    while count < limit and send_one(provider):
        count += 1
    provider.idle()
    return count


def send_one(provider: SmsProvider) -> bool:
    """Take one due message and hand it over. False when none is due."""
    put_away_late()
    taken = take()
    if taken is None:
        return False
    settle(taken, hand_over(provider, taken.outgoing))
    return True


def take() -> Taken | None:
    """Take one due message under SKIP LOCKED and commit: from now on this process holds it for a while.

    A text that this version of ours does not know waits for a process of another version.
    """
    texts = [code for code, _title in known_templates()]
    with for_office(), transaction.atomic():
        row = _due().filter(expires_at__gt=Now(), template__in=texts).first()
        if row is None:
            return None
        Message.objects.filter(pk=row.pk).update(
            status=MessageStatus.SENDING, attempts=F("attempts") + 1, not_before=Now() + LEASE, version=F("version") + 1
        )
        return Taken(row.pk, row.attempts + 1, _outgoing(row))


def hand_over(provider: SmsProvider, message: Outgoing) -> Outcome:
    """Call the provider; whatever it raises becomes an outcome. Only the kind of an error is logged: its words may hold the number."""
    try:
        return Outcome(provider_id=provider.send(message))
    except Refused as refusal:
        return Outcome(error=refusal.error, final=True)
    except TryLater as later:
        return Outcome(error=later.error, after_s=later.after_s)
    except Exception as error:
        logger.warning("message_not_sent", extra={"message_id": message.reference, "error": type(error).__name__})
        return Outcome(error=MessageError.AWAY)


def settle(taken: Taken, outcome: Outcome) -> None:
    """Write down what came of it, unless a receipt or another attempt was faster."""
    with for_office(), transaction.atomic():
        row = Message.objects.select_for_update(no_key=True).get(pk=taken.key)
        if outcome.provider_id and not row.provider_id:
            row.change(provider_id=outcome.provider_id)
        if row.status != MessageStatus.SENDING or row.attempts != taken.attempt:
            return
        if outcome.provider_id:
            row.move_to(MessageStatus.SENT, sent_at=database_now(), error="")
            record(row, "message.sent", PROVIDER, after={"status": row.status})
        elif outcome.final:
            _give_up(row, outcome.error)
        else:
            row.move_to(MessageStatus.QUEUED, error=outcome.error, not_before=_again_at(row.attempts, outcome.after_s))


def put_away_late() -> None:
    """Give up a message that would come too late."""
    with for_office(), transaction.atomic():
        row = _due().filter(expires_at__lte=Now()).first()
        if row is not None:
            _give_up(row, MessageError.TOO_LATE)


def _due() -> Any:
    rows = Message.objects.select_for_update(no_key=True, skip_locked=True, of=("self",))
    return rows.filter(status__in=TO_SEND, not_before__lte=Now()).order_by("not_before")


def _give_up(row: Message, error: str) -> None:
    row.move_to(MessageStatus.FAILED, error=error, ended_at=database_now())
    record(row, "message.failed", PROVIDER, after={"status": row.status, "error": str(error)})


def _again_at(attempts: int, after_s: float) -> datetime:
    pause = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return database_now() + max(pause if not after_s else timedelta(), timedelta(seconds=after_s))


def _outgoing(row: Message) -> Outgoing:
    values = row.values
    text = written(row.template, row.language, values)
    return Outgoing(str(row.pk), row.to, row.template, row.language, values, text)
