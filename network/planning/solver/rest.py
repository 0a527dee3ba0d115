"""What reduced costs leave of a set cover, solved by HiGHS after dominated rows are dropped."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Sites


@dataclass(frozen=True, slots=True)
class Rest:
    """What HiGHS says: no cover of the core has fewer than `lower` sites; perhaps a cover of at most the number wanted."""

    lower: float
    sites: Sites | None


def solve_rest(lists: Lists, fate: Fates, most: int, seconds: float, is_over: Callable[[], bool]) -> Rest:
    """Look for a cover of at most `most` sites, within `seconds` and as long as it is not over."""
    import highspy  # takes its time to import, and few covers come so far

    forced = np.nonzero(fate > 0)[0].astype(np.int32)
    lengths = np.diff(lists.start)
    is_covered = np.zeros(lists.rows, dtype=bool)
    row_of = lists.row_of()
    is_covered[row_of[fate[lists.site] > 0]] = True
    if (lengths[~is_covered] == 0).any():
        return Rest(most + 1.0, None)
    if is_covered.all():
        return Rest(float(len(forced)), forced) if len(forced) <= most else Rest(most + 1.0, None)
    if seconds < 0.2:
        return Rest(0.0, None)
    keep = ~is_covered[row_of]
    columns, place = np.unique(lists.site[keep], return_inverse=True)
    counts = lengths[~is_covered]
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", float(seconds))
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_abs_gap", 0.999)
    model.setOptionValue("mip_rel_gap", 0.0)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(columns), len(counts) + 1
    lp.col_cost_ = np.ones(len(columns))
    lp.col_lower_, lp.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
    lp.row_lower_ = np.concatenate((np.ones(len(counts)), [0.0]))
    lp.row_upper_ = np.concatenate((np.full(len(counts), np.inf), [float(most - len(forced))]))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    ends = np.concatenate(([0], np.cumsum(np.concatenate((counts, [len(columns)])))))
    lp.a_matrix_.start_, lp.a_matrix_.index_ = ends, np.concatenate((place, np.arange(len(columns))))
    lp.a_matrix_.value_ = np.ones(int(ends[-1]))
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(columns)
    model.passModel(lp)
    model.cbMipInterrupt.subscribe(lambda event: event.interrupt() if is_over() else None)
    model.run()
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Rest(most + 1.0, None)
    info = model.getInfo()
    values = np.array(model.getSolution().col_value)
    is_feasible = int(info.primal_solution_status) == 2 and len(values) == len(columns)
    sites = np.concatenate((forced, columns[values > 0.5].astype(np.int32))) if is_feasible else None
    return Rest(min(most + 1.0, len(forced) + float(info.mip_dual_bound)), sites)
