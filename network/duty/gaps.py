"""What a roster leaves open: pure functions over moments."""

from collections.abc import Iterable, Sequence
from datetime import datetime

Span = tuple[datetime, datetime]


def uncovered(spans: Iterable[Span], begin: datetime, end: datetime) -> list[Span]:
    """Return the stretches between `begin` and `end` in which nobody is on duty."""
    found, reached = [], begin
    for start, stop in sorted(spans):
        if start >= end:
            break
        if start > reached:
            found.append((reached, start))
        reached = max(reached, stop)
    if reached < end:
        found.append((reached, end))
    return found


def overlapping(spans: Sequence[Span], wanted: Span) -> list[int]:
    """Return the places of the spans that overlap with `wanted`; one that begins when another ends does not."""
    return [place for place, (start, stop) in enumerate(spans) if start < wanted[1] and wanted[0] < stop]
