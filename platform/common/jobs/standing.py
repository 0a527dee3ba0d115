"""Where a job runs: in the place, and as the person, of whoever started it. The registry plugs in how to get there."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from common.jobs.models import Job
from common.people import Process
from common.scope import for_office


@contextmanager
def as_process(row: Job) -> Iterator[Any]:
    """Run at head office under the starter's name: what is left to do when nobody plugged in more."""
    with for_office():
        yield Process(row.actor_name)


class Ports:
    """The socket; `stand_for(job)` enters the place and brings the actor."""

    stand_for: Callable[[Job], AbstractContextManager[Any]] = staticmethod(as_process)


ports = Ports()
