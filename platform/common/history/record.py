"""Writing history: `record(...)` is the last line of every action."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connections
from django.db.models import Model

from common.clock import now
from common.history.models import History, Undelivered
from common.history.subscribers import lane_of, subscribers_of
from common.ids import new_id
from common.people import Person
from common.request_context import request_id

UNTRACKED = {"version", "created_at"}


def record(
    subject: Any,
    verb: str,
    actor: Person,
    *,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    reason: str = "",
    station_id: UUID | None = None,
    using: str = "default",
) -> History:
    """Write one history row for `subject` (which is the outbox row too) in the caller's transaction.

    `verb` is `aggregate.past_tense` (`claim.approved`). `station_id` is taken from the subject when it has one. `before` and `after` hold
    the plain values that changed. Raises RuntimeError outside a transaction: an event without its change would be a lie.
    """
    if not connections[using].in_atomic_block:
        raise RuntimeError("history is written in the transaction of the change that it tells")
    owner = station_id or getattr(subject, "station_id", None)
    aggregate = verb.split(".", 1)[0]
    row = History(
        id=new_id(),
        station_id=owner,
        stream=f"station:{owner}" if owner else f"office:{aggregate}",
        aggregate=aggregate,
        aggregate_id=subject.pk,
        verb=verb,
        actor_id=actor.id,
        actor_name=actor.name,
        before=plain(before or {}),
        after=plain(after or {}),
        reason=reason,
        occurred_at=now(),
        request_id=request_id(),
    )
    row.save(using=using, force_insert=True)
    if subscribers_of(verb):
        Undelivered.objects.using(using).create(event=row, verb=verb, lane=lane_of(aggregate))
    return row


def plain(values: dict[str, Any]) -> dict[str, Any]:
    """Turn field values into what JSON can hold, ids and money included."""
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return str(value.pk)
    if isinstance(value, UUID | Decimal | datetime | date):
        return str(value)
    if isinstance(value, dict):
        return plain(value)
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    return value if isinstance(value, bool | int | float | str | None) else str(value)
