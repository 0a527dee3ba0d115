"""Drives that were measured; a room above this one that follows vehicles brings them (`add_drives` in its `desk.py`)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Drive:
    """One drive out: the straight line between its ends, the road, the seconds. `filled_m` of the road was estimated over gaps."""

    region: str
    straight_m: float
    driven_m: float
    seconds: float
    filled_m: float = 0.0


Read = Callable[[datetime], Iterable[Drive]]
_readers: list[Read] = []


def add_drives(read: Read) -> None:
    """Let planners calibrate by what `read(since)` yields."""
    _readers.append(read)


def drives_since(since: datetime) -> list[Drive]:
    """Return all drives since a moment."""
    return [one for read in _readers for one in read(since)]
