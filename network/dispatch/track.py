"""How far a crew drove, from its phone's positions: spikes cut, gaps filled. Pure; the raw positions stay as they came.

A fix is a spike when reaching it would have taken more than `MAX_SPEED_MPS`. Several in a row that agree with each other mean that the
fix before them was the wrong one: the track goes on from there. A pause without fixes is filled with great circle × detour. Small moves
within the phone's accuracy are standing still.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from network.dispatch.geo import great_circle_m

MAX_SPEED_MPS = 45.0
MAX_ERROR_M = 250.0
STANDING_M = 20.0
GAP_S = 90.0
AGREEING = 3


@dataclass(frozen=True, slots=True)
class Fix:
    """One position of the phone."""

    at: datetime
    lat: float
    lon: float
    accuracy_m: float | None = None
    until: datetime | None = None  # how long the phone stood there

    @property
    def left_at(self) -> datetime:
        """When the phone was last seen there."""
        return self.until or self.at


@dataclass(frozen=True, slots=True)
class Track:
    """What a track measures. `filled_m` is the part of `distance_m` that was estimated over gaps; `cut` counts dropped fixes."""

    distance_m: int
    filled_m: int
    kept: tuple[Fix, ...]
    cut: int


def measure(fixes: Sequence[Fix], detour: float) -> Track:
    """Return the driven distance over `fixes`, in whatever order they came."""
    usable = sorted((fix for fix in fixes if (fix.accuracy_m or 0) <= MAX_ERROR_M), key=lambda fix: fix.at)
    kept = without_spikes(usable)
    total = filled = 0.0
    for before, after in pairwise(kept):
        leg, is_gap = _leg_m(before, after), (after.at - before.left_at).total_seconds() > GAP_S
        total += leg * detour if is_gap else leg
        filled += leg * detour if is_gap else 0.0
    return Track(round(total), round(filled), tuple(kept), len(fixes) - len(kept))


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the track: driven, or (`is_filled`) estimated over a pause of the phone."""

    fixes: tuple[Fix, ...]
    is_filled: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """How a distance came about. `raw_m` runs through every position as it came; `cut_m` of it was errors and trembling.

    `raw_m - cut_m` is what is left as the crow flies; `added_m` makes roads of the gaps' straight lines, so that the three add up to the
    track's distance.
    """

    track: Track
    raw: tuple[Fix, ...]
    pieces: tuple[Piece, ...]
    spikes: tuple[Fix, ...]
    raw_m: int
    cut_m: int
    added_m: int


def picture_of(fixes: Sequence[Fix], detour: float) -> Picture:
    """Return what `measure` did with these fixes, to be shown."""
    track = measure(fixes, detour)
    raw = tuple(sorted(fixes, key=lambda fix: fix.at))
    raw_m = round(sum(_leg_m(*pair) for pair in pairwise(raw)))
    left_m = round(sum(_leg_m(*pair) for pair in pairwise(track.kept)))
    spikes = tuple(fix for fix in raw if not _counts(fix, track.kept))
    return Picture(track, raw, tuple(_pieces(track.kept)), spikes, raw_m, raw_m - left_m, track.distance_m - left_m)


def _counts(fix: Fix, kept: Sequence[Fix]) -> bool:
    """Whether a fix is one of the kept, or stands still at one of them."""
    place = bisect_right(kept, fix.at, key=lambda one: one.at) - 1
    if place < 0:
        return False
    return fix.at == kept[place].at or (fix.at <= kept[place].left_at and _stands(kept[place], fix))


def _pieces(kept: Sequence[Fix]) -> Iterator[Piece]:
    """Yield the stretches in order, each beginning where the one before ended."""
    run: list[Fix] = list(kept[:1])
    for before, after in pairwise(kept):
        if (after.at - before.left_at).total_seconds() > GAP_S:
            if len(run) > 1:
                yield Piece(tuple(run), False)
            yield Piece((before, after), True)
            run = [after]
        else:
            run.append(after)
    if len(run) > 1:
        yield Piece(tuple(run), False)


def without_spikes(fixes: Sequence[Fix]) -> list[Fix]:
    """Return the fixes without spikes and without the trembling of a phone that stands still."""
    kept: list[Fix] = []
    doubted: list[Fix] = []
    for fix in fixes:
        if not kept or reachable(kept[-1], fix):
            doubted.clear()
            _move_on(kept, fix)
            continue
        doubted = [*doubted, fix] if doubted and reachable(doubted[-1], fix) else [fix]
        if len(doubted) >= AGREEING:
            kept.pop()
            while kept and not reachable(kept[-1], doubted[0]):
                kept.pop()
            kept.extend(doubted)
            doubted = []
    return kept


def _move_on(kept: list[Fix], fix: Fix) -> None:
    """Add a fix; a phone that stands still only stays longer, so that standing is no gap."""
    if not kept or not _stands(kept[-1], fix):
        kept.append(fix)
    else:
        kept[-1] = replace(kept[-1], until=fix.at)


def _stands(before: Fix, after: Fix) -> bool:
    return _leg_m(before, after) < max(STANDING_M, (after.accuracy_m or 0) / 2)


def _leg_m(before: Fix, after: Fix) -> float:
    return great_circle_m(before.lat, before.lon, after.lat, after.lon)


def reachable(before: Fix, after: Fix) -> bool:
    """Whether a vehicle can have come from one position to the next in the time between them."""
    seconds = (after.at - before.left_at).total_seconds()
    return _leg_m(before, after) <= max(seconds, 1.0) * MAX_SPEED_MPS + STANDING_M
