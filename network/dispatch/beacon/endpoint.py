"""`POST /positions/` with `Authorization: Bearer <pass>` and `{"fixes": [{"key", "at", "lat", "lon", "accuracy_m"}]}`, as a bare ASGI application.

200 after the commit with how many were taken and refused (what is refused is not worth sending again); 401 for a pass that is forged or too
old, 400 for what can't be read, 429 for too many, 503 when nothing could be stored: in all of these the phone keeps what it has.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from uuid import UUID

from network.dispatch.actions.positions import FromPhone
from network.dispatch.beacon.gathering import Gathering, new_gathering
from network.dispatch.beacon.passes import Pass, Passes
from network.dispatch.intake import UNREADABLE, Report

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

LARGEST = 64_000  # bytes of a request
MOST_FIXES = 200
MOST_A_MINUTE = 1_200  # positions of one crew: hours without a network, sent at once
BEARER = b"Bearer "

_passes = Passes()
_gatherings: dict[int, Gathering] = {}


def gathering() -> Gathering:
    """Return what gathers in this event loop; a process that serves has one."""
    key = id(asyncio.get_running_loop())
    return _gatherings.get(key) or _gatherings.setdefault(key, new_gathering())


class Pace:
    """How many positions each crew has sent within this minute."""

    def __init__(self) -> None:
        self.minute, self.sent = 0, dict[UUID, int]()

    def allows(self, crew_id: UUID, count: int) -> bool:
        """Count them, and tell whether they are still within the limit."""
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute, self.sent = minute, {}
        total = self.sent[crew_id] = self.sent.get(crew_id, 0) + count
        return total <= MOST_A_MINUTE


_pace = Pace()


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one phone."""
    status, told = await _answer(scope, receive)
    body = json.dumps(told).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _answer(scope: Scope, receive: Receive) -> tuple[int, dict[str, Any]]:
    if scope["method"] != "POST":
        return 405, {"code": "method_not_allowed"}
    holder = _holder(scope)
    if holder is None:
        return 401, {"code": "pass_not_valid"}
    rows = _rows(await _body(receive))
    if rows is None:
        return 400, {"code": "unreadable"}
    if not _pace.allows(holder.crew_id, len(rows)):
        return 429, {"code": "too_many"}
    reports = _reports(rows)
    receipt = await gathering().take(FromPhone(holder.crew_id, holder.station_id, reports))
    if receipt is None:
        return 503, {"code": "not_stored"}
    return 200, {"taken": receipt.taken, "refused": receipt.refused + len(rows) - len(reports)}


def _holder(scope: Scope) -> Pass | None:
    for name, value in scope["headers"]:
        if name == b"authorization" and value.startswith(BEARER):
            return _passes.read(value[len(BEARER) :].decode("latin1"))
    return None


async def _body(receive: Receive) -> bytes | None:
    """Return the body; None when it is too large or the phone has gone."""
    body = b""
    while len(body) <= LARGEST:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            return body if len(body) <= LARGEST else None
    return None


def _rows(body: bytes | None) -> list[Any] | None:
    try:
        rows = json.loads(body or b"")["fixes"]
    except (ValueError, KeyError, TypeError):
        return None
    return rows if isinstance(rows, list) and 1 <= len(rows) <= MOST_FIXES else None


def _reports(rows: list[Any]) -> list[Report]:
    found = []
    for row in rows:
        try:
            found.append(Report.read(row, "key"))
        except UNREADABLE:
            continue
    return found
