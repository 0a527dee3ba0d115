"""`once(...)`: run an effect for a key, or return what it answered before.

Same key and body: the stored answer. Other body: 422. Still running: 409. A crash rolls the transaction back, which frees the key: the lock
and the stored answer live and die with the transaction of the effect.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from common.clock import now
from common.errors import Invalid, WrongState
from common.idempotency.models import StoredAnswer

KEPT = timedelta(hours=24)


class IdempotencyError(StrEnum):
    """What can be wrong with a key."""

    MISSING = "idempotency.key_missing"
    OTHER_BODY = "idempotency.other_body"
    RUNNING = "idempotency.still_running"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request as the store sees it. `principal` is the API key's or user's id."""

    principal: str
    key: str
    method: str
    path: str
    body: bytes

    @property
    def body_hash(self) -> str:
        """Return the fingerprint of method, path and body."""
        return hashlib.sha256(b"\n".join([self.method.encode(), self.path.encode(), self.body])).hexdigest()


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and plain JSON data; `replayed` when it comes from the store."""

    status: int
    data: Any
    replayed: bool = False


def once(attempt: Attempt, effect: Callable[[], Answer]) -> Answer:
    """Run `effect` at most once for the attempt's key. An answer of 4xx or 5xx is not stored. Raises Invalid or WrongState (see above)."""
    if not attempt.key:
        raise Invalid(
            _("Send an Idempotency-Key header, so that a repeated request is not carried out twice."),
            code=IdempotencyError.MISSING,
        )
    with transaction.atomic():
        _claim(attempt)
        stored = StoredAnswer.objects.filter(principal=attempt.principal, key=attempt.key).first()
        if stored is not None and stored.created_at > now() - KEPT:
            return _replay(attempt, stored)
        answer = effect()
        if answer.status < 400:
            _store(attempt, answer)
        return answer


def _claim(attempt: Attempt) -> None:
    """Hold the key until the transaction ends."""
    number = int.from_bytes(
        hashlib.sha256(f"{attempt.principal}/{attempt.key}".encode()).digest()[:8], "big", signed=True
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise WrongState(
                _("A request with this key is still running. Try again in a moment."), code=IdempotencyError.RUNNING
            )


def _replay(attempt: Attempt, stored: StoredAnswer) -> Answer:
    if stored.body_hash != attempt.body_hash:
        raise Invalid(
            _("This Idempotency-Key was used for another request. Use a new key for new content."),
            code=IdempotencyError.OTHER_BODY,
        )
    return Answer(stored.status, stored.answer, replayed=True)


def _store(attempt: Attempt, answer: Answer) -> None:
    StoredAnswer.objects.update_or_create(
        principal=attempt.principal,
        key=attempt.key,
        defaults={
            "method": attempt.method,
            "path": attempt.path[:300],
            "body_hash": attempt.body_hash,
            "status": answer.status,
            "answer": answer.data,
            "created_at": now(),
        },
    )
