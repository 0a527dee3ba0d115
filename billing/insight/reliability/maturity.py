"""Failure rates of build months that can be compared although young vehicles have not had time to fail, nor all claims come in."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from billing.insight.reliability.excess import garwood
from billing.insight.reliability.lives import Floats


@dataclass(frozen=True, slots=True)
class AdjustedRate:
    """Repairs per vehicle up to `age` (columns of the input) for each row, as they will be when all have reached it.

    `level` is observed ÷ expected (nan without exposure), `rate` the level times the rate of all rows together; `maturity` the
    share of the expected repairs that has been seen by now. Bounds follow from the exact bounds of the observed count.
    """

    observed: Floats
    expected: Floats
    level: Floats
    rate: Floats
    lower: Floats
    upper: Floats
    maturity: Floats
    age: int


def reporting_curve(delays: Any, limits: Any, counts: Any = None) -> Floats:
    """Return G: the share of claims that have come in d days after the repair, d = 0, 1, …, largest limit.

    `delays` are days from repair to claim, `limits` days from repair to now: a claim is known only if its delay is within its limit. The
    product-limit in reverse time for right-truncated data: Kalbfleisch & Lawless, Statistica Sinica 1 (1991) 19–32.
    """
    d, limit = np.asarray(delays, dtype=np.intp), np.asarray(limits, dtype=np.intp)
    if not len(d):
        return np.ones(1)
    n = np.ones(len(d)) if counts is None else np.asarray(counts, dtype=float)
    if (d < 0).any() or (d > limit).any():
        raise ValueError("a delay lies between 0 and its limit")
    days = np.arange(int(limit.max()) + 1)
    happened = np.bincount(d, weights=n, minlength=len(days))
    known = np.cumsum(happened) - np.concatenate(
        [[0.0], np.cumsum(np.bincount(limit, weights=n, minlength=len(days)))[:-1]]
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        kept = np.where(known > 0, 1 - happened / known, 1.0)
    later = np.cumprod(np.concatenate([[1.0], kept[:0:-1]]))
    return np.asarray(later[::-1], dtype=float)


def adjusted_rates(failures: Any, exposure: Any, age: int | None = None, confidence: float = 0.95) -> AdjustedRate:
    """Compare the rows of `failures` (build month × age in months) under their `exposure` (vehicle-months times the share reported).

    The rate of an age is that of all rows together; a row's level is its failures over those expected from its exposure: indirect
    standardisation, as Kalbfleisch, Lawless & Robinson, Technometrics 33 (1991) 273–285, do for claims of warranty.
    """
    seen, risk = np.asarray(failures, dtype=float), np.asarray(exposure, dtype=float)
    columns = seen.shape[1] if age is None else min(age, seen.shape[1])
    seen, risk = seen[:, :columns], risk[:, :columns]
    pooled_risk = risk.sum(axis=0)
    hazard = np.where(pooled_risk > 0, seen.sum(axis=0) / np.where(pooled_risk > 0, pooled_risk, 1), 0.0)
    observed, expected = seen.sum(axis=1), risk @ hazard
    at_age = float(hazard.sum())
    low, high = garwood(observed, confidence)
    vehicles = risk.max(axis=1, initial=0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        level, lower, upper = (np.where(expected > 0, one / expected, np.nan) for one in (observed, low, high))
        maturity = np.where(vehicles * at_age > 0, expected / (vehicles * at_age), 0.0)
    return AdjustedRate(
        observed, expected, level, level * at_age, lower * at_age, upper * at_age, np.minimum(maturity, 1.0), columns
    )
