"""How benchmarks measure and tell: medians and 95th percentiles, ratios against a rival of the same run, a table at the end."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from infra.demo import print_table


@dataclass(frozen=True, slots=True)
class Timed:
    """The milliseconds of several runs of one thing."""

    runs_ms: Sequence[float]

    @property
    def median_ms(self) -> float:
        """The middle one."""
        return statistics.median(self.runs_ms)

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 stay below (the slowest but one of twenty)."""
        ranked = sorted(self.runs_ms)
        return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]


def timed(act: Callable[[Any], Any], inputs: Iterable[Any]) -> Timed:
    """Time `act` for each input."""
    runs = []
    for given in inputs:
        began = time.perf_counter()
        act(given)
        runs.append((time.perf_counter() - began) * 1000)
    return Timed(runs)


def resident_mb() -> float:
    """Return what this process holds in memory now."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def tell(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    print(f"\n{title}")
    print_table(tuple(header), rows)
