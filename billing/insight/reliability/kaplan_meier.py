"""The share that is still without a failure, without assuming a distribution."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from billing.insight.reliability.lives import Floats, Lives


@dataclass(frozen=True, slots=True)
class Survival:
    """The estimate at each distinct age at failure; before the first one it is 1. Empty arrays: nothing has failed."""

    ages: Floats
    at_risk: Floats
    events: Floats
    survival: Floats
    variance: Floats
    lower: Floats
    upper: Floats

    @property
    def failed_share(self) -> Floats:
        """Return 1 − S."""
        return 1 - self.survival

    def plotted_share(self) -> Floats:
        """Return the shares at which failures are plotted on probability paper: the middle of each step, so never 0 or 1.

        Meeker & Escobar, Statistical Methods for Reliability Data (1998), section 6.4.
        """
        after = self.failed_share
        before = np.concatenate([[0.0], after[:-1]]) if len(after) else after
        return (before + after) / 2


def kaplan_meier(lives: Lives, confidence: float = 0.95) -> Survival:
    """Estimate by the product-limit with Greenwood's variance; bounds on the log-log scale stay between 0 and 1.

    Kaplan & Meier, JASA 53 (1958) 457–481; Greenwood 1926; Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data
    (2nd ed. 2002), section 1.4. Delayed entry changes the number at risk only.
    """
    ages, events = lives.events()
    at_risk = lives.at_risk(ages)
    with np.errstate(divide="ignore", invalid="ignore"):
        survival: Floats = np.cumprod(1 - events / at_risk).astype(float)
        sums = np.cumsum(events / (at_risk * (at_risk - events)))
        variance = np.where(survival > 0, survival**2 * sums, 0.0)
        z = float(ndtri(0.5 + confidence / 2))
        width = np.exp(z * np.sqrt(sums) / np.abs(np.log(survival)))
        lower, upper = survival**width, survival ** (1 / width)
    gone = survival <= 0
    return Survival(ages, at_risk, events, survival, variance, np.where(gone, 0.0, lower), np.where(gone, 0.0, upper))
