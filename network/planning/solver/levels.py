"""What reduced costs leave of a p-median, as a mixed-integer model that HiGHS bounds with cuts (the radius formulation of Elloumi 2010).

Each client climbs its distinct costs: z of a level is 1 while nothing at that cost or below is open, and then it pays the step to the next level. A
list that was cut ends at its cap, which is at most what lies behind it, so the model's bound is a bound of the whole question.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from network.planning.solver.lagrange import Fates
from network.planning.solver.lists import Lists
from network.planning.solver.metrics import Floats, Sites

MOST_ENTRIES = 150_000  # a larger model takes HiGHS too long even to begin
SAFE = 1e-6  # of the objective: what HiGHS's tolerances may make of its bound, with room to spare


@dataclass(frozen=True, slots=True)
class Settled:
    """What HiGHS says: nothing in the core costs less than `lower`; perhaps a plan."""

    lower: float
    sites: Sites | None


def size_of(lists: Lists) -> int:
    """Return about how many entries the model has."""
    return 3 * len(lists.site)


def settle_core(
    lists: Lists,
    fate: Fates,
    p: int,
    incumbent: tuple[Floats, Sites],
    cut: float,
    keep_on: Callable[[float], bool],
    seconds: float,
) -> Settled:
    """Bound the plans that `fate` leaves. `incumbent`: what its sites cost each client, and the sites; `keep_on` is told each new bound."""
    import highspy  # takes its time to import, and few plans come so far

    served, sites = incumbent
    value = float(served.sum())
    scale = 1.0 if 1 <= value <= 1e6 else value / 1e5
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    allowed = np.nonzero(fate >= 0)[0].astype(np.int32)
    lp, levels = built(highspy, lists, fate, allowed, p, scale)
    if lp is None:
        return Settled(np.inf, None)
    for name, option in (
        ("output_flag", False),
        ("threads", 1),
        ("time_limit", float(seconds)),
        ("mip_heuristic_effort", 0.0),  # the search beside it does that better
        ("mip_abs_gap", 0.999 * cut / scale),
        ("mip_rel_gap", 0.0),
    ):
        model.setOptionValue(name, option)
    model.passModel(lp)
    if (fate[sites] >= 0).all():
        is_open = np.zeros(len(fate))
        is_open[sites] = 1.0
        known = highspy.HighsSolution()
        known.col_value = np.concatenate((is_open[allowed], levels.cost < served[levels.row])).astype(np.float64)
        model.setSolution(known)

    def watch(event: Any) -> None:
        if not keep_on(safe(event.data_out.mip_dual_bound * scale, value)):
            event.interrupt()

    model.cbMipInterrupt.subscribe(watch)
    model.run()
    if model.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
        return Settled(np.inf, None)
    info = model.getInfo()
    values = np.array(model.getSolution().col_value)[: len(allowed)]
    is_plan = int(info.primal_solution_status) == 2 and int((values > 0.5).sum()) == p
    return Settled(safe(float(info.mip_dual_bound) * scale, value), allowed[values > 0.5] if is_plan else None)


def safe(bound: float, value: float) -> float:
    """Return the bound less what tolerances may have added."""
    return bound - SAFE * abs(value) if np.isfinite(bound) else -np.inf


@dataclass(frozen=True, slots=True)
class Levels:
    """The distinct costs of each row, in order."""

    row: Any
    cost: Floats


def built(
    highspy: Any, lists: Lists, fate: Fates, allowed: Sites, p: int | None, scale: float, *, charge: float = 0.0
) -> tuple[Any, Levels]:
    """Return the model (None when some client can't be served) and its levels. p: None for any number of sites at `charge` each."""
    row, cost = lists.row_of(), lists.cost
    is_first = np.ones(len(cost), dtype=bool)
    is_first[1:] = row[1:] != row[:-1]
    is_new = is_first.copy()
    is_new[1:] |= cost[1:] != cost[:-1]
    level_of = np.cumsum(is_new) - 1
    levels = Levels(row[is_new], cost[is_new])
    count, begins = len(levels.row), is_first[is_new]
    ends = np.append(begins[1:], True)[:count]
    following = np.append(levels.cost[1:], 0.0)[:count]
    following[ends] = lists.cap[levels.row[ends]]
    is_last = ~np.isfinite(following)  # behind it there is nothing: whoever comes so far is served here
    bare = np.diff(lists.start) == 0
    if not np.isfinite(lists.cap[bare]).all():
        return None, levels
    fixed = float(levels.cost[begins].sum() + lists.cap[bare].sum())
    columns = len(allowed)
    place = np.full(len(fate), -1, dtype=np.int64)
    place[allowed] = np.arange(columns)
    inner = np.nonzero(~begins)[0]
    entry_row = np.concatenate((level_of, np.arange(count), inner, np.full(columns, count)))
    entry_column = np.concatenate(
        (place[lists.site], columns + np.arange(count), columns + inner - 1, np.arange(columns))
    )
    entry_value = np.concatenate((np.ones(len(cost) + count), -np.ones(len(inner)), np.ones(columns)))
    order = np.argsort(entry_row, kind="stable")
    lp: Any = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = columns + count, count + 1
    lp.col_cost_ = np.concatenate(
        (np.full(columns, charge / scale), np.where(is_last, 0.0, following - levels.cost) / scale)
    )
    lp.col_lower_ = np.concatenate(((fate[allowed] > 0).astype(np.float64), np.zeros(count)))
    lp.col_upper_ = np.concatenate((np.ones(columns), np.where(is_last, 0.0, 1.0)))
    lp.row_lower_ = np.append(begins.astype(np.float64), 0.0 if p is None else float(p))
    lp.row_upper_ = np.append(np.full(count, np.inf), np.inf if p is None else float(p))
    lp.offset_ = fixed / scale
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.append(0, np.cumsum(np.bincount(entry_row, minlength=count + 1)))
    lp.a_matrix_.index_, lp.a_matrix_.value_ = entry_column[order], entry_value[order]
    lp.integrality_ = [highspy.HighsVarType.kInteger] * columns + [highspy.HighsVarType.kContinuous] * count
    return lp, levels
