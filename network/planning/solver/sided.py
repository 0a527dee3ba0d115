"""Plans under side constraints: the free question first, whose bound is valid here, too; then HiGHS on what reduced costs leave.

A plan of the free question that keeps to everything is the best of all, and proven as such. Else a plan is made that keeps to it and improved by
swaps; what could only belong to worse plans is taken out; HiGHS solves the rest. Clients list their nearest sites, and whatever is not listed costs
at least what the last of the list does, so that the bound holds for any length; lists grow while that is what keeps a proof from closing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from network.planning.solver.allot import Flow, Pairs, add_flows, flows_of, near_pairs, open_pairs, pairs_within
from network.planning.solver.branch import decided
from network.planning.solver.covering import CoverPlan, solve_mclp
from network.planning.solver.lagrange import Bound
from network.planning.solver.metrics import Floats, Metric, Sites
from network.planning.solver.mixed import SAFE, Found, Model
from network.planning.solver.plan import Clock, Plan, is_proven
from network.planning.solver.pmedian import Median, solve_pmedian
from network.planning.solver.setcover import solve_lscp
from network.planning.solver.sides import Keeper, NoPlan
from network.planning.solver.values import Values, cover_values, site_values

Goal = Literal["distance", "cover", "count"]
FREE_SHARE = 0.3  # of the time for the free question
FLOW_NEAR, FLOW_PAIRS = 12, 30_000  # open sites that a client is offered at first, and pairs from which that matters
FLOW_S = 10.0  # for who serves whom among open sites: a plan is not thrown away because the clock ran out meanwhile
FIRST_NEAR, FIRST_PAIRS, MOST_PAIRS = (
    16,
    12_000,
    150_000,
)  # how many sites a client lists at first, and how many pairs a model has at most
PRICE_TURNS, PRICE_STEPS = 10, 40


@dataclass(frozen=True, slots=True)
class SidedPlan(Plan):
    """A plan under side constraints. `upper_bound`: what no plan covers more than (for coverage). `is_close`: no plan is better by more than a
    millionth, which is what the tolerances of a mixed-integer solver leave. `flows`: (client, site, share), None when all go to the nearest."""

    upper_bound: float
    is_close: bool
    flows: list[Flow] | None


class Sided:
    """One solve. Everything is minimised: weighted distance, uncovered weight, or the number of sites."""

    def __init__(
        self,
        metric: Metric,
        weights: Floats,
        goal: Goal,
        keeper: Keeper,
        clock: Clock,
        p: int | None,
        radius: float | None,
    ) -> None:
        self.metric, self.weights, self.goal, self.keeper, self.clock = metric, weights, goal, keeper, clock
        self.p, self.radius = p, radius or 0.0
        if p is not None and goal != "count":
            keeper.leave_room(p)
        self.clients = np.nonzero(weights > 0)[0]
        self.amounts = weights[self.clients]
        self.capacity, self.is_capped = keeper.capacity, keeper.sides.is_capped
        self.value, self.lower = math.inf, 0.0
        self.sites: Sites = np.zeros(0, dtype=np.int32)
        self.flows: list[Flow] | None = None
        self.is_refuted = False  # a complete model had no plan
        self.fate = keeper.fate
        self.k = FIRST_NEAR

    def solve(self) -> SidedPlan:
        """Take the free plan if it fits; else search, cut down, and let HiGHS prove."""
        if self.p and self.goal != "cover" and self.keeper.most_room(self.p) < self.total * (1 - 1e-9):
            raise NoPlan(is_proven=True)
        free = self.free()
        sites = np.array(free.sites, dtype=np.int32)
        if self.keeper.fits(sites):
            self.offer(sites)
            if self.value <= self.lower * (1 + 1e-12):
                return self.plan(proven=free.proven)
        if self.goal != "count":
            self.begin(sites)
            if not self.clock.is_over:
                self.narrow()
                self.improve()
        self.k = min(
            self.allowed, max(self.k, FIRST_PAIRS // max(1, len(self.clients)), 4 * self.allowed // max(1, self.p or 1))
        )
        self.settle()
        if not math.isfinite(self.value):
            raise NoPlan(is_proven=self.is_refuted)
        return self.plan()

    def free(self) -> Plan:
        """Answer the question without side constraints, but with the fates: its bound is valid here."""
        clock = Clock(max(0.2, FREE_SHARE * self.clock.left))
        try:
            plan = self._free(clock)
        except ValueError as error:
            raise NoPlan(is_proven=not clock.is_over) from error
        self.lower = self.total - plan.upper_bound if isinstance(plan, CoverPlan) else plan.lower_bound
        return plan

    def _free(self, clock: Clock) -> Plan:
        if self.goal == "count":
            return solve_lscp(self.metric, self.radius, fate=self.fate, clock=clock, clients=self.clients)
        if self.goal == "cover":
            return solve_mclp(self.metric, self.weights, self.radius, self.p or 0, fate=self.fate, clock=clock)
        return solve_pmedian(self.metric, self.weights, self.p or 0, fate=self.fate, clock=clock)

    @property
    def allowed(self) -> int:
        """How many sites may still be open."""
        return int((self.fate >= 0).sum())

    @property
    def total(self) -> float:
        """All weight."""
        return float(self.weights.sum())

    # a plan to begin with

    def begin(self, wanted: Sites) -> None:
        """Make a plan that fits, beginning with the wanted sites, and improve it by swaps."""
        worth = self.values(wanted)
        order = np.concatenate((wanted, np.argsort(-worth.add, kind="stable").astype(np.int32)))
        sites = self.keeper.made(list(dict.fromkeys(int(one) for one in order)), self.p or 0)
        if sites is None:
            return
        self.offer(sites)
        while not self.clock.is_over and not self.is_capped:
            profit = np.where(self.keeper.swappable(sites), self.values(sites).swap, -np.inf)
            entering, leaving = np.unravel_index(int(profit.argmax()), profit.shape)
            if not profit[entering, leaving] > 1e-9 * max(1.0, abs(self.value)):
                break
            sites = sites.copy()
            sites[leaving] = entering
            self.offer(sites)

    def values(self, sites: Sites) -> Values:
        """Value every site."""
        if self.goal == "cover":
            return cover_values(self.metric, self.weights, sites, self.radius)
        return site_values(self.metric, self.weights, sites)

    def offer(self, sites: Sites) -> None:
        """Keep the plan if it is the best; its value is exact."""
        value, flows = self.valued(sites)
        if value < self.value:
            self.value, self.sites, self.flows = value, sites.copy(), flows

    def valued(self, sites: Sites) -> tuple[float, list[Flow] | None]:
        """Return what the plan costs, infinite when it serves not all that it must, and the flows where capacities make some."""
        if self.is_capped:
            found = self.cheapest_flows(sites)
            if found is None:
                return math.inf, None
            flows = [(int(self.clients[row]), site, share) for row, site, share in found[1]]
            return (float(len(sites)) if self.goal == "count" else found[0]), flows
        if self.goal == "distance":
            return site_values(self.metric, self.weights, sites).objective, None
        bare = cover_values(self.metric, self.weights, sites, self.radius).objective
        if self.goal == "count":
            return (float(len(sites)) if bare <= 0 else math.inf), None
        return bare, None

    def cheapest_flows(self, sites: Sites) -> tuple[float, list[Flow]] | None:
        """Return what serving all from these sites costs, and the flows; where there are very many pairs, first from the nearest of them alone."""
        given: dict[str, Any] = {"must": self.goal != "cover"}
        if self.goal != "distance":
            return flows_of(self.pairs(), self.amounts, sites, self.capacity, Clock(FLOW_S), **given)
        near = max(FLOW_NEAR, FLOW_PAIRS // max(1, len(self.clients)))
        for most in (near, len(sites)):
            pairs = open_pairs(self.metric, self.weights, self.clients, sites, most)
            found = flows_of(pairs, self.amounts, sites, self.capacity, Clock(FLOW_S), **given)
            if found is not None or most >= len(sites):
                break
        return found

    def improve(self) -> None:
        """Do what there is to do between the first plan and the model: nothing where sites have room for everybody."""

    # what can't be part of a better plan

    def narrow(self) -> None:
        """Decide sites by reduced costs of the free question's bound, given a plan that fits."""
        if not math.isfinite(self.value) or self.goal != "distance":
            return
        median = Median(self.metric, self.weights, self.p or 0, self.fate, self.clock, 1)
        lists = median.lists().narrowed(self.fate)
        bound, limit = Bound(lists, self.p or 0, median.first_prices(lists), self.fate), self.value * (1 + 1e-9)
        for _turn in range(PRICE_TURNS):
            if self.clock.is_over:
                break
            bound.improve(PRICE_STEPS, self.value, self.value)
        self.lower = max(self.lower, min(bound.best, self.value))
        fate = decided(bound, self.fate, limit)
        if int((fate > 0).sum()) <= (self.p or 0) <= int((fate >= 0).sum()):
            self.fate = fate

    # the model

    def settle(self) -> None:
        """Solve the core; with longer lists as long as these are what is in the way of a proof."""
        while not self.clock.is_over and not self.is_done():
            build: Callable[[], tuple[Model, Sites]] = self.flow_model if self.needs_flows else self.cover_model
            model, allowed = build()
            found = model.solve(self.clock, self.scale)
            self.hear(found, allowed)
            if not self.needs_longer(found):
                return
            self.k = min(self.allowed, 2 * self.k)

    @property
    def needs_flows(self) -> bool:
        """Whether it matters who serves whom."""
        return self.goal == "distance" or self.is_capped

    @property
    def scale(self) -> float:
        """What costs are divided by, so that a solver's tolerances fit them."""
        if self.goal == "count":
            return 1.0
        return max(1.0, (self.value if math.isfinite(self.value) else max(self.lower, self.total)) / 1e4)

    def is_done(self) -> bool:
        """Whether nothing better can exist."""
        return math.isfinite(self.value) and is_proven(self.value, self.lower, self.cut)

    @property
    def cut(self) -> float:
        """How far two different objectives lie apart at least, 0 when that is not known."""
        if self.goal == "count":
            return 1.0
        whole = bool(np.all(self.weights == np.floor(self.weights)))
        if self.goal == "cover" and whole and not self.is_capped:
            return float(np.gcd.reduce(self.weights.astype(np.int64)))
        return 0.0

    def hear(self, found: Found, allowed: Sites) -> None:
        """Take the bound, and the plan if there is one. A core without a plan means that the plan at hand is the best."""
        if found.values is not None:
            sites = allowed[found.values[: len(allowed)] > 0.5]
            if self.keeper.fits(sites):
                self.offer(sites.astype(np.int32))
        if math.isfinite(found.lower):
            slack = 1e-6 if self.goal == "count" else SAFE * abs(found.lower)
            self.lower = max(self.lower, min(found.lower - slack, self.value))
        elif found.lower > 0:
            self.is_refuted = True
            self.lower = self.value if math.isfinite(self.value) else self.lower

    def needs_longer(self, found: Found) -> bool:
        """Whether the model was solved, but its plan costs more than it thought because clients are served beyond their lists."""
        if not found.is_complete or self.k >= self.allowed or not self.needs_flows or self.goal != "distance":
            return False
        if not math.isfinite(found.lower):
            return False
        is_close = math.isfinite(self.value) and self.value - found.lower <= 3 * SAFE * abs(self.value)
        return not is_close and 2 * self.k * len(self.clients) <= MOST_PAIRS

    def columns(self) -> tuple[Sites, np.ndarray]:
        """Return the sites of the model, and each site's column."""
        allowed = np.nonzero(self.fate >= 0)[0].astype(np.int32)
        column = np.full(self.metric.n, -1, dtype=np.intp)
        column[allowed] = np.arange(len(allowed))
        return allowed, column

    def pairs(self) -> Pairs:
        """Return who may serve whom."""
        if self.goal == "distance":
            return near_pairs(self.metric, self.weights, self.clients, self.k, self.fate)
        return pairs_within(self.metric, self.weights, self.clients, self.radius, self.clock)

    def flow_model(self) -> tuple[Model, Sites]:
        """Open sites and flows to them."""
        allowed, column = self.columns()
        pairs = self.pairs().among(self.fate >= 0)
        must = self.goal != "cover" and (self.goal == "count" or self.k >= self.allowed)
        rest = np.where(np.isfinite(pairs.cap), pairs.cap, 0.0)
        is_count = self.goal == "count"
        cost = np.concatenate(
            (np.full(len(allowed), float(is_count)), pairs.cost, np.zeros_like(rest) if is_count else rest)
        )
        model = self._model(cost, allowed)
        add_flows(model, pairs, self.amounts, column, self.capacity, must=must)
        return self._sided(model, column, allowed), allowed

    def cover_model(self) -> tuple[Model, Sites]:
        """Open sites and what stays uncovered; capacities play no part."""
        allowed, column = self.columns()
        pairs = self.pairs().among(self.fate >= 0)
        rows = np.arange(len(self.clients))
        is_count = self.goal == "count"
        cost = np.concatenate(
            (np.full(len(allowed), float(is_count)), np.zeros(len(rows)) if is_count else self.amounts)
        )
        model = self._model(cost, allowed)
        if is_count:
            model.high[len(allowed) :] = 0.0
        entries = np.concatenate((column[pairs.site], len(allowed) + rows))
        model.add_rows(len(rows), np.concatenate((pairs.row, rows)), entries, np.ones(len(entries)), 1.0, np.inf)
        return self._sided(model, column, allowed), allowed

    def _model(self, cost: Floats, allowed: Sites) -> Model:
        low = np.zeros(len(cost))
        low[: len(allowed)] = self.fate[allowed] > 0
        return Model(cost, low, np.ones(len(cost)), len(allowed))

    def _sided(self, model: Model, column: np.ndarray, allowed: Sites) -> Model:
        if self.p is not None and self.goal != "count":
            model.add_row(np.arange(len(allowed)), np.ones(len(allowed)), float(self.p), float(self.p))
        for row in self.keeper.rows():
            kept = column[row.sites] >= 0
            model.add_row(column[row.sites[kept]], row.values[kept], row.low, row.high)
        return model

    def plan(self, *, proven: bool | None = None) -> SidedPlan:
        """Return what was found."""
        value, lower = self.value, min(self.lower, self.value)
        if self.goal == "count":
            lower = math.ceil(lower - 1e-9)
        is_best = is_proven(value, lower, self.cut) if proven is None else proven
        lower = value if is_best else lower
        is_close = is_best or value - lower <= 3 * SAFE * abs(value)
        sites = sorted(int(one) for one in self.sites)
        seconds = self.clock.seconds
        if self.goal == "cover":
            covered, most = self.total - value, self.total - lower
            gap = (most - covered) / most if most > 0 else 0.0
            return SidedPlan(covered, covered, gap, seconds, is_best, sites, most, is_close, self.flows)
        gap = (value - lower) / value if value > 0 else 0.0
        return SidedPlan(value, lower, gap, seconds, is_best, sites, value, is_close, self.flows)
