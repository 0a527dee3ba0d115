"""What every answer carries: the plan, and the proof of how good it is."""

import math
import time
from dataclasses import dataclass

ROUNDING = 1e-9  # of the objective: what sums of doubles may be off by, with room to spare
FINEST = 1e-12  # of the objective: less than that is never told apart


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan and its proof: the optimum lies between `lower_bound` and `objective` (for coverage, where more is better, between `objective` and
    `lower_bound`, which is then the most that any plan could reach); `gap` is relative; `proven` only when nothing better can exist."""

    objective: float
    lower_bound: float
    gap: float
    seconds: float
    proven: bool
    sites: list[int]


class Clock:
    """When a solve has to be over. Counts from `begun` (of time.monotonic), which may lie before the file was read."""

    def __init__(self, limit_s: float, begun: float | None = None) -> None:
        self.begun = time.monotonic() if begun is None else begun
        self.until = self.begun + max(0.0, limit_s) * 0.98 - 0.02

    def stop(self) -> None:
        """End every solve that goes by this clock, soon; may be called from another thread."""
        self.until = -math.inf

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.begun

    @property
    def left(self) -> float:
        """Seconds left, below zero when it is over."""
        return self.until - time.monotonic()

    @property
    def is_over(self) -> bool:
        """Whether no time is left."""
        return self.left <= 0


def is_proven(value: float, lower: float, cut: float) -> bool:
    """Tell whether no plan can be better than `value`. `cut`: two different objectives are at least so far apart (1 for whole numbers, else 0)."""
    return math.isfinite(value) and lower > value - slack_of(value, cut)


def slack_of(value: float, cut: float) -> float:
    """Return by how much a bound may stay below `value` and still prove it: for whole numbers less than the next one is away, however large
    they are (from a thousand million on, `ROUNDING` of them is more than one)."""
    slack = ROUNDING * max(abs(value), 1e-300)
    if cut > 0:
        slack = max(min(slack, cut / 2), cut - slack)
    return max(slack, FINEST * abs(value))


def enough(value: float, cut: float) -> float:
    """Return what a bound must reach to show that nothing better than `value` is there: a little more than `is_proven` asks."""
    slack = slack_of(value, cut)
    return value - slack + min(slack / 10, ROUNDING * abs(value))


def proved(value: float, lower: float, cut: float, clock: Clock, sites: list[int]) -> Plan:
    """Return the plan of a minimum; a bound on whole numbers is rounded up, less what sums of doubles may be off by."""
    proven = is_proven(value, lower, cut)
    safe = max(0.0, lower - ROUNDING * abs(value))
    if cut == 1.0:
        safe = math.ceil(safe)
    lower = value if proven else min(safe, value)
    gap = (value - lower) / value if value > 0 else 0.0
    return Plan(value, lower, gap, clock.seconds, proven, sorted(sites))
