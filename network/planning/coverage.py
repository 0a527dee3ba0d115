"""What a set of sites covers. Pure arrays, no Django: positions are WGS-84 degrees, distances great-circle metres.

Points are put on the unit sphere, where the straight chord between two of them grows with the arc; so a KD-tree finds neighbours in three
dimensions without trouble at the poles or the date line.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from network.planning.sphere import Floats, Position, arc_of, chord_of, on_sphere


@dataclass(frozen=True, slots=True)
class Reach:
    """For each place: which site is nearest (-1 when there is none), how far it is, and whether that is near enough."""

    nearest: NDArray[np.intp]
    distance_m: Floats
    is_covered: NDArray[np.bool_]


def reach(places: Sequence[Position], sites: Sequence[Position], radius_m: float) -> Reach:
    """Find the nearest site of each place. Without sites nothing is covered and distances are infinite."""
    if not sites or not places:
        count = len(places)
        return Reach(np.full(count, -1, dtype=np.intp), np.full(count, np.inf), np.zeros(count, dtype=np.bool_))
    chord, nearest = KDTree(on_sphere(sites)).query(on_sphere(places))
    return Reach(np.asarray(nearest, dtype=np.intp), arc_of(np.asarray(chord)), np.asarray(chord) <= chord_of(radius_m))


def gain_of(
    places: Sequence[Position], weights: Sequence[float], open_places: Sequence[bool], radius_m: float
) -> Floats:
    """Return, for a site at each place, the weight of the `open_places` (not yet covered) that it alone would cover."""
    if not places:
        return np.zeros(0)
    points, wanted = (
        on_sphere(places),
        np.where(np.asarray(open_places, dtype=np.bool_), np.asarray(weights, dtype=float), 0.0),
    )
    near: Any = KDTree(points).query_ball_point(points, chord_of(radius_m))
    return np.array([wanted[each].sum() for each in near])


@dataclass(frozen=True, slots=True)
class Proposal:
    """A place for a new site: its index, what it adds, and what is covered of all weight after it (0 to 1)."""

    place: int
    gain: float
    share_after: float

    @property
    def whole_gain(self) -> int:
        """Return the gain as a whole number."""
        return round(self.gain)

    @property
    def percent_after(self) -> float:
        """Return the covered share after it, in per cent."""
        return 100 * self.share_after


def propose(
    places: Sequence[Position], weights: Sequence[float], covered: Sequence[bool], radius_m: float, count: int
) -> list[Proposal]:
    """Choose up to `count` sites one after the other, each where it adds most; equal gains go to the earlier place."""
    open_places, total, done = np.logical_not(np.asarray(covered, dtype=np.bool_)), float(sum(weights)), []
    for _ in range(count):
        gains = gain_of(places, weights, list(open_places), radius_m)
        best = int(np.argmax(gains)) if len(gains) else -1
        if best < 0 or gains[best] <= 0:
            break
        open_places &= ~within(places, places[best], radius_m)
        left = float(np.asarray(weights, dtype=float)[open_places].sum())
        done.append(Proposal(best, float(gains[best]), (total - left) / total))
    return done


def within(places: Sequence[Position], centre: Position, radius_m: float) -> NDArray[np.bool_]:
    """Tell which places lie within `radius_m` of `centre`."""
    chords = np.linalg.norm(on_sphere(places) - on_sphere([centre]), axis=1)
    return np.asarray(chords <= chord_of(radius_m))
