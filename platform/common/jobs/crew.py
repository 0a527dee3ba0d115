"""Forked processes that do the heavy part of a job on all cores: they take items, one at a time, and give answers in the items' order.

They end when the job's process ends, however it ends: their pipe to it closes. Each has database connections of its own, so it sees what
was committed, not what the job's open transaction wrote.
"""

import gc
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Generic, NoReturn, Self, TypeVar

from django.conf import settings
from django.db import connections

In = TypeVar("In")
Out = TypeVar("Out")
AHEAD = 2  # items that each process has at hand, so that it never waits
_inherited: list[Any] = []  # the parent's connections, which a child must neither use nor close


class CrewFailed(RuntimeError):
    """A process of the crew raised an error, or died."""


class Crew(Generic[In, Out]):
    """`size` processes around one function; with 0 the function is simply called here."""

    def __init__(self, work: Callable[[In], Out], size: int | None = None) -> None:
        self.work = work
        self.size = settings.JOB_PROCESSES if size is None else size
        self._ends: list[Connection] = []
        self._children: list[int] = []

    def __enter__(self) -> Self:
        for _number in range(self.size):
            self._fork()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for end in self._ends:
            end.close()
        for child in self._children:
            with suppress(ChildProcessError):
                os.waitpid(child, 0)
        self._ends.clear()
        self._children.clear()

    def map(self, items: Iterable[In]) -> Iterator[Out]:
        """Yield the answer to each item, in order. Items are taken no further ahead than the crew is busy."""
        if not self._ends:
            yield from map(self.work, items)
            return
        busy: deque[Connection] = deque()
        for number, item in enumerate(items):
            if len(busy) >= AHEAD * len(self._ends):
                yield self._answer(busy.popleft())
            end = self._ends[number % len(self._ends)]
            end.send(item)
            busy.append(end)
        while busy:
            yield self._answer(busy.popleft())

    def _answer(self, end: Connection) -> Out:
        try:
            is_good, answer = end.recv()
        except (EOFError, OSError) as error:
            raise CrewFailed("a process of the crew died") from error
        if not is_good:
            raise CrewFailed(answer)
        found: Out = answer
        return found

    def _fork(self) -> None:
        ours, theirs = Pipe()
        child = os.fork()
        if child == 0:
            for end in (*self._ends, ours):
                end.close()
            _serve(theirs, self.work)
        theirs.close()
        self._ends.append(ours)
        self._children.append(child)


def _serve(end: Connection, work: Callable[[Any], Any]) -> NoReturn:
    """In the child: answer until the pipe closes. It never returns."""
    gc.freeze()  # what the parent loaded stays; looking through it again and again is a good part of the work
    try:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_DFL)
        for alias in connections:
            _inherited.append(connections[alias])
            del connections[alias]
        while True:
            end.send(_try(work, end.recv()))
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


def _try(work: Callable[[Any], Any], item: Any) -> tuple[bool, Any]:
    try:
        return True, work(item)
    except Exception as error:
        return False, f"{type(error).__name__}: {error}"
