"""How benchmarks measure and tell: medians and 95th percentiles, ratios against a rival of the same run, a table at the end."""

import os
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from infra.demo import print_table


@dataclass(frozen=True, slots=True)
class Timed:
    """The milliseconds of several runs of one thing."""

    runs_ms: Sequence[float]
    cpu_ms: float = 0.0  # of this process and its database backend, a run: what a busy machine leaves as it is

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
    runs, worked = [], cpu_s()
    for given in inputs:
        began = time.perf_counter()
        act(given)
        runs.append((time.perf_counter() - began) * 1000)
    return Timed(runs, (cpu_s() - worked) * 1000 / len(runs))


def cpu_s() -> float:
    """Return the processor seconds that this process and the database's process behind its connection have used (not parallel workers)."""
    connection.ensure_connection()
    fields = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return time.process_time() + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mb() -> float:
    """Return what this process holds in memory now."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def tell(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    print(f"\n{title}")
    print_table(tuple(header), rows)
