"""The mean cumulative function: how many repairs a vehicle has had by an age, on average, when it may fail again and again."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtri

from billing.insight.reliability.lives import Floats


@dataclass(frozen=True, slots=True)
class MeanCumulative:
    """The estimate at each distinct age at repair. Empty arrays: there was no repair.

    `variance` is robust: repairs of the same vehicle may depend on each other. `variance_independent` treats each repair as if it
    were another vehicle's; it is what much software prints and is too small when some vehicles fail often.
    """

    ages: Floats
    at_risk: Floats
    events: Floats
    mean: Floats
    variance: Floats
    variance_independent: Floats
    lower: Floats
    upper: Floats

    def bounds(self, confidence: float, *, independent: bool = False) -> tuple[Floats, Floats]:
        """Return two-sided bounds by the normal approximation of ln M (Meeker & Escobar 1998, section 16.2.5)."""
        return _bounds(self.mean, self.variance_independent if independent else self.variance, confidence)


def mean_cumulative(
    events: Any, units: Any, ends: Any, *, counts: Any = None, entries: Any = None, confidence: float = 0.95
) -> MeanCumulative:
    """Estimate the MCF from the ages at repair `events` of the units `units`, which are rows of `ends`, the ages at the end of watching.

    `counts` says how many units share a row (1 where the row has repairs), `entries` at which age their observation began.
    Nelson, Recurrent Events Data Analysis (2003), chapter 3; the robust variance is that of Lawless & Nadeau, Technometrics 37 (1995)
    158–168: the sum over units of (Σ (dN − dM) / n over the ages at which the unit is at risk)².
    """
    t, rows = np.asarray(events, dtype=float), np.asarray(units, dtype=np.intp)
    end = np.asarray(ends, dtype=float)
    n = np.ones_like(end) if counts is None else np.asarray(counts, dtype=float)
    begin = np.zeros_like(end) if entries is None else np.asarray(entries, dtype=float)
    if len(t) and (t > end[rows]).any():
        raise ValueError("a repair after the end of watching")
    ages, where = np.unique(t, return_inverse=True)
    happened = np.bincount(where, minlength=len(ages)).astype(float)
    at_risk = np.maximum(_still(end, n, ages) - _still(begin, n, ages), 1.0)
    steps = happened / at_risk
    mean = np.cumsum(steps)
    robust = _robust(ages, where, at_risk, steps, rows, Watch(end, begin, n))
    independent = np.cumsum(happened * (at_risk - 1) / at_risk**3)
    lower, upper = _bounds(mean, robust, confidence)
    return MeanCumulative(ages, at_risk, happened, mean, robust, independent, lower, upper)


@dataclass(frozen=True, slots=True)
class Watch:
    """From which age to which each row was watched, and how many units share it."""

    ends: Floats
    begins: Floats
    counts: Floats


def _still(values: Floats, counts: Floats, ages: Floats) -> Floats:
    """Return for each age how many units' value is at or after it."""
    order = np.argsort(values, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(counts[order])])
    return np.asarray(sums[-1] - sums[np.searchsorted(values[order], ages, side="left")], dtype=float)


def _robust(ages: Floats, where: Any, at_risk: Floats, steps: Floats, rows: Any, watch: Watch) -> Floats:
    """Return the robust variance at each age.

    With a = Σ dN/n over a unit's own repairs and b = Σ dM/n over its ages at risk, Σ (a − b)² = Σ a² − 2 Σ a·b + Σ b².
    """
    if not len(ages):
        return np.zeros(0)
    drift = steps / at_risk
    pulls = np.cumsum(drift)
    first = np.concatenate([[0.0], pulls])[np.searchsorted(ages, watch.begins, side="right")]
    squares = _squares_of_b(ages, pulls, first, watch)
    weights = 1 / at_risk[where]
    own = _squares_of_a(where, weights, rows, len(ages))
    cross = _cross(ages, where, weights, rows, drift, pulls[where] - first[rows], watch)
    return np.asarray(np.maximum(squares + own - 2 * cross, 0.0), dtype=float)


def _squares_of_b(ages: Floats, pulls: Floats, first: Floats, watch: Watch) -> Floats:
    """Return Σ b² over all units at each age: those whose watching has ended stay where they were."""
    final = np.concatenate([[0.0], pulls])[np.searchsorted(ages, watch.ends, side="right")]
    ended = watch.counts * (final - first) ** 2
    done = ended.sum() - _still(watch.ends, ended, ages)
    n0, n1, n2 = (_open(ages, watch, watch.counts * first**k) for k in (0, 1, 2))
    return np.asarray(done + pulls**2 * n0 - 2 * pulls * n1 + n2, dtype=float)


def _open(ages: Floats, watch: Watch, weights: Floats) -> Floats:
    """Return the sum of `weights` of the units at risk at each age."""
    return _still(watch.ends, weights, ages) - _still(watch.begins, weights, ages)


def _squares_of_a(where: Any, weights: Floats, rows: Any, length: int) -> Floats:
    """Return Σ a² over all units at each age: each repair adds w² + 2·w·(what its unit had before)."""
    order = np.lexsort((where, rows))
    unit, weight = rows[order], weights[order]
    sums = np.cumsum(weight) - weight
    starts = np.searchsorted(unit, unit, side="left")
    before = sums - sums[starts]
    change = weight**2 + 2 * weight * before
    return np.cumsum(np.bincount(where[order], weights=change, minlength=length))


def _cross(ages: Floats, where: Any, weights: Floats, rows: Any, drift: Floats, own_b: Floats, watch: Watch) -> Floats:
    """Return Σ a·b at each age: b grows for all units at risk that have an a, and each repair adds w·b of its unit."""
    length = len(ages)
    gained = np.cumsum(np.bincount(where, weights=weights, minlength=length))
    held = np.bincount(rows, weights=weights, minlength=len(watch.ends)).astype(float)
    left = held.sum() - _still(watch.ends, held, ages)
    before = np.concatenate([[0.0], gained[:-1]]) - left
    return np.cumsum(drift * before + np.bincount(where, weights=weights * own_b, minlength=length))


def _bounds(mean: Floats, variance: Floats, confidence: float) -> tuple[Floats, Floats]:
    z = float(ndtri(0.5 + confidence / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        width = np.exp(z * np.sqrt(variance) / mean)
    return mean / width, mean * width
