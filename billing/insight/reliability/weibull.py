"""The two-parameter Weibull distribution fitted by maximum likelihood, with right censoring and delayed entry."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from scipy.special import chdtri, ndtri

from billing.insight.reliability.lives import Floats, Lives

SHAPES = (0.02, 60.0)
STEPS = 200


class Problem(StrEnum):
    """Why the shape could not be estimated; the fit then assumes a constant failure rate (shape 1)."""

    NO_FAILURES = "no_failures"
    ONE_FAILURE = "one_failure"
    SAME_TIME = "same_time"
    NO_SHAPE = "no_shape"


@dataclass(frozen=True, slots=True)
class WeibullFit:
    """F(t) = 1 − exp(−(t/scale)^shape). `covariance` is that of (ln scale, ln shape); bounds are two-sided at `confidence`.

    With a `problem` the shape is assumed to be 1 and the scale is time at risk ÷ failures (infinite without any failure).
    """

    scale: float
    shape: float
    scale_bounds: tuple[float, float]
    shape_bounds: tuple[float, float]
    covariance: tuple[tuple[float, float], tuple[float, float]]
    log_likelihood: float
    failures: float
    units: float
    confidence: float
    problem: Problem | None = None

    def hazard_sum(self, ages: Any) -> Floats:
        """Return the cumulative hazard H(t) = (t/scale)^shape."""
        t = np.asarray(ages, dtype=float)
        if not np.isfinite(self.scale):
            return np.zeros_like(t)
        return np.asarray((t / self.scale) ** self.shape, dtype=float)

    def failed_share(self, ages: Any) -> Floats:
        """Return F(t), the share that has failed by each age."""
        return -np.expm1(-self.hazard_sum(ages))

    def bounds(self, ages: Any) -> tuple[Floats, Floats]:
        """Return the lower and upper bound of F at each age, by the delta method on u = shape · ln(t/scale).

        Meeker & Escobar, Statistical Methods for Reliability Data (1998), section 8.4.3: normal bounds on the scale of the
        smallest extreme value distribution keep F between 0 and 1.
        """
        t = np.asarray(ages, dtype=float)
        if self.problem is not None:
            low, high = self.scale_bounds
            return _share(t, high), _share(t, low)
        u = self.shape * (np.log(t) - np.log(self.scale))
        by_scale, by_shape = -self.shape, u
        (vss, vsh), (_same, vhh) = self.covariance
        variance = by_scale**2 * vss + 2 * by_scale * by_shape * vsh + by_shape**2 * vhh
        width = _normal(self.confidence) * np.sqrt(np.maximum(variance, 0))
        return -np.expm1(-np.exp(u - width)), -np.expm1(-np.exp(u + width))


def fit_weibull(lives: Lives, confidence: float = 0.95) -> WeibullFit:
    """Fit by maximum likelihood; the bounds come from the observed Fisher information of (ln scale, ln shape).

    The score of the shape with the scale profiled out has one unknown: Σ(t^b ln t − e^b ln e) / Σ(t^b − e^b) − 1/b − mean ln t_failed = 0
    (Lawless, Statistical Models and Methods for Lifetime Data, 2nd ed. 2003, section 5.2; entries e are left truncation, section 2.4).
    """
    ages, events = lives.events()
    problem = _problem(ages, lives.failures)
    shape = None if problem else _shape(lives, ages, events)
    if shape is None:
        return _constant_rate(lives, problem or Problem.NO_SHAPE, confidence)
    unit = float(lives.times.max())
    t, e = lives.times / unit, lives.entries / unit
    scale = float((lives.counts * (t**shape - e**shape)).sum() / lives.failures) ** (1 / shape) * unit
    covariance = _covariance(lives, scale, shape)
    if covariance is None:
        return _constant_rate(lives, Problem.NO_SHAPE, confidence)
    z = _normal(confidence)
    return WeibullFit(
        scale=scale,
        shape=shape,
        scale_bounds=_around(scale, z * covariance[0][0] ** 0.5),
        shape_bounds=_around(shape, z * covariance[1][1] ** 0.5),
        covariance=covariance,
        log_likelihood=log_likelihood(lives, scale, shape),
        failures=lives.failures,
        units=lives.units,
        confidence=confidence,
    )


def _problem(ages: Floats, failures: float) -> Problem | None:
    if failures == 0:
        return Problem.NO_FAILURES
    if failures == 1:
        return Problem.ONE_FAILURE
    return Problem.SAME_TIME if len(ages) == 1 else None


def _shape(lives: Lives, ages: Floats, events: Floats) -> float | None:
    """Return the root of the shape's score between SHAPES by bisection on a logarithmic scale; None when there is none."""
    unit = float(lives.times.max())
    t, e, n = lives.times / unit, lives.entries / unit, lives.counts
    log_t, log_e = np.log(t), np.log(np.where(e > 0, e, 1.0))
    mean = float((events * np.log(ages / unit)).sum() / events.sum())

    def score(shape: float) -> float:
        power, begun = n * t**shape, np.where(e > 0, n * e**shape, 0.0)
        return float((power * log_t - begun * log_e).sum() / (power.sum() - begun.sum())) - 1 / shape - mean

    low, high = map(float, SHAPES)
    if not (score(low) < 0 < score(high)):
        return None
    for _step in range(STEPS):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if score(middle) < 0 else (low, middle)
        if high / low < 1 + 1e-13:
            break
    return math.sqrt(low * high)


