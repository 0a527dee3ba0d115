"""Mixed-integer models for HiGHS: columns and rows are gathered, solved within a clock, and come back with an honest bound."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from network.planning.solver.metrics import Floats
from network.planning.solver.plan import Clock

SAFE = 1e-6  # of the objective: what HiGHS's tolerances may make of its bound


@dataclass(frozen=True, slots=True)
class Found:
    """What HiGHS says: no solution is below `lower`; perhaps a solution. `lower` is infinite when there is none at all."""

    lower: float
    values: Floats | None
    is_complete: bool


class Model:
    """A minimisation. Columns have bounds and a cost; rows are sparse."""

    def __init__(self, cost: Floats, low: Floats, high: Floats, whole: int) -> None:
        """Take the columns; the first `whole` of them are whole numbers."""
        self.cost, self.low, self.high, self.whole = cost, low, high, whole
        self.parts: list[tuple[NDArray[Any], NDArray[Any], NDArray[Any]]] = []
        self.row_low: list[Floats] = []
        self.row_high: list[Floats] = []
        self.rows = 0

    def add_rows(self, count: int, row: NDArray[Any], column: NDArray[Any], value: Floats, low: Any, high: Any) -> None:
        """Add `count` rows, given by their entries (rows numbered from 0)."""
        self.parts.append((np.asarray(row) + self.rows, np.asarray(column), np.asarray(value, dtype=np.float64)))
        self.row_low.append(np.broadcast_to(np.asarray(low, dtype=np.float64), (count,)))
        self.row_high.append(np.broadcast_to(np.asarray(high, dtype=np.float64), (count,)))
        self.rows += count

    def add_row(self, column: NDArray[Any], value: Floats, low: float, high: float) -> None:
        """Add one row."""
        self.add_rows(1, np.zeros(len(column), dtype=np.intp), column, value, low, high)

    def solve(self, clock: Clock, scale: float = 1.0, start: Floats | None = None) -> Found:
        """Solve until it is proven or the clock is over; costs are divided by `scale` inside."""
        import highspy  # takes its time to import

        model: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for name, option in (
            ("output_flag", False),
            ("threads", 1),
            ("time_limit", max(0.1, min(clock.left, 1e6))),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", 1e-9),
        ):
            model.setOptionValue(name, option)
        model.passModel(self._lp(highspy, scale))
        if start is not None:
            known = highspy.HighsSolution()
            known.col_value = start
            model.setSolution(known)
        if self.whole:
            model.cbMipInterrupt.subscribe(lambda event: event.interrupt() if clock.is_over else None)
        model.run()
        return self._found(highspy, model, scale)

    def _lp(self, highspy: Any, scale: float) -> Any:
        rows, columns, values = (np.concatenate(one) for one in zip(*self.parts, strict=True))
        order = np.argsort(rows, kind="stable")
        lp: Any = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), self.rows
        lp.col_cost_, lp.col_lower_, lp.col_upper_ = self.cost / scale, self.low, self.high
        lp.row_lower_, lp.row_upper_ = np.concatenate(self.row_low), np.concatenate(self.row_high)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.append(0, np.cumsum(np.bincount(rows, minlength=self.rows)))
        lp.a_matrix_.index_, lp.a_matrix_.value_ = columns[order], values[order]
        kinds = highspy.HighsVarType
        lp.integrality_ = [kinds.kInteger] * self.whole + [kinds.kContinuous] * (len(self.cost) - self.whole)
        return lp

    def _found(self, highspy: Any, model: Any, scale: float) -> Found:
        status, info = model.getModelStatus(), model.getInfo()
        if status == highspy.HighsModelStatus.kInfeasible:
            return Found(np.inf, None, True)
        is_complete = status == highspy.HighsModelStatus.kOptimal
        values = np.array(model.getSolution().col_value)
        is_feasible = int(info.primal_solution_status) == 2 and len(values) == len(self.cost)
        linear = float(info.objective_function_value) if is_complete else -np.inf
        lower = float(info.mip_dual_bound) if self.whole else linear
        return Found(lower * scale, values if is_feasible else None, is_complete)
