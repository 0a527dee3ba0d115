"""How sure the figures are: Student's t over the seeds, of the values themselves and of paired differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

from scipy.special import stdtrit

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over seeds with its 95 % interval; without an interval when fewer than two seeds tell."""

    mean: float
    low: float | None
    high: float | None
    seeds: int

    @property
    def is_clear(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and not self.low <= 0.0 <= self.high


def estimate(values: Sequence[float | None]) -> Estimate | None:
    """Return the mean of the values that there are; None without any."""
    known = [one for one in values if one is not None]
    if not known:
        return None
    mean = fmean(known)
    if len(known) < 2:
        return Estimate(mean, None, None, len(known))
    half = float(stdtrit(len(known) - 1, (1 + CONFIDENCE) / 2)) * stdev(known) / sqrt(len(known))
    return Estimate(mean, mean - half, mean + half, len(known))


def paired(before: Sequence[float | None], after: Sequence[float | None]) -> Estimate | None:
    """Return the mean difference after - before, seed by seed."""
    pairs = zip(before, after, strict=True)
    return estimate([b - a if a is not None and b is not None else None for a, b in pairs])
