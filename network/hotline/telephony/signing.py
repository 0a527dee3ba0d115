"""Webhooks of the exchange: one JSON object in a signed envelope of `common.webhooks`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common import webhooks
from network.hotline.choices import CallDirection, SignalKind
from network.hotline.telephony.port import BadSignature, Signal

LONGEST = {"event_id": 80, "call": 80, "number": 30, "extension": 20, "recording": 300}


def read_signed(payload: bytes, headers: Mapping[str, str], secret: str) -> Signal:
    """Check a webhook's signature and read the signal in it. Raises BadSignature."""
    try:
        return _signal_of(*webhooks.read_signed(payload, headers, secret))
    except (ValueError, KeyError, TypeError) as error:
        raise BadSignature(type(error).__name__) from error


def _signal_of(event_id: str, body: Mapping[str, Any]) -> Signal:
    """Read `{type, call, at, number, extension, direction, recording}`. Raises ValueError, KeyError, TypeError."""
    texts = {"event_id": event_id, "call": body["call"]}
    texts |= {name: body.get(name) or "" for name in ("number", "extension", "recording")}
    if not texts["call"]:
        raise ValueError("call")
    direction = CallDirection(body.get("direction") or CallDirection.INBOUND)
    return Signal(
        kind=SignalKind(body["type"]),
        at=webhooks.moment_of(body["at"]),
        direction=direction,
        **webhooks.checked_texts(texts, LONGEST),
    )


def signed(signal: Signal, secret: str, *, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's body and headers. `at` is when it is delivered, now unless said otherwise."""
    body = {
        "type": signal.kind, "call": signal.call, "at": signal.at.isoformat(), "number": signal.number, "extension": signal.extension,
        "direction": signal.direction, "recording": signal.recording,
    }  # fmt: skip
    return webhooks.signed(signal.event_id, body, secret, at=at)
