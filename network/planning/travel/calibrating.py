"""What drives say about detour and speed, in all and by regional office. Pure: drives in, figures out.

The detour is the slope of road over straight line, by least squares through the origin: a long drive says more about roads than one
across the yard. `r2` is the share of the roads' variance that it explains. The speed is all road over all time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from network.planning.travel.drives import Drive
from tenants.registry.choices import Region

SHORTEST_M, LONGEST_S = 2_000.0, 12 * 3600.0
FASTEST_MPS, MOST_DETOUR, MOST_FILLED = 45.0, 4.0, 0.2
LEAST_DRIVES = 20  # fewer say too little to plan by


@dataclass(frozen=True, slots=True)
class Fit:
    """What `n` drives show; `left_out` were no measure of a road. `low` to `high` holds eight of ten single detours."""

    region: str
    n: int
    left_out: int
    detour: float | None = None
    r2: float | None = None
    low: float | None = None
    high: float | None = None
    speed_mps: float | None = None

    @property
    def is_enough(self) -> bool:
        """Whether there are enough to make a version of."""
        return self.n >= LEAST_DRIVES and self.detour is not None

    def written(self) -> dict[str, Any]:
        """Return it as a version keeps it."""
        return asdict(self)


def fits(drives: Sequence[Drive]) -> list[Fit]:
    """Return the fit of all, then of each regional office."""
    return [fitted(drives), *(fitted([d for d in drives if d.region == one], one) for one in Region.values)]


def fitted(drives: Iterable[Drive], region: str = "") -> Fit:
    """Return what these drives show."""
    given = list(drives)
    used = [one for one in given if is_measure(one)]
    if len(used) < 2:
        return Fit(region, len(used), len(given) - len(used))
    straight, road = np.array([one.straight_m for one in used]), np.array([one.driven_m for one in used])
    slope = max(1.0, float(straight @ road / (straight @ straight)))
    spread = float(((road - road.mean()) ** 2).sum())
    missed = float(((road - slope * straight) ** 2).sum())
    low, high = np.quantile(road / straight, [0.1, 0.9])
    return Fit(
        region,
        len(used),
        len(given) - len(used),
        round(slope, 3),
        round(1 - missed / spread, 3) if spread else None,
        round(float(low), 3),
        round(float(high), 3),
        round(float(road.sum()) / sum(one.seconds for one in used), 3),
    )


def is_measure(drive: Drive) -> bool:
    """Tell whether a drive measures a road: long enough, followed all the way, possible, and not by way of somewhere else."""
    if not (drive.straight_m >= SHORTEST_M and 60 <= drive.seconds <= LONGEST_S):
        return False
    return (
        drive.filled_m <= MOST_FILLED * drive.driven_m
        and 0.98 * drive.straight_m <= drive.driven_m <= MOST_DETOUR * drive.straight_m
        and drive.driven_m <= FASTEST_MPS * drive.seconds
    )
