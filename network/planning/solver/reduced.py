"""The exact core: sites that reduced costs decide are fixed, and HiGHS solves what is left.

With bound L(u) and a known value U: opening a site outside the p best costs at least ρ_i - ρ_(p) more than L, closing one of the p best at least
ρ_(p+1) - ρ_i. What would exceed U - cut can't be part of a better plan (cut is 1 where all costs are whole numbers, else 0).
"""

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from network.planning.solver.lagrange import Bound
from network.planning.solver.metrics import Floats, Indices

MOST_CELLS = 400_000


@dataclass(frozen=True, slots=True)
class Core:
    """What the exact solver says: a valid bound, perhaps better sites; `is_exact` when nothing better than U exists (or than the sites)."""

    lower: float
    sites: Indices | None
    is_exact: bool


def close_gap(bound: Bound, known: Indices, upper: float, cut: float, seconds: float) -> Core | None:
    """Solve the core within `seconds`. None when it is too large, or when the lists are too short to be exact."""
    free, fixed = undecided(bound, upper, cut)
    if seconds <= 0.2 or len(fixed) > bound.p:
        return None
    problem = _rows(bound, free, fixed)
    if problem is None:
        return None
    return _solve(bound, problem, free, fixed, upper, cut, seconds)


def undecided(bound: Bound, upper: float, cut: float) -> tuple[Indices, Indices]:
    """Return the sites that are not decided, and those that every better plan opens."""
    rho, p = bound.best_rho, bound.p
    order = np.argsort(rho, kind="stable")
    last = rho[order[p - 1]]
    following = rho[order[p]] if p < len(rho) else np.inf
    room = upper - cut - bound.best + 1e-6 * max(1.0, upper)
    inside, outside = order[:p], order[p:]
    fixed = inside[following - rho[inside] > room]
    free = np.concatenate((inside[following - rho[inside] <= room], outside[rho[outside] - last <= room]))
    return np.sort(free), np.sort(fixed)


@dataclass(frozen=True, slots=True)
class _Problem:
    """Assignment pairs (client, site's place among `free`, saving) against each client's cost with the fixed sites alone."""

    base: Floats
    client: Indices
    place: Indices
    saving: Floats


def _rows(bound: Bound, free: Indices, fixed: Indices) -> _Problem | None:
    """List what each client could save by a free site; None when the lists don't reach far enough, or there are too many pairs."""
    n, k = bound.cost.shape
    is_fixed, place_of = np.zeros(n, dtype=bool), np.full(n, -1)
    is_fixed[fixed], place_of[free] = True, np.arange(len(free))
    listed = bound.near
    rank = np.where(is_fixed[listed].any(axis=1), is_fixed[listed].argmax(axis=1), k)
    if (rank == k).any() and not bound.is_complete:
        return None
    most = float(bound.cost.max()) + 1.0
    base = np.where(rank < k, bound.cost[np.arange(n), np.minimum(rank, k - 1)], most)
    wanted = (place_of[listed] >= 0) & (np.arange(k)[None, :] < rank[:, None]) & (bound.cost < base[:, None])
    client, position = np.nonzero(wanted)
    if len(client) > MOST_CELLS:
        return None
    return _Problem(base, client, place_of[listed[client, position]], base[client] - bound.cost[client, position])


def _solve(
    bound: Bound, problem: _Problem, free: Indices, fixed: Indices, upper: float, cut: float, seconds: float
) -> Core:
    """Minimise base - Σ saving x: x ≤ y, Σ x ≤ 1 per client, Σ y = p - fixed."""
    pairs, m, n = len(problem.client), len(free), len(problem.base)
    model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", float(seconds))
    model.setOptionValue("threads", 1)
    model.setOptionValue("mip_rel_gap", 0.0)
    model.setOptionValue("mip_abs_gap", 0.999 * cut if cut else 1e-7 * max(1.0, upper))
    model.setOptionValue("objective_bound", float(upper - float(problem.base.sum())))
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = m + pairs, pairs + n + 1
    lp.col_cost_ = np.concatenate((np.zeros(m), -problem.saving))
    lp.col_lower_, lp.col_upper_ = np.zeros(m + pairs), np.ones(m + pairs)
    lp.row_lower_ = np.concatenate((np.full(pairs + n, -np.inf), [float(bound.p - len(fixed))]))
    lp.row_upper_ = np.concatenate((np.zeros(pairs), np.ones(n), [float(bound.p - len(fixed))]))
    _fill(lp, problem, m, pairs, n)
    lp.integrality_ = [highspy.HighsVarType.kInteger] * m + [highspy.HighsVarType.kContinuous] * pairs
    model.passModel(lp)
    model.run()
    return _read(model, problem, bound, free, fixed, upper)


def _fill(lp: highspy.HighsLp, problem: _Problem, m: int, pairs: int, n: int) -> None:
    """Write the matrix row by row: x - y ≤ 0; Σ x ≤ 1; Σ y."""
    number = np.arange(pairs)
    links = np.column_stack((problem.place, m + number)).ravel()
    by_client = np.argsort(problem.client, kind="stable")
    counts = np.bincount(problem.client, minlength=n)
    starts = np.concatenate(([0], np.cumsum(np.concatenate((np.full(pairs, 2), counts, [m])))))
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = starts
    lp.a_matrix_.index_ = np.concatenate((links, m + by_client, np.arange(m)))
    values = np.concatenate((np.tile([-1.0, 1.0], pairs), np.ones(pairs), np.ones(m)))
    lp.a_matrix_.value_ = values


def _read(model: highspy.Highs, problem: _Problem, bound: Bound, free: Indices, fixed: Indices, upper: float) -> Core:
    status = model.getModelStatus()
    base = float(problem.base.sum())
    info = model.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible or status == highspy.HighsModelStatus.kObjectiveBound:
        return Core(upper, None, is_exact=True)
    lower = base + float(info.mip_dual_bound)
    values = np.array(model.getSolution().col_value[: len(free)])
    sites = np.concatenate((fixed, free[values > 0.5])) if len(values) == len(free) else None
    if sites is not None and len(sites) != bound.p:
        sites = None
    return Core(lower, sites, is_exact=status == highspy.HighsModelStatus.kOptimal)
