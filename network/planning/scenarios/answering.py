"""Answering a scenario's question: a plan with its proof, and what every site is worth. Arrays in, plain data out; no database.

Distances are great-circle metres. The proof says how the search ended: proven, stopped by the limit (then the gap is honest), measured
(a question without a choice), impossible (no plan keeps to all conditions), or nothing found in time.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from network.planning.scenarios.asking import Asked
from network.planning.scenarios.choices import BY_DISTANCE, GOALS, Ending, Question
from network.planning.scenarios.measuring import measured
from network.planning.solver import (
    Clock,
    CoverPlan,
    NoPlan,
    Plan,
    SidedPlan,
    Values,
    cover_values,
    site_values,
    solve_lscp,
    solve_mclp,
    solve_pmedian,
    solve_sided,
)
from network.planning.solver.allot import Flow

Answer = dict[str, Any]


def answer(asked: Asked, clock: Clock) -> Answer:
    """Return the answer in the form in which a scenario keeps it."""
    if not len(asked.points.clients):
        return {"proof": _empty(Ending.IMPOSSIBLE, clock)}
    if asked.question == Question.LOSE:
        return _measured_only(asked, clock)
    try:
        plan = _solved(asked, clock)
    except NoPlan as error:
        return {"proof": _empty(Ending.IMPOSSIBLE if error.is_proven else Ending.NOTHING, clock)}
    except ValueError:
        return {"proof": _empty(Ending.NOTHING if clock.is_over else Ending.IMPOSSIBLE, clock)}
    flows = plan.flows if isinstance(plan, SidedPlan) else None
    proof = _proof(plan, more_is_better=asked.question == Question.MOST_COVERED)
    return {"proof": proof} | described(asked, plan.sites, flows)


def described(asked: Asked, sites: list[int], flows: Sequence[Flow] | None = None) -> Answer:
    """Return what a plan does and what each of its sites and each other place is worth in it."""
    today = [int(one) for one in asked.points.stations]
    return {
        "sites": sites,
        "plan": measured(asked.points, sites, asked.radius_m, flows) | {"cost_minor": _cost(asked, sites)},
        "today": measured(asked.points, today, asked.radius_m) if today else None,
        "worth": worth(asked, sites),
    }


def worth(asked: Asked, sites: list[int]) -> Answer:
    """Return the exact values: `add` by point, `drop` by site, and `swap` by point as [profit, the site that it would replace] or null.

    Those of coverage are in demand, those of distance in demand × metres. A site that must stay is replaced by none.
    """
    weights, opened = asked.points.weights, np.array(sites, dtype=np.int32)
    found = (
        site_values(asked.points.metric, weights, opened)
        if asked.question in BY_DISTANCE
        else cover_values(asked.points.metric, weights, opened, asked.radius_m)
    )
    is_movable = asked.fate[opened] <= 0
    return {
        "add": [round(float(one), 3) for one in found.add],
        "drop": [round(float(one), 3) if np.isfinite(one) else None for one in found.drop],
        "swap": _swaps(found, opened, is_movable),
    }


def _cost(asked: Asked, sites: list[int]) -> int | None:
    return None if asked.cost is None else int(asked.cost[sites].sum())


def _swaps(found: Values, opened: Any, is_movable: Any) -> list[list[float] | None]:
    if not is_movable.any():
        return [None] * len(found.add)
    columns = np.nonzero(is_movable)[0]
    best = found.swap[:, columns].argmax(axis=1)
    taken = set(opened.tolist())
    return [
        None if n in taken else [round(float(found.swap[n, columns[one]]), 3), int(opened[columns[one]])]
        for n, one in enumerate(best)
    ]


def _solved(asked: Asked, clock: Clock) -> Plan:
    points = asked.points
    if not asked.sides.is_empty:
        given: dict[str, Any] = {"p": asked.count, "radius": asked.radius_m, "fate": asked.fate, "clock": clock}
        return solve_sided(points.metric, points.weights, GOALS[asked.question], asked.sides, **given)
    if asked.question == Question.COVER_ALL:
        return solve_lscp(points.metric, asked.radius_m, fate=asked.fate, clock=clock, clients=points.clients)
    if asked.question == Question.MOST_COVERED:
        p = asked.count or 0
        return solve_mclp(points.metric, points.weights, asked.radius_m, p, fate=asked.fate, clock=clock)
    return solve_pmedian(points.metric, points.weights, asked.count or 0, fate=asked.fate, clock=clock)


def _measured_only(asked: Asked, clock: Clock) -> Answer:
    sites = [int(one) for one in np.nonzero(asked.fate > 0)[0]]
    if not sites:
        return {"proof": _empty(Ending.IMPOSSIBLE, clock)}
    found = described(asked, sites)
    value = site_values(asked.points.metric, asked.points.weights, np.array(sites, dtype=np.int32)).objective
    return {"proof": _empty(Ending.MEASURED, clock) | {"objective": value, "bound": value, "gap": 0.0}} | found


def _proof(plan: Plan, *, more_is_better: bool) -> Answer:
    """`bound` is what no plan can beat: below the objective, or above it where more is better."""
    is_close = isinstance(plan, SidedPlan) and plan.is_close
    upper = plan.upper_bound if isinstance(plan, CoverPlan | SidedPlan) else plan.objective
    return {
        "ending": str(Ending.PROVEN if plan.proven else Ending.CLOSE if is_close else Ending.STOPPED),
        "objective": plan.objective,
        "bound": upper if more_is_better else plan.lower_bound,
        "gap": plan.gap,
        "seconds": round(plan.seconds, 2),
    }


def _empty(ending: Ending, clock: Clock) -> Answer:
    return {"ending": str(ending), "objective": None, "bound": None, "gap": None, "seconds": round(clock.seconds, 2)}
