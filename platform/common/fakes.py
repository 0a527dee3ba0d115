"""Where a fake of somebody else's service keeps its state: plain JSON, in memory for a test, in a file for the processes of a demo."""

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol

Json = dict[str, Any]


class Drawer(Protocol):
    """Something that keeps the state; it is changed inside `with drawer.opened() as state`."""

    def opened(self) -> AbstractContextManager[Json]:
        """Yield the state; what was changed is kept."""


class MemoryDrawer:
    """The state of one process, which begins as `empty()`."""

    def __init__(self, empty: Callable[[], Json]) -> None:
        self.state = empty()

    @contextmanager
    def opened(self) -> Iterator[Json]:
        """Yield the state."""
        yield self.state


class FileDrawer:
    """The state of all processes of this machine, under a file lock; written beside and renamed, so it is never half."""

    def __init__(self, path: Path, empty: Callable[[], Json]) -> None:
        self.path, self.empty = path, empty

    @contextmanager
    def opened(self) -> Iterator[Json]:
        """Yield the state under the lock."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            state = json.loads(self.path.read_text()) if self.path.exists() else self.empty()
            yield state
            fresh = self.path.with_suffix(".new")
            fresh.write_text(json.dumps(state))
            fresh.replace(self.path)
