"""Webhooks of the provider: one JSON object, `{envelope, type, at}`, in a signed envelope of `common.webhooks`."""

from collections.abc import Mapping
from datetime import datetime

from common import webhooks
from network.onboarding.signing.port import BadNotice, Notice

LONGEST = {"event_id": 80, "envelope": 80, "kind": 40}


def read_signed(payload: bytes, headers: Mapping[str, str], secret: str) -> Notice:
    """Check a webhook's signature and read the notice in it; the event's id is the header's. Raises BadNotice."""
    try:
        event_id, body = webhooks.read_signed(payload, headers, secret)
        texts = {"event_id": event_id, "envelope": body["envelope"], "kind": body["type"]}
        if not all(texts.values()):
            raise ValueError("empty")
        return Notice(at=webhooks.moment_of(body["at"]), **webhooks.checked_texts(texts, LONGEST))
    except (ValueError, KeyError, TypeError) as error:
        raise BadNotice(type(error).__name__) from error


def signed(notice: Notice, secret: str, *, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    """Return a webhook's body and headers. `at` is when it is delivered, now unless said otherwise."""
    body = {"envelope": notice.envelope, "type": notice.kind, "at": notice.at.isoformat()}
    return webhooks.signed(notice.event_id, body, secret, at=at)
