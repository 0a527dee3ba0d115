"""`GET /live/?token=…`: the stream of server-sent events, as a bare ASGI application.

No Django view: each viewer of one would hold a thread and a connection. Nothing here reads a table; the token says all.
"""

import asyncio
import contextlib
import json
import signal
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from types import FrameType
from typing import Any
from urllib.parse import parse_qs

from django.conf import settings

from common.live import tokens
from common.live.hub import Hub, Message, Viewer

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

BEAT_S = 10.0
BEAT = b"event: beat\ndata: {}\n\n"
HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]


def database_parameters() -> dict[str, Any]:
    """Return how psycopg reaches the application's database."""
    found = settings.DATABASES["default"]
    named = {
        "dbname": found["NAME"],
        "user": found["USER"],
        "password": found["PASSWORD"],
        "host": found["HOST"],
        "port": found["PORT"],
        "connect_timeout": 5,
    }
    return {name: value for name, value in named.items() if value not in ("", None)}


_hubs: dict[int, Hub] = {}


def hub() -> Hub:
    """Return the hub of this event loop; a process that serves has one loop, so one hub and one connection."""
    loop = asyncio.get_running_loop()
    if id(loop) not in _hubs:
        _hubs[id(loop)] = Hub(database_parameters)
        end_streams_on_term(loop, _hubs[id(loop)])
    return _hubs[id(loop)]


def end_streams_on_term(loop: asyncio.AbstractEventLoop, watched: Hub) -> None:
    """End the streams when the server is told to stop, before the server's own handler waits for them."""
    servers = signal.getsignal(signal.SIGTERM)
    if not callable(servers) or threading.current_thread() is not threading.main_thread():
        return

    def handle(number: int, frame: FrameType | None) -> None:
        with contextlib.suppress(RuntimeError):  # the loop may be closed already
            loop.call_soon_threadsafe(watched.close)
        servers(number, frame)

    signal.signal(signal.SIGTERM, handle)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Serve one viewer until it leaves or its quarter of an hour is over (it comes back with a fresh token)."""
    channels = _channels(scope)
    if channels is None:
        await _refuse(send)
        return
    viewer, watched = Viewer(tuple(channels)), hub()
    watched.join(viewer)
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        async for chunk in _chunks(viewer, gone, watched):
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        with contextlib.suppress(OSError, RuntimeError):
            await send({"type": "http.response.body", "body": b"", "more_body": False})
    finally:
        watched.leave(viewer)
        gone.cancel()


async def _chunks(viewer: Viewer, gone: "asyncio.Future[None]", watched: Hub) -> AsyncIterator[bytes]:
    """Yield what the viewer is sent: its events, and a beat when nothing happens and we would have heard of it."""
    ends = time.monotonic() + tokens.VALID_S
    yield b"retry: 2000\n\n"
    while time.monotonic() < ends and not gone.done() and not watched.closing:
        waiting: asyncio.Future[Any] = asyncio.ensure_future(viewer.queue.get())
        both: set[asyncio.Future[Any]] = {waiting, gone}
        done, _ = await asyncio.wait(both, timeout=BEAT_S, return_when=asyncio.FIRST_COMPLETED)
        if waiting in done:
            yield event_bytes(waiting.result())
            continue
        waiting.cancel()
        if gone in done:
            return
        if watched.connected.is_set():
            yield BEAT


def event_bytes(message: Message) -> bytes:
    """Return one event as it goes over the wire: `{"event": "rescue.changed", …}`."""
    event, data = message
    return f"data: {json.dumps({'event': event, **data}, separators=(',', ':'))}\n\n".encode()


def _channels(scope: Scope) -> list[str] | None:
    query = parse_qs(scope.get("query_string", b"").decode("latin1"))
    return tokens.read(query.get("token", [""])[0]) if scope.get("method") == "GET" else None


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _refuse(send: Send) -> None:
    """204 tells an EventSource to stop trying: the page then asks for a fresh address."""
    await send({"type": "http.response.start", "status": 204, "headers": [(b"cache-control", b"no-store")]})
    await send({"type": "http.response.body", "body": b""})
