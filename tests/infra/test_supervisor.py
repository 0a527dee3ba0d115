"""Children of the demo: restarted with growing pauses, stopped with their whole group, never mistaken for others."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from infra import supervisor as supervising
from infra.supervisor import Child, ProcessId, Supervisor, end_leftovers, read_record, running_supervisor

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


@pytest.fixture
def supervisor(tmp_path: Path) -> Iterator[Supervisor]:
    one = Supervisor(tmp_path / "processes.json")
    yield one
    one.stop()


def child(tmp_path: Path, *command: str) -> Child:
    return Child("probe", command or SLEEP, tmp_path / "probe.log", dict(os.environ), pause_s=0.01)


def pid_of(one: Child) -> int:
    assert one.process is not None
    return one.process.pid


def eventually(condition: Callable[[], bool], within_s: float = 10) -> bool:
    give_up_at = time.monotonic() + within_s
    while not condition() and time.monotonic() < give_up_at:
        time.sleep(0.02)
    return condition()


def test_a_killed_child_comes_back(supervisor: Supervisor, tmp_path: Path) -> None:
    one = child(tmp_path)
    supervisor.start(one)
    killed = pid_of(one)
    os.kill(killed, signal.SIGKILL)

    def is_back() -> bool:
        supervisor.check()
        return pid_of(one) != killed and one.is_running()

    assert eventually(is_back)
    assert pid_of(one) in [process.pid for process in read_record(supervisor.record)]


def test_a_child_that_keeps_failing_is_tried_ever_more_rarely(supervisor: Supervisor, tmp_path: Path) -> None:
    one = child(tmp_path, sys.executable, "-c", "raise SystemExit(3)")
    supervisor.start(one)

    def has_waited_twice() -> bool:
        supervisor.check()
        return one.pause_s >= 0.04

    assert eventually(has_waited_twice)
    assert one.how_it_ended() == "exit code 3"


def test_stopping_ends_grandchildren_too(supervisor: Supervisor, tmp_path: Path) -> None:
    note = tmp_path / "grandchild"
    fork = f"import os, time; pid = os.fork() or open({str(note)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    supervisor.start(child(tmp_path, sys.executable, "-c", fork))
    assert eventually(lambda: note.exists() and bool(note.read_text()))
    grandchild = ProcessId.of(int(note.read_text()))
    supervisor.stop()
    assert eventually(lambda: not grandchild.is_alive())


def test_a_child_that_ignores_term_is_killed(
    supervisor: Supervisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "GRACE_S", 0.3)
    note = tmp_path / "deaf"
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
    supervisor.start(child(tmp_path, sys.executable, "-c", f"{deaf}; open({str(note)!r}, 'w'); time.sleep(60)"))
    assert eventually(note.exists)
    process = ProcessId.of(pid_of(supervisor.children[0]))
    supervisor.stop()
    assert not process.is_alive()


def test_what_a_killed_supervisor_left_behind_is_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    supervisor.start(child(tmp_path))
    left = ProcessId.of(pid_of(supervisor.children[0]))
    assert end_leftovers(supervisor.record) == 1
    assert not left.is_alive()
    assert not supervisor.record.exists()


def test_a_recycled_process_number_is_not_mistaken(tmp_path: Path) -> None:
    record = tmp_path / "processes.json"
    record.write_text(f'[{{"pid": {os.getpid()}, "started": "1"}}, {{"pid": {os.getppid()}, "started": "1"}}]')
    assert running_supervisor(record) is None
    assert end_leftovers(record) == 0


def test_a_spoilt_record_counts_as_none(tmp_path: Path) -> None:
    record = tmp_path / "processes.json"
    record.write_text("[{")
    assert read_record(record) == []