def _covariance(lives: Lives, scale: float, shape: float) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Return the inverse of the observed information in (ln scale, ln shape); None when it is not positive."""
    u, hazard = _standard(lives.times, scale, shape)
    begun, earlier = _standard(lives.entries, scale, shape)
    n = lives.counts
    net = n * (hazard - earlier)
    slope = n * (hazard * u - earlier * begun)
    bend = n * (hazard * u**2 - earlier * begun**2)
    failed_u = float((n * u)[lives.failed].sum())
    ss = shape**2 * float(net.sum())
    hh = float(bend.sum()) + float(slope.sum()) - failed_u
    sh = -shape * (float(slope.sum()) + float(net.sum()) - lives.failures)
    determinant = ss * hh - sh**2
    if not (determinant > 0 and ss > 0 and hh > 0):
        return None
    return ((hh / determinant, -sh / determinant), (-sh / determinant, ss / determinant))


def _standard(ages: Floats, scale: float, shape: float) -> tuple[Floats, Floats]:
    """Return u = shape · ln(t/scale) and H = exp(u); both 0 at age 0."""
    known = ages > 0
    u = np.where(known, shape * np.log(np.where(known, ages, scale) / scale), 0.0)
    return u, np.where(known, np.exp(u), 0.0)


def log_likelihood(lives: Lives, scale: float, shape: float) -> float:
    """Return Σ ln f of the failed less Σ (H(end) − H(entry)) of all, up to nothing that depends on the parameters."""
    u, hazard = _standard(lives.times, scale, shape)
    _begun, earlier = _standard(lives.entries, scale, shape)
    density = np.log(shape) + u - np.log(lives.times)
    return float((lives.counts * density)[lives.failed].sum() - (lives.counts * (hazard - earlier)).sum())


def _constant_rate(lives: Lives, problem: Problem, confidence: float) -> WeibullFit:
    """Return the fit with shape 1: scale = time at risk ÷ failures, bounds by chi-square.

    Time-censored test, Meeker & Escobar 1998, section 7.6; without a failure only the lower bound is finite.
    """
    failures, time = lives.failures, lives.time_at_risk
    tail = (1 - confidence) / 2
    low = 2 * time / float(chdtri(2 * failures + 2, tail if failures else 1 - confidence)) if time else 0.0
    high = 2 * time / float(chdtri(2 * failures, 1 - tail)) if failures else float("inf")
    scale = time / failures if failures else float("inf")
    likelihood = -failures * (np.log(scale) + 1) if failures else 0.0
    return WeibullFit(
        scale=scale,
        shape=1.0,
        scale_bounds=(low, high),
        shape_bounds=(1.0, 1.0),
        covariance=((1 / failures if failures else float("inf"), 0.0), (0.0, 0.0)),
        log_likelihood=float(likelihood),
        failures=failures,
        units=lives.units,
        confidence=confidence,
        problem=problem,
    )


def _share(ages: Floats, scale: float) -> Floats:
    return -np.expm1(-ages / scale) if 0 < scale < float("inf") else np.full_like(ages, 0.0 if scale else 1.0)


def _normal(confidence: float) -> float:
    return float(ndtri(0.5 + confidence / 2))


def _around(value: float, width: float) -> tuple[float, float]:
    return value * float(np.exp(-width)), value * float(np.exp(width))
