"""Long-running processes of ours: work until there is none, then wait for a NOTIFY or a pause, survive a database that went away."""

import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, InterfaceError, close_old_connections, connection

from config.setting_aside import set_aside

logger = logging.getLogger(__name__)

FIRST_TRY_S = (
    0.05  # a database that was killed is back within a second, and whoever waits longer than that finds a queue
)


def patience(failures: int, pause_s: float) -> float:
    """Return how long to wait before the next try after so many failures in a row: twice as long each time, `pause_s` at most."""
    return min(pause_s, FIRST_TRY_S * 2.0 ** min(failures - 1, 20))


def run_until_told(work: Callable[[], int], *, channel: str | None, pause_s: float) -> None:
    """Call `work` until SIGTERM or SIGINT. It returns how much it did; at 0 the loop waits for NOTIFY on `channel` or `pause_s`.

    Whoever is started in the place of one that died finds a queue: what the process holds is looked through for garbage once that is done.
    """
    stop, has_looked_through = threading.Event(), False
    gc.freeze()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    failures = 0
    while not stop.is_set():
        try:
            if not work():
                if not has_looked_through:
                    gc.unfreeze()
                    set_aside()
                    has_looked_through = True
                _wait(channel, pause_s, stop)
            failures = 0
        except (DatabaseError, InterfaceError, OSError):
            logger.warning("database_away", exc_info=True)
            connection.close()
            close_old_connections()
            failures += 1
            stop.wait(patience(failures, pause_s))


def _wait(channel: str | None, pause_s: float, stop: threading.Event) -> None:
    """Wait for a notification, but look at `stop` a few times a second."""
    if channel is None:
        stop.wait(pause_s)
        return
    with connection.cursor() as cursor:
        cursor.execute(f"LISTEN {channel}")
    raw: Any = connection.connection
    until = time.monotonic() + pause_s
    with connection.wrap_database_errors:  # a server that goes away while we wait is Django's error, as everywhere
        while not stop.is_set() and time.monotonic() < until:
            if list(raw.notifies(timeout=min(0.2, pause_s), stop_after=1)):
                return
