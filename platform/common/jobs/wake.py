"""Waking somebody who runs jobs. Celery makes it soon; the deadlines' poller sees to it that it happens at all."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Protocol

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from common.jobs.run import ready
from common.scope import for_office

logger = logging.getLogger(__name__)

TASK = "common.run_waiting_jobs"
PATIENCE = timedelta(seconds=10)
LOOK_EVERY_S = 2.0
PAUSE_S = 30.0


class Breaker:
    """A broker that was away is not asked again for a while: each try takes seconds, in which the relay tells nobody anything."""

    def __init__(self) -> None:
        self.until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether it is not asked now."""
        return time.monotonic() < self.until

    def trip(self) -> None:
        """Ask no more for a while."""
        self.until = time.monotonic() + PAUSE_S

    def forget(self) -> None:
        """Ask again at once."""
        self.until = 0.0


breaker = Breaker()


def wake_a_worker() -> bool:
    """Ask Celery to run what waits. False when the broker can't be reached: then the poller will do."""
    if breaker.is_open:
        return False
    try:
        current_app.send_task(TASK, ignore_result=True, retry=False)
    except Exception:
        logger.warning("broker_away", exc_info=True)
        breaker.trip()
        return False
    return True


class Child(Protocol):
    """A process that was started."""

    def poll(self) -> Any:
        """Return None while it runs."""


def start_process() -> Child:
    """Start a process that runs the jobs that wait, and then ends."""
    return subprocess.Popen([sys.executable, str(settings.ROOT / "manage.py"), "run_jobs", "--until-empty"])  # noqa: S603


class Backstop:
    """Part of a poller: when a job has waited longer than it should, it starts a process for it, one at a time."""

    def __init__(self, start: Callable[[], Child] = start_process) -> None:
        self.start = start
        self.child: Child | None = None
        self.looked_at = 0.0

    def look(self) -> bool:
        """Look every two seconds; True when a process was started."""
        if time.monotonic() - self.looked_at < LOOK_EVERY_S:
            return False
        self.looked_at = time.monotonic()
        if self.child is not None and self.child.poll() is None:
            return False
        self.child = self.start() if self.has_stranded() else None
        return self.child is not None

    def has_stranded(self) -> bool:
        """Whether a job has been ready for longer than a worker that is awake would leave it."""
        with for_office(), transaction.atomic():
            return bool(ready().filter(not_before__lt=Now() - PATIENCE).exists())
