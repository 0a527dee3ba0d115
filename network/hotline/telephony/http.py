"""An exchange that is asked over HTTP: `POST /calls`, `POST /calls/{call}/put-through`, JSON both ways, a bearer token, an idempotency key."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx

from network.hotline.telephony.port import Refused, Signal, Unavailable
from network.hotline.telephony.signing import read_signed

TIMEOUT_S = 3.0  # somebody waits with the handset in the hand


class HttpExchange:
    """Speaks to the exchange, or to a small adapter beside it. Nothing is repeated by itself: a telephone that rings later is worse than none."""

    def __init__(self, address: str, token: str, secret: str, *, transport: httpx.BaseTransport | None = None) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self.secret = secret
        self.client = httpx.Client(base_url=address, headers=headers, timeout=TIMEOUT_S, transport=transport)

    def read_signal(self, payload: bytes, headers: Mapping[str, str]) -> Signal:
        """Check the signature and read the signal."""
        return read_signed(payload, headers, self.secret)

    def dial(self, extension: str, number: str, *, key: str) -> str:
        """Dial."""
        answer = self._ask("/calls", {"extension": extension, "number": number}, {"Idempotency-Key": key})
        call = answer.get("call")
        if not isinstance(call, str) or not call:
            raise Unavailable("an answer without a call")
        return call

    def put_through(self, call: str, extension: str) -> None:
        """Put the call through."""
        self._ask(f"/calls/{quote(call, safe='')}/put-through", {"extension": extension}, {})

    def _ask(self, path: str, body: dict[str, str], headers: dict[str, str]) -> dict[str, Any]:
        try:
            answer = self.client.post(path, json=body, headers=headers)
        except httpx.HTTPError as error:
            raise Unavailable(type(error).__name__) from error
        if answer.status_code >= 500 or answer.status_code == 429:
            raise Unavailable(str(answer.status_code))
        if answer.status_code >= 400:
            raise Refused(str(answer.status_code))
        try:
            found = answer.json()
        except ValueError as error:
            raise Unavailable("an answer that is not JSON") from error
        return found if isinstance(found, dict) else {}
