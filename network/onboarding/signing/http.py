"""A provider that is asked over HTTP, JSON both ways, with a bearer token and an idempotency key.

`POST /envelopes`, `GET /envelopes/{id}`, `POST /envelopes/{id}/cancel`, `POST /envelopes/{id}/links`, `GET /envelopes/{id}/document`.
"""

import json
import time
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from common.answers import TooLarge, TooSlow, read_within
from network.onboarding.signing.choices import EnvelopeState, Side
from network.onboarding.signing.notices import read_signed
from network.onboarding.signing.port import Envelope, Notice, Parcel, Refused, Unavailable

TIMEOUT_S = 15.0
LARGEST_BYTES = 30 * 1024 * 1024


class HttpProvider:
    """Speaks to the provider, or to a small adapter beside it."""

    def __init__(self, address: str, token: str, secret: str, *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.secret = secret
        self.client = httpx.Client(base_url=address, headers=headers, timeout=TIMEOUT_S, transport=transport)

    def create(self, parcel: Parcel) -> Envelope:
        """Send the document and the signatories."""
        body = {
            "title": parcel.title,
            "document_base64": b64encode(parcel.pdf).decode(),
            "sha256": parcel.sha256,
            "expires_at": parcel.expires_at.isoformat(),
            "signatories": [
                {"side": one.side, "name": one.name, "phone": one.phone, "email": one.email}
                for one in parcel.signatories
            ],
        }
        answer = self._ask("POST", "/envelopes", json=body, headers={"Idempotency-Key": parcel.key})
        return _envelope(_object(answer))

    def get(self, envelope: str) -> Envelope:
        """Look."""
        return _envelope(_object(self._ask("GET", _path(envelope))))

    def cancel(self, envelope: str) -> None:
        """Take it back."""
        self._ask("POST", _path(envelope, "/cancel"), json={})

    def link(self, envelope: str, side: Side) -> str:
        """Ask for the address of the moment; anything but a web address is no answer."""
        found = _object(self._ask("POST", _path(envelope, "/links"), json={"side": side})).get("url")
        if not isinstance(found, str) or urlsplit(found).scheme not in {"http", "https"}:
            raise Unavailable("an answer without an address")
        return found

    def signed_document(self, envelope: str) -> bytes:
        """Fetch the signed PDF."""
        return self._ask("GET", _path(envelope, "/document"))

    def read_notice(self, payload: bytes, headers: Mapping[str, str]) -> Notice:
        """Check the signature and read the notice."""
        return read_signed(payload, headers, self.secret)

    def _ask(self, method: str, path: str, **given: Any) -> bytes:
        """Return the answer's body. The rows of the agreement are locked meanwhile, so an answer has an end in bytes and in seconds."""
        until = time.monotonic() + TIMEOUT_S
        try:
            with self.client.stream(method, path, **given) as answer:
                if answer.status_code >= 500 or answer.status_code == 429:
                    raise Unavailable(str(answer.status_code))
                if answer.status_code >= 400:
                    raise Refused(str(answer.status_code))
                return read_within(answer, LARGEST_BYTES, until)
        except TooLarge as error:
            raise Refused("larger than a document can be") from error
        except (httpx.HTTPError, TooSlow) as error:
            raise Unavailable(type(error).__name__) from error


def _path(envelope: str, rest: str = "") -> str:
    return f"/envelopes/{quote(envelope, safe='')}{rest}"


def _object(answer: bytes) -> dict[str, Any]:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError) as error:
        raise Unavailable("an answer that is not JSON") from error
    return found if isinstance(found, dict) else {}


def _envelope(body: Mapping[str, Any]) -> Envelope:
    """Read `{id, state, sha256, signed: {side: time}, reason}`. Raises Unavailable for anything else."""
    try:
        signed = {Side(side): datetime.fromisoformat(at) for side, at in (body.get("signed") or {}).items()}
        return Envelope(
            id=str(body["id"])[:80],
            state=EnvelopeState(body["state"]),
            sha256=str(body["sha256"]),
            signed=signed,
            reason=str(body.get("reason") or "")[:500],
        )
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise Unavailable("an answer that is no envelope") from error
