"""How a long-running process of ours waits when the database has gone: not long, and longer each time."""

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import OperationalError

from common import looping
from common.looping import patience, run_until_told

LOOKED_THROUGH, STOP = -1.0, -1
AWAY = None


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Waits are noted and not kept; the signals are as before afterwards."""
    noted: list[float] = []

    class Watch(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            noted.append(timeout or 0.0)
            return self.is_set()

    monkeypatch.setattr(threading, "Event", Watch)
    monkeypatch.setattr(looping, "set_aside", lambda: noted.append(LOOKED_THROUGH))
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield noted
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.freeze()


def acting(*story: int | None) -> Callable[[], int]:
    """Return work that finds so much to do each time, fails where that says None, and is told to stop at the end."""
    steps = iter(story)

    def work() -> int:
        step = next(steps, STOP)
        if step == STOP:
            os.kill(os.getpid(), signal.SIGTERM)
            return 1
        if step is None:
            raise OperationalError
        return step

    return work


def test_it_tries_again_soon_and_then_waits_twice_as_long_each_time() -> None:
    assert [patience(failures, 1.0) for failures in range(1, 8)] == [0.05, 0.1, 0.2, 0.4, 0.8, 1.0, 1.0]


def test_it_never_waits_longer_than_its_own_pause() -> None:
    assert patience(10_000, 0.5) == 0.5


def test_a_database_that_is_away_is_asked_again_and_again(waits: list[float]) -> None:
    run_until_told(acting(AWAY, AWAY, AWAY), channel=None, pause_s=1.0)
    assert waits == [0.05, 0.1, 0.2]


def test_who_has_worked_in_between_begins_with_the_short_wait(waits: list[float]) -> None:
    run_until_told(acting(AWAY, AWAY, 1, AWAY), channel=None, pause_s=1.0)
    assert waits == [0.05, 0.1, 0.05]


def test_what_is_held_is_looked_through_once_when_the_queue_is_done(waits: list[float]) -> None:
    run_until_told(acting(5, 0, 5, 0), channel=None, pause_s=1.0)
    assert waits == [LOOKED_THROUGH, 1.0, 1.0]


def test_as_long_as_there_is_a_queue_nobody_looks_for_garbage(waits: list[float]) -> None:
    run_until_told(acting(5, AWAY, 5), channel=None, pause_s=1.0)
    assert waits == [0.05]
