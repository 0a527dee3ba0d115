"""Webhooks of the exchange: Standard Webhooks headers around one JSON object. The time in the header may be five minutes off, not more."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from network.hotline.choices import CallDirection, SignalKind
from network.hotline.telephony.port import BadSignature, Signal

LONGEST = {"event_id": 80, "call": 80, "number": 30, "extension": 20, "recording": 300}


def read_signed(payload: bytes, headers: Mapping[str, str], secret: str) -> Signal:
    """Check a webhook's signature and read the signal in it. Raises BadSignature."""
    if not secret:
        raise BadSignature("no secret is set")
    try:
        Webhook(secret).verify(payload, dict(headers), json_parse=False)
        return signal_of(json.loads(payload), headers)
    except (WebhookVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature(type(error).__name__) from error


def signal_of(body: Mapping[str, Any], headers: Mapping[str, str]) -> Signal:
    """Read `{type, call, at, number, extension, direction, recording}`; the event's id is the header's. Raises ValueError, KeyError."""
    named = {name.lower(): value for name, value in headers.items()}
    texts = {"event_id": named["webhook-id"], "call": body["call"]}
    texts |= {name: body.get(name) or "" for name in ("number", "extension", "recording")}
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > LONGEST[name] or "\x00" in text:
            raise ValueError(name)
    if not texts["call"]:
        raise ValueError("call")
    at = datetime.fromisoformat(body["at"])
    if at.tzinfo is None:
        raise ValueError("at")
    direction = CallDirection(body.get("direction") or CallDirection.INBOUND)
    return Signal(kind=SignalKind(body["type"]), at=at, direction=direction, **texts)


def signed(signal: Signal, secret: str, *, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's body and headers. `at` is when it is delivered, now unless said otherwise."""
    body = {
        "type": signal.kind, "call": signal.call, "at": signal.at.isoformat(), "number": signal.number, "extension": signal.extension,
        "direction": signal.direction, "recording": signal.recording,
    }  # fmt: skip
    payload, moment = json.dumps(body), at or datetime.now(tz=UTC)
    return payload.encode(), {
        "webhook-id": signal.event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(signal.event_id, moment.astimezone(UTC), payload),
    }
