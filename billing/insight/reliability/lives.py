"""What is known of how long things lived."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Lives:
    """Rows of equal length: age at the end, whether it ended in a failure, how many units share the row, age when watching began.

    Ages must be positive and not below the entry. Rows with a count of 0 or without any time under observation are dropped by `of`.
    """

    times: Floats
    failed: Flags
    counts: Floats
    entries: Floats

    @classmethod
    def of(cls, times: Any, failed: Any, counts: Any = None, entries: Any = None) -> Self:
        """Return the rows as arrays. Raises ValueError for a negative age or count, or an entry after the end."""
        t, f = np.asarray(times, dtype=float), np.asarray(failed, dtype=bool)
        n = np.ones_like(t) if counts is None else np.asarray(counts, dtype=float)
        e = np.zeros_like(t) if entries is None else np.asarray(entries, dtype=float)
        if not (t.shape == f.shape == n.shape == e.shape):
            raise ValueError("rows of different length")
        if (t < 0).any() or (n < 0).any() or (e < 0).any() or (e > t).any():
            raise ValueError("ages and counts can't be negative, nor may watching begin after the end")
        keep = (n > 0) & (t > e)
        return cls(t[keep], f[keep], n[keep], e[keep])

    @classmethod
    def from_lists(cls, failures: Sequence[float], right_censored: Sequence[float] = ()) -> Self:
        """Return units watched from new: ages at failure, and ages of those that have not failed."""
        times = [*failures, *right_censored]
        return cls.of(times, [True] * len(failures) + [False] * len(right_censored))

    @property
    def failures(self) -> float:
        """Return how many failed."""
        return float(self.counts[self.failed].sum())

    @property
    def units(self) -> float:
        """Return how many were watched."""
        return float(self.counts.sum())

    @property
    def time_at_risk(self) -> float:
        """Return the time under observation of all units together."""
        return float((self.counts * (self.times - self.entries)).sum())

    def at_risk(self, ages: Floats) -> Floats:
        """Return how many units are under observation just before each age."""
        left = _above(self.times, self.counts, ages, inclusive=True)
        return left - _above(self.entries, self.counts, ages, inclusive=True)

    def events(self) -> tuple[Floats, Floats]:
        """Return the distinct ages at failure, ascending, and how many failed at each."""
        ages, where = np.unique(self.times[self.failed], return_inverse=True)
        return ages, np.bincount(where, weights=self.counts[self.failed], minlength=len(ages)).astype(float)


def _above(values: Floats, counts: Floats, ages: Floats, *, inclusive: bool) -> Floats:
    """Return for each age the sum of `counts` whose value is above it (or equal)."""
    order = np.argsort(values, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(counts[order])])
    places = np.searchsorted(values[order], ages, side="left" if inclusive else "right")
    return np.asarray(sums[-1] - sums[places], dtype=float)
