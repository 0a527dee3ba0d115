"""What every answer carries: the plan, and the proof of how good it is."""

import math
import time
from dataclasses import dataclass

ROUNDING = 1e-9  # of the objective: what sums of doubles may be off by, with room to spare


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
    slack = ROUNDING * max(abs(value), 1e-300)
    return math.isfinite(value) and (lower >= value - slack or (cut > 0 and lower > value - cut + slack))


def proved(value: float, lower: float, cut: float, clock: Clock, sites: list[int]) -> Plan:
    """Return the plan of a minimum; a bound on whole numbers is rounded up, less what sums of doubles may be off by."""
    proven = is_proven(value, lower, cut)
    safe = max(0.0, lower - ROUNDING * abs(value))
    if cut == 1.0:
        safe = math.ceil(safe)
    lower = value if proven else min(safe, value)
    gap = (value - lower) / value if value > 0 else 0.0
    return Plan(value, lower, gap, clock.seconds, proven, sorted(sites))
