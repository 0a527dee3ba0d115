"""Webhooks as Standard Webhooks has them: HMAC over id, time and body. The time may be five minutes off, not more."""

import base64
import binascii
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from common.clock import is_known

ID, AT, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


def key_of(secret: str) -> bytes:
    """Return the key of a secret that somebody set by hand: `whsec_…` is Base64 by the standard, anything else is taken as it stands."""
    if secret.startswith("whsec_"):
        try:
            return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


def read_signed(payload: bytes, headers: Mapping[str, str], secret: str | bytes) -> tuple[str, Mapping[str, Any]]:
    """Check the signature; return the event's id (the same when it is delivered again) and the body. Raises ValueError for anything else."""
    if not secret:
        raise ValueError("no secret is set")
    try:
        Webhook(secret).verify(payload, dict(headers), json_parse=False)
    except WebhookVerificationError as error:
        raise ValueError(type(error).__name__) from error
    body = json.loads(payload)
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return {name.lower(): value for name, value in headers.items()}[ID], body


def checked_texts(texts: Mapping[str, Any], longest: Mapping[str, int]) -> dict[str, str]:
    """Return the texts. Raises ValueError, naming the first that is no text, longer than it may be, or holds what a column can't."""
    for name, text in texts.items():
        if not isinstance(text, str) or len(text) > longest[name] or "\x00" in text:
            raise ValueError(name)
        text.encode()  # half of a character: UnicodeEncodeError is a ValueError
    return dict(texts)


def moment_of(text: Any) -> datetime:
    """Return a moment. Raises ValueError for one without its zone, or of years that no page could show: a clock that was never set."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("a moment without its zone")
    if not is_known(moment):
        raise ValueError("a moment of another age")
    return moment


def signed(
    event_id: str, body: Mapping[str, Any], secret: str | bytes, *, at: datetime | None = None
) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's payload and headers. `at` is when it is delivered, now unless said otherwise."""
    payload, moment = json.dumps(body), (at or datetime.now(tz=UTC)).astimezone(UTC)
    headers = {
        ID: event_id,
        AT: str(int(moment.timestamp())),
        SIGNATURE: Webhook(secret).sign(event_id, moment, payload),
    }
    return payload.encode(), headers
