"""Positions of many phones wait for each other a fraction of a second; one thread with one connection writes them in one transaction."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import InterfaceError, OperationalError, connection

from network.dispatch.actions import report_phones
from network.dispatch.actions.positions import FromPhone, Receipt

logger = logging.getLogger(__name__)

GATHER_S = 0.25
MOST_AT_ONCE = 1_000  # phones in a transaction
MOST_WAITING = 20_000
AWAY = (OperationalError, InterfaceError)
Write = Callable[[Sequence[FromPhone]], Sequence[Receipt | None]]


class Gathering:
    """What waits to be written in this event loop. `write` returns a receipt for each, None for what could not be stored."""

    def __init__(self, write: Write) -> None:
        self.write = write
        self.waiting: list[tuple[FromPhone, asyncio.Future[Receipt | None]]] = []
        self.task: asyncio.Task[None] | None = None
        self.thread = ThreadPoolExecutor(1, thread_name_prefix="beacon")

    async def take(self, sent: FromPhone) -> Receipt | None:
        """Return the receipt once the positions are committed; None when they were not stored, so that the phone has to come again."""
        if len(self.waiting) >= MOST_WAITING:
            return None
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Receipt | None] = loop.create_future()
        self.waiting.append((sent, answer))
        if self.task is None:
            self.task = loop.create_task(self._write_all())
        return await answer

    async def _write_all(self) -> None:
        try:
            while self.waiting:
                if len(self.waiting) < MOST_AT_ONCE:
                    await asyncio.sleep(GATHER_S)
                batch, self.waiting = self.waiting[:MOST_AT_ONCE], self.waiting[MOST_AT_ONCE:]
                await self._write(batch)
        finally:
            self.task = None

    async def _write(self, batch: Sequence[tuple[FromPhone, "asyncio.Future[Receipt | None]"]]) -> None:
        loop = asyncio.get_running_loop()
        receipts: Sequence[Receipt | None] = [None] * len(batch)
        try:
            receipts = await loop.run_in_executor(self.thread, self.write, [sent for sent, _ in batch])
        except Exception:
            logger.exception("beacon_not_written")
        for (_, answer), receipt in zip(batch, receipts, strict=True):
            if not answer.done():
                answer.set_result(receipt)


def write(batch: Sequence[FromPhone]) -> Sequence[Receipt | None]:
    """Store a batch in one transaction. When something in it breaks that, each phone's goes by itself: no phone stops the others."""
    try:
        return _again_when_cut_off(batch)
    except AWAY:
        logger.warning("beacon_database_away", exc_info=True)
        return [None] * len(batch)
    except Exception:
        logger.exception("beacon_batch_broken")
        return [_alone(one) for one in batch]


def _again_when_cut_off(batch: Sequence[FromPhone]) -> Sequence[Receipt]:
    """Store it; once more when the connection was gone, since what is stored already is stored once."""
    try:
        return report_phones(batch)
    except AWAY:
        connection.close()
        return report_phones(batch)


def _alone(sent: FromPhone) -> Receipt | None:
    try:
        return report_phones([sent])[0]
    except Exception:
        logger.exception("beacon_phone_broken")
        return None


def new_gathering() -> Gathering:
    """Return one that writes into the database."""
    return Gathering(write)
