"""Is this more than chance? Exact tail probabilities of counts, and how many of many alarms may be false."""

from typing import Any

import numpy as np
from scipy.special import betainc, gammainc, gammaincinv

from billing.insight.reliability.lives import Floats


def poisson_excess(observed: Any, expected: Any) -> Floats:
    """Return P(X ≥ observed) for Poisson counts with these means: 1 for an observation of 0."""
    x, mean = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    return np.where(x > 0, gammainc(np.maximum(x, 1), mean), 1.0)


def binomial_excess(observed: Any, total: Any, share: Any) -> Floats:
    """Return P(X ≥ observed) for a binomial count out of `total` with this share.

    Two Poisson counts compared given their sum (Przyborowski & Wilenski, Biometrika 31 (1940) 313–323): exact, however large the
    uncertainty of the common rate is.
    """
    x, n, p = (np.asarray(one, dtype=float) for one in (observed, total, share))
    inside = (x > 0) & (x <= n)
    tail = betainc(np.where(inside, x, 1), np.where(inside, n - x + 1, 1), np.clip(p, 0, 1))
    return np.where(x <= 0, 1.0, np.where(x > n, 0.0, tail))


def false_discovery(p_values: Any) -> Floats:
    """Return q-values: raising every alarm with q ≤ s keeps the expected share of false ones at s or below.

    Benjamini & Hochberg, JRSS B 57 (1995) 289–300; valid for independent and positively dependent tests.
    """
    p = np.asarray(p_values, dtype=float)
    if not len(p):
        return p
    order = np.argsort(p)
    scaled = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty_like(p)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def garwood(observed: Any, confidence: float = 0.95) -> tuple[Floats, Floats]:
    """Return exact two-sided bounds of a Poisson mean (Garwood, Biometrika 28 (1936) 437–442)."""
    x, tail = np.asarray(observed, dtype=float), (1 - confidence) / 2
    low = np.where(x > 0, gammaincinv(np.maximum(x, 1), tail), 0.0)
    return low, np.asarray(gammaincinv(x + 1, 1 - tail), dtype=float)
