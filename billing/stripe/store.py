"""Where the fake keeps its objects: in memory (tests), or in a file that the processes of a demo share."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

Json = dict[str, Any]


def empty() -> Json:
    """Return the state of a fresh account."""
    return {"objects": {}, "keys": {}, "events": [], "invoices": 0}


class Store(Protocol):
    """Something that holds the state; it is changed inside `with store.opened() as state`."""

    def opened(self) -> AbstractContextManager[Json]:
        """Yield the state; what was changed is kept when the block ends without an exception."""


class MemoryStore:
    """The state of one process."""

    def __init__(self) -> None:
        self.state = empty()

    @contextmanager
    def opened(self) -> Iterator[Json]:
        """Yield the state."""
        yield self.state


class FileStore:
    """The state of all processes of this machine, under a file lock; written beside and renamed, so it is never half."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @contextmanager
    def opened(self) -> Iterator[Json]:
        """Yield the state under the lock."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = json.loads(self.path.read_text()) if self.path.exists() else empty()
            yield state
            fresh = self.path.with_suffix(".new")
            fresh.write_text(json.dumps(state))
            fresh.replace(self.path)
