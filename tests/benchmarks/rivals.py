"""What the planner is held against: HiGHS with the textbook formulation, and HiGHS with a better one.

spopt builds the textbook formulation and hands it to HiGHS through PuLP. spopt itself is no dependency, because it brings geopandas, matplotlib and
scikit-learn into every set-up; the same model goes to HiGHS here without the time that PuLP takes to write it, which favours the rival.
"""

import time
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from network.planning.solver.levels import built
from network.planning.solver.lists import Lists, listed
from network.planning.solver.metrics import Floats, Metric


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rival found in how many seconds, and whether it proved that nothing is better."""

    objective: float
    seconds: float
    is_optimal: bool


def textbook(table: Floats, p: int, limit_s: float) -> Answer:
    """Solve min Σ d_ij x_ij; Σ_i x_ij = 1; x_ij ≤ y_i; Σ y_i = p; all of them 0 or 1 (ReVelle and Swain 1970). `table`: clients × sites."""
    begun = time.perf_counter()
    n, sites = table.shape
    pairs = n * sites
    site_of = np.tile(np.arange(sites), n)
    lp: Any = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = sites + pairs, n + pairs + 1
    lp.col_cost_ = np.concatenate((np.zeros(sites), table.ravel()))
    lp.col_lower_, lp.col_upper_ = np.zeros(sites + pairs), np.ones(sites + pairs)
    lp.row_lower_ = np.concatenate((np.ones(n), np.full(pairs, -np.inf), [float(p)]))
    lp.row_upper_ = np.concatenate((np.ones(n), np.zeros(pairs), [float(p)]))
    served = np.arange(pairs) + sites
    links = np.column_stack((site_of, served)).ravel()
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lengths = np.concatenate((np.full(n, sites), np.full(pairs, 2), [sites]))
    lp.a_matrix_.start_ = np.append(0, np.cumsum(lengths))
    lp.a_matrix_.index_ = np.concatenate((served, links, np.arange(sites)))
    lp.a_matrix_.value_ = np.concatenate((np.ones(pairs), np.tile([-1.0, 1.0], pairs), np.ones(sites)))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * (sites + pairs)
    return solved(lp, limit_s, begun)


def alone(metric: Metric, weights: Floats, p: int, limit_s: float) -> Answer:
    """Solve the radius formulation over all pairs, which HiGHS likes better: no search, no bound and no fixing of ours."""
    begun = time.perf_counter()
    n = metric.n
    fate = np.zeros(n, dtype=np.int8)
    lists: Lists = listed(metric, weights, np.arange(n), n)
    lp, _levels = built(highspy, lists, fate, np.arange(n, dtype=np.int32), p, 1.0)
    return solved(lp, limit_s, begun)


def solved(lp: Any, limit_s: float, begun: float) -> Answer:
    """Hand it to HiGHS."""
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", limit_s)
    model.passModel(lp)
    model.run()
    is_optimal = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return Answer(float(model.getInfo().objective_function_value), time.perf_counter() - begun, is_optimal)
