"""Webhooks of the provider: Standard Webhooks headers (HMAC, id, time) around one JSON object. The time may be five minutes off, not more."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from network.onboarding.signing.port import BadNotice, Notice

LONGEST = {"event_id": 80, "envelope": 80, "kind": 40}


def read_signed(payload: bytes, headers: Mapping[str, str], secret: str) -> Notice:
    """Check a webhook's signature and read the notice in it: `{envelope, type, at}`; the event's id is the header's. Raises BadNotice."""
    if not secret:
        raise BadNotice("no secret is set")
    try:
        Webhook(secret).verify(payload, dict(headers), json_parse=False)
        return _notice_of(payload, headers)
    except (WebhookVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadNotice(type(error).__name__) from error


def _notice_of(payload: bytes, headers: Mapping[str, str]) -> Notice:
    body = json.loads(payload)
    named = {name.lower(): value for name, value in headers.items()}
    texts = {"event_id": named["webhook-id"], "envelope": body["envelope"], "kind": body["type"]}
    for name, text in texts.items():
        if not isinstance(text, str) or not text or len(text) > LONGEST[name] or "\x00" in text:
            raise ValueError(name)
    at = datetime.fromisoformat(body["at"])
    if at.tzinfo is None:
        raise ValueError("at")
    return Notice(at=at, **texts)


def signed(notice: Notice, secret: str, *, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's body and headers. `at` is when it is delivered, now unless said otherwise."""
    payload = json.dumps({"envelope": notice.envelope, "type": notice.kind, "at": notice.at.isoformat()})
    moment = (at or datetime.now(tz=UTC)).astimezone(UTC)
    return payload.encode(), {
        "webhook-id": notice.event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": Webhook(secret).sign(notice.event_id, moment, payload),
    }
