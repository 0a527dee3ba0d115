"""How far a crew drove, from its phone's positions: spikes cut, gaps filled. Pure; the raw positions stay as they came.

A fix is a spike when reaching it would have taken more than `MAX_SPEED_MPS`. Several in a row that agree with each other mean that the
fix before them was the wrong one: the track goes on from there. A pause without fixes is filled with great circle × detour. Small moves
within the phone's accuracy are standing still.
"""

from collections.abc import Sequence
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


def without_spikes(fixes: Sequence[Fix]) -> list[Fix]:
    """Return the fixes without spikes and without the trembling of a phone that stands still."""
    kept: list[Fix] = []
    doubted: list[Fix] = []
    for fix in fixes:
        if not kept or _reachable(kept[-1], fix):
            doubted.clear()
            _move_on(kept, fix)
            continue
        doubted = [*doubted, fix] if doubted and _reachable(doubted[-1], fix) else [fix]
        if len(doubted) >= AGREEING:
            kept.pop()
            while kept and not _reachable(kept[-1], doubted[0]):
                kept.pop()
            kept.extend(doubted)
            doubted = []
    return kept


def _move_on(kept: list[Fix], fix: Fix) -> None:
    """Add a fix; a phone that stands still only stays longer, so that standing is no gap."""
    if not kept or _leg_m(kept[-1], fix) >= max(STANDING_M, (fix.accuracy_m or 0) / 2):
        kept.append(fix)
    else:
        kept[-1] = replace(kept[-1], until=fix.at)


def _leg_m(before: Fix, after: Fix) -> float:
    return great_circle_m(before.lat, before.lon, after.lat, after.lon)


def _reachable(before: Fix, after: Fix) -> bool:
    seconds = (after.at - before.left_at).total_seconds()
    return _leg_m(before, after) <= max(seconds, 1.0) * MAX_SPEED_MPS + STANDING_M
