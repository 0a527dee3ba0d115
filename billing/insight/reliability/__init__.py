"""Life data of repairable vehicles: pure functions over arrays, no Django. Sources of the formulas stand in the docstrings.

Everywhere: `times` are ages at the event or at the end of observation, `counts` how many vehicles share the row, `entries` the age at
which the observation of a vehicle began (0 unless the records begin later than the sale). Degenerate data give a result that says so.
"""

from billing.insight.reliability.excess import (
    binomial_excess,
    false_discovery,
    garwood,
    poisson_excess,
)
from billing.insight.reliability.kaplan_meier import Survival, kaplan_meier
from billing.insight.reliability.lives import Lives
from billing.insight.reliability.maturity import AdjustedRate, adjusted_rates, reporting_curve
from billing.insight.reliability.mcf import MeanCumulative, mean_cumulative
from billing.insight.reliability.weibull import Problem, WeibullFit, fit_weibull

__all__ = [
    "AdjustedRate",
    "Lives",
    "MeanCumulative",
    "Problem",
    "Survival",
    "WeibullFit",
    "adjusted_rates",
    "binomial_excess",
    "false_discovery",
    "fit_weibull",
    "garwood",
    "kaplan_meier",
    "mean_cumulative",
    "poisson_excess",
    "reporting_curve",
]
