"""One listener per process, and who is to be told.

The listener reconnects by itself; after each gap every viewer gets `resync`, since what was said meanwhile is lost. A viewer who
does not keep up loses its backlog and gets `resync` too. While the listener is away nobody gets a beat: pages then show that they are old.
"""

import asyncio
import contextlib
import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg

from common.live.publish import NOTIFY_CHANNEL, unpack

logger = logging.getLogger(__name__)

BACKLOG = 64
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.2, 5.0
Message = tuple[str, dict[str, Any]]
RESYNC: Message = ("resync", {})


@dataclass(eq=False)
class Viewer:
    """One open stream: its channels and what it has not been sent yet."""

    channels: tuple[str, ...]
    queue: asyncio.Queue[Message] = field(default_factory=lambda: asyncio.Queue(BACKLOG))

    def tell(self, message: Message) -> None:
        """Queue a message; a viewer that is behind starts over."""
        if self.queue.full():
            while not self.queue.empty():
                self.queue.get_nowait()
            message = RESYNC
        self.queue.put_nowait(message)


class Hub:
    """The viewers of this process. The listener starts with the first viewer and lives in the event loop that serves them."""

    def __init__(self, connection_parameters: Callable[[], dict[str, Any]]) -> None:
        self.parameters = connection_parameters
        self.viewers: dict[str, set[Viewer]] = defaultdict(set)
        self.listener: asyncio.Task[None] | None = None
        self.connected = asyncio.Event()
        self.closing = False

    def close(self) -> None:
        """Let every stream end: a server that is told to stop waits for open answers, and these would never end by themselves."""
        self.closing = True
        self.tell_everybody(RESYNC)

    def join(self, viewer: Viewer) -> None:
        """Add a viewer to each of its channels."""
        for channel in viewer.channels:
            self.viewers[channel].add(viewer)
        if self.listener is None or self.listener.done():
            self.listener = asyncio.get_running_loop().create_task(self.listen())

    def leave(self, viewer: Viewer) -> None:
        """Remove a viewer, and the listener with the last one."""
        for channel in viewer.channels:
            self.viewers[channel].discard(viewer)
            if not self.viewers[channel]:
                del self.viewers[channel]
        if not self.viewers and self.listener is not None:
            self.listener.cancel()
            self.listener = None
            self.connected.clear()

    def deliver(self, text: str) -> None:
        """Hand a notification to the viewers of its channel."""
        found = unpack(text)
        if found is None:
            logger.warning("live_payload_unreadable")
            return
        channel, event, data = found
        for viewer in list(self.viewers.get(channel, ())):
            viewer.tell((event, data))

    def tell_everybody(self, message: Message) -> None:
        """Hand a message to every viewer once."""
        for viewer in {viewer for group in self.viewers.values() for viewer in group}:
            viewer.tell(message)

    async def listen(self) -> None:
        """Listen until cancelled, reconnecting with growing pauses."""
        pause = FIRST_PAUSE_S
        while True:
            try:
                await self._listen_once()
                pause = FIRST_PAUSE_S
            except (psycopg.Error, OSError):
                logger.warning("live_listener_away", exc_info=True)
            self.connected.clear()
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE_S)

    async def _listen_once(self) -> None:
        connection = await psycopg.AsyncConnection.connect(**self.parameters(), autocommit=True)
        try:
            await connection.execute(f"LISTEN {NOTIFY_CHANNEL}")
            self.connected.set()
            self.tell_everybody(RESYNC)
            async for notification in connection.notifies():
                self.deliver(notification.payload)
        finally:
            with contextlib.suppress(psycopg.Error, OSError):
                await connection.close()
