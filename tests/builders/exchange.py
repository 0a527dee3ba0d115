"""A telephone exchange for tests: what it says is signed and comes in by the real door."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from common.scope import for_office
from network.hotline.choices import SignalKind
from network.hotline.models import Call
from network.hotline.telephony import Signal, use_exchange
from network.hotline.telephony.fake import FakeExchange
from network.hotline.telephony.receiving import receive
from network.hotline.telephony.signing import signed

SECRET = "whsec_dGVzdHMgb2YgdGhlIGhvdGxpbmU="
NUMBER = "13812345678"


@contextmanager
def a_fake() -> Iterator[FakeExchange]:
    """Use a fake exchange of one's own until the block ends."""
    fake = FakeExchange(SECRET)
    use_exchange(fake)
    try:
        yield fake
    finally:
        use_exchange(None)


def moment(seconds: float = 0) -> datetime:
    """Return a time so many seconds after the beginning of this minute or so: calls of tests are of now."""
    return datetime.now(tz=UTC).replace(microsecond=0) - timedelta(seconds=60) + timedelta(seconds=seconds)


def a_signal(kind: SignalKind, call: str = "in-1", after_s: float = 0, **told: Any) -> Signal:
    """Return one signal; its id follows from what it says, so that the same one twice is a double."""
    given: dict[str, Any] = {"event_id": f"{call}-{kind}-{after_s}-{told.get('extension', '')}", "number": NUMBER}
    given |= {"call": call, "kind": kind, "at": moment(after_s)}
    return Signal(**(given | told))


def say(*signals: Signal) -> list[bool]:
    """Let the exchange say it; returns which were new."""
    return [receive(*signed(one, SECRET)) for one in signals]


def a_ringing_call(call: str = "in-1", **told: Any) -> Call:
    """Return a call that rings; without `extension` at everybody's."""
    say(a_signal(SignalKind.RING, call, **told))
    return call_of(call)


def call_of(key: str = "in-1") -> Call:
    """Return the row of a call of the exchange."""
    with for_office(), transaction.atomic():
        return Call.objects.get(exchange_key=key)
