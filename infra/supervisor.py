"""Child processes of the demo: started in groups of their own, restarted when they die, stopped by their own ids."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from infra.steps import ROOT, say

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 30.0
HEALTHY_AFTER_S = 30.0
GRACE_S = 3.0  # whatever is cut off is taken up again at the next start, so there is no need to wait long


@dataclass(frozen=True)
class ProcessId:
    """A process named so that a recycled number is never mistaken for it: its id and the kernel's start time."""

    pid: int
    started: str

    @classmethod
    def of(cls, pid: int) -> ProcessId:
        return cls(pid, start_time(pid))

    def is_alive(self) -> bool:
        return bool(self.started) and start_time(self.pid) == self.started

    def signal_group(self, number: signal.Signals) -> None:
        """Signal the group that this process leads; nothing happens if it is gone."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, number)


def start_time(pid: int) -> str:
    """The kernel's start tick of a live process, or "" if there is none (zombies count as gone)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return start_time_by_ps(pid) if not Path("/proc/self").exists() else ""
    return "" if fields[0] == "Z" else fields[19]


def start_time_by_ps(pid: int) -> str:
    done = subprocess.run(["ps", "-o", "lstart=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return done.stdout.strip()


@dataclass
class Child:
    """One long-running process with its log, and when to try it again after it died."""

    title: str
    command: Sequence[str]
    log: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    pause_s: float = FIRST_PAUSE_S
    again_at: float | None = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at, self.again_at = time.monotonic(), None

    def check(self, now: float) -> bool:
        """Notice a death and schedule or do the restart. True if a new process was started."""
        if self.again_at is not None:
            if now < self.again_at:
                return False
            self.start()
            return True
        if self.process is not None and self.process.poll() is not None:
            self.kill_rest_of_group()
            self.plan_restart(now)
        return False

    def plan_restart(self, now: float) -> None:
        if now - self.started_at >= HEALTHY_AFTER_S:
            self.pause_s = FIRST_PAUSE_S
        self.again_at = now + self.pause_s
        ended = f"{self.title} ended ({self.how_it_ended()})"
        say(f"{ended}, starting it again in {self.pause_s:g} s; its log: {shown(self.log)}")
        self.pause_s = min(self.pause_s * 2, LONGEST_PAUSE_S)

    def how_it_ended(self) -> str:
        code = self.process.returncode if self.process else 0
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"

    def kill_rest_of_group(self) -> None:
        """A killed worker leaves pool processes behind; they are in its group, whose id stays theirs until they end."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ask_to_end(self) -> None:
        """TERM to the leader alone: a worker told so itself ends its pool in order."""
        if self.process is not None and self.is_running():
            self.process.terminate()


@dataclass
class Supervisor:
    """The children of one run. `record` is a file from which a later run can end what a killed one left behind."""

    record: Path
    children: list[Child] = field(default_factory=list)

    def start(self, child: Child) -> None:
        child.start()
        self.children.append(child)
        self.write_record()

    def check(self) -> None:
        now = time.monotonic()
        restarted = [child for child in self.children if child.check(now)]
        if restarted:
            self.write_record()

    def stop(self) -> None:
        """Ask each to end, last started first; what is left of their groups after the grace gets KILL."""
        for child in reversed(self.children):
            child.again_at = None
            child.ask_to_end()
        give_up_at = time.monotonic() + GRACE_S
        while any(child.is_running() for child in self.children) and time.monotonic() < give_up_at:
            time.sleep(0.05)
        for child in self.children:
            child.kill_rest_of_group()
            if child.process is not None:
                child.process.wait()
        self.children.clear()
        self.record.unlink(missing_ok=True)

    def write_record(self) -> None:
        """Written before anything else can go wrong: the supervisor first, then its children."""
        running = [child.process.pid for child in self.children if child.process is not None and child.is_running()]
        rows = [{"pid": one.pid, "started": one.started} for one in map(ProcessId.of, [os.getpid(), *running])]
        fresh = self.record.with_suffix(".new")
        fresh.write_text(json.dumps(rows))
        fresh.replace(self.record)


def read_record(record: Path) -> list[ProcessId]:
    """The supervisor and its children as last written; empty if there was no run or it ended in order."""
    try:
        return [ProcessId(int(row["pid"]), str(row["started"])) for row in json.loads(record.read_text())]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def running_supervisor(record: Path) -> ProcessId | None:
    rows = read_record(record)
    return rows[0] if rows and rows[0].is_alive() else None


def end_leftovers(record: Path) -> int:
    """End the children that a killed supervisor left running. Returns how many there were."""
    left = [process for process in read_record(record)[1:] if process.is_alive()]
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in left:
            process.signal_group(number)
        give_up_at = time.monotonic() + GRACE_S
        while any(process.is_alive() for process in left) and time.monotonic() < give_up_at:
            time.sleep(0.05)
    record.unlink(missing_ok=True)
    return len(left)


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
