"""How benchmarks measure and tell: medians and 95th percentiles, ratios against a rival of the same run, a table at the end."""

import gc
import math
import os
import statistics
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection

from infra.tables import print_table

TICKS = os.sysconf("SC_CLK_TCK")
BUSY = 0.1  # others take more than a tenth of the machine: the clock tells about them, not about us


@dataclass(frozen=True, slots=True)
class Timed:
    """The milliseconds of several runs of one thing, by the clock and of processor: this process and its database backend, not parallel workers.

    `others` is the share of the machine that others had meanwhile.
    """

    runs_ms: Sequence[float]
    cpu_runs_ms: Sequence[float] = ()
    others: float = 0.0
    collected_runs_ms: Sequence[float] = ()

    @property
    def collected_ms(self) -> float:
        """What the garbage collector took of the run in which it took most."""
        return max(self.collected_runs_ms, default=0.0)

    @property
    def median_ms(self) -> float:
        """The middle one."""
        return statistics.median(self.runs_ms)

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 stay below (the slowest but one of twenty)."""
        return _p95(self.runs_ms)

    @property
    def cpu_ms(self) -> float:
        """The middle one of the processor times: what a busy machine leaves as it is."""
        return statistics.median(self.cpu_runs_ms)

    @property
    def cpu_p95_ms(self) -> float:
        """What 95 of 100 processor times stay below."""
        return _p95(self.cpu_runs_ms)

    @property
    def reach_ms(self) -> float:
        """What is held against the reach: the clock's 95th percentile, on a machine that others use the processor's."""
        return self.cpu_p95_ms if self.others > BUSY else self.p95_ms


def _p95(runs: Sequence[float]) -> float:
    return sorted(runs)[math.ceil(len(runs) * 0.95) - 1]


def timed(act: Callable[[Any], Any], inputs: Iterable[Any]) -> Timed:
    """Time `act` for each input."""
    runs, worked, collected = [], [], []
    with share() as spent, collecting() as spans:
        for given in inputs:
            began, cpu = time.perf_counter(), cpu_s()
            act(given)
            runs.append((time.perf_counter() - began) * 1000)
            worked.append((cpu_s() - cpu) * 1000)
            collected.append(sum(spans) * 1000)
            spans.clear()
    return Timed(runs, worked, spent.others, collected)


@contextmanager
def collecting() -> Iterator[list[float]]:
    """Note the processor seconds of each round of the garbage collector."""
    spans: list[float] = []
    began = 0.0

    def note(phase: str, _info: Any) -> None:
        nonlocal began
        if phase == "start":
            began = time.process_time()
        else:
            spans.append(time.process_time() - began)

    gc.callbacks.append(note)
    try:
        yield spans
    finally:
        gc.callbacks.remove(note)


def cpu_s() -> float:
    """Return the processor seconds that this process and the database's process behind its connection have used."""
    return time.process_time() + int(Path(f"/proc/{_backend()}/schedstat").read_text().split()[0]) / 1e9


@dataclass(slots=True)
class Share:
    """What a block took on a machine that others use too: wall clock, our processor time (database and child processes included), theirs."""

    wall_s: float = 0.0
    ours_s: float = 0.0
    others_s: float = 0.0
    load: float = 0.0

    @property
    def others(self) -> float:
        """The share of the cores' time that others had."""
        return max(0.0, self.others_s) / (self.wall_s * (os.cpu_count() or 1))

    @property
    def alone_s(self) -> float:
        """What it would have taken with the cores to itself, calculated: without the others' share of each core, never less than our work."""
        cores = os.cpu_count() or 1
        return max(self.wall_s - max(0.0, self.others_s) / cores, self.ours_s / cores)

    def __str__(self) -> str:
        return (
            f"{self.wall_s:.1f} s by the clock, {self.ours_s:.1f} s of processor, beside {self.others_s:.1f} s of others "
            f"(load {self.load:.1f}): {self.alone_s:.1f} s alone"
        )


@contextmanager
def share() -> Iterator[Share]:
    """Measure a block; the figures are in the result when it is over."""
    found = Share()
    began, ours, busy = time.perf_counter(), _ours_s(), _busy_s()
    yield found
    found.wall_s, found.ours_s = time.perf_counter() - began, _ours_s() - ours
    found.others_s, found.load = _busy_s() - busy - found.ours_s, os.getloadavg()[0]


def _ours_s() -> float:
    """Return the processor seconds of this process, its ended children, and the database server with all its processes, ended ones too."""
    server = int(stat_of(_backend())[1])
    own = [stat_of(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()]
    backends = sum(int(fields[11]) + int(fields[12]) for fields in own if fields and int(fields[1]) == server)
    postmaster = sum(int(field) for field in stat_of(server)[11:15])
    times = os.times()
    here = times.user + times.system + times.children_user + times.children_system
    return here + (backends + postmaster) / TICKS


def _busy_s() -> float:
    """Return the processor seconds that the machine was busy, or busy for another machine."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def _backend() -> int:
    connection.ensure_connection()
    pid: int = connection.connection.info.backend_pid
    return pid


def stat_of(pid: int) -> list[str]:
    """Return the fields of a process's state from the third on; empty when it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def resident_mb() -> float:
    """Return what this process holds in memory now."""
    with open("/proc/self/status") as status:
        line = next(line for line in status if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def tell(title: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    print(f"\n{title}")
    print_table(tuple(header), rows)
