"""Every gate of the house, in one run: `make test`, `make test-long`, `make bench`, `make lint`.

Each gate's output goes to `.stationmaster/test-logs/<gate>.log`; that of a failing gate is shown. The table at the end
says what each gate counted and how long it took; the last line is `N passed, N failed`. A gate of the test suite that
counts something of its own (cells of the isolation matrix, points of a crash sweep) writes one line per file into
`.stationmaster/test-logs/counts/*.txt`.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO
from xml.etree import ElementTree

from config.embedded_postgres import PostgresUnavailable, Server
from infra.bootstrap import VENV_PYTHON
from infra.browser import find_chromium, font_environment
from infra.compile_messages import compile_outdated
from infra.steps import ROOT, STATE, StepFailed, Steps, exit_with_sentence, say, tail
from infra.tables import print_table

LOGS = STATE / "test-logs"
COUNTS = LOGS / "counts"
POSTGRES_NAME = "test"
WORKERS = "2"
SHOWN_LINES = 80
BENCHMARKS = "tests/benchmarks"  # they take the machine for themselves: only `make bench` runs them
BROWSER = ("tests/browser", "tests/tour")  # where the tests that drive a browser live; a test of ours watches over that

PYTHON = str(VENV_PYTHON)
BIN = VENV_PYTHON.parent
SOURCES = ("platform", "tenants", "audit", "billing", "network", "demo")
TYPED = (*SOURCES, "infra", "tests/infra")

OVERALL_FLOOR = 95  # of lines and branches; never lower it
PART_FLOOR = 100  # ledger, policies, tenancy, deadlines: every line and branch
COMPLETE = (
    ("ledger", "billing/ledger/*"),
    ("policies", "*/policies.py"),
    ("tenancy", "platform/common/scope.py,platform/common/database/*,tenants/registry/*"),
    ("deadlines", "platform/common/deadlines/*"),
)


PRODUCTION = {  # the deploy check asks whether an installation with these would be safe
    "STATIONMASTER_PRODUCTION": "1",
    "SECRET_KEY": "".join(f"{number:x}" for number in range(100)),
    "BASE_URL": "https://stationmaster.example",
    "ALLOWED_HOSTS": "stationmaster.example",
}


@dataclass(frozen=True)
class Gate:
    """A command that must succeed, how many seconds it may take, and what to read from its output as its count."""

    name: str
    command: Sequence[str]
    counts: str = ""  # a pattern; the last match in the output is shown
    limit_s: int = 300
    environment: Mapping[str, str] = field(default_factory=dict)
    junit: str = ""  # the report that pytest writes


@dataclass(frozen=True)
class Result:
    gate: Gate
    passed: bool
    seconds: float
    counted: str
    output: str


# ------------------------------------------------------------------------------------------ the gates


def manage(*arguments: str) -> tuple[str, ...]:
    return (PYTHON, "manage.py", *arguments)


def lint_gates() -> list[Gate]:
    return [
        Gate(
            "lint", (str(BIN / "ruff"), "check", "--output-format=concise", "."), r"Found \d+ errors?|All checks passed"
        ),
        Gate(
            "format",
            (str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."),
            r"\d+ files? (?:already|would)[^\n]*",
        ),
        Gate("layers", (str(BIN / "lint-imports"), "--no-cache", "--no-logo"), r"Contracts: [^\n]*"),
        Gate("migrations", manage("makemigrations", "--check", "--dry-run"), r"No changes detected"),
        Gate("deploy check", deploy_check(), r"System check identified[^\n]*", environment=PRODUCTION),
        Gate("translations", (PYTHON, "-m", "infra.check_translations"), r"texts=\d+.*"),
    ]


def deploy_check() -> tuple[str, ...]:
    return manage("check", "--deploy", "--fail-level", "WARNING")


def types_gate() -> Gate:
    present = [name for name in TYPED if (ROOT / name).exists()]
    return Gate("types", (str(BIN / "mypy"), *present), r"Found \d+ errors?[^\n]*|Success: [^\n]*", limit_s=900)


def pytest_gate(name: str, *arguments: str, limit_s: int = 2700) -> Gate:
    """A part of the test suite; each part keeps its own coverage data, combined afterwards."""
    report = LOGS / f"{name.replace(' ', '-')}.xml"
    options = ["-ra", f"--junitxml={report}", "--durations=10"]
    environment = {"COVERAGE_FILE": str(LOGS / f".coverage.{name.replace(' ', '-')}")}
    command = (PYTHON, "-m", "pytest", *options, *arguments)
    return Gate(name, command, limit_s=limit_s, environment=environment, junit=str(report))


def test_gates() -> list[Gate]:
    """Whatever is no browser test, then the browser tests, each on as many processes as CI has cores.

    Only the first are measured: what a browser talks to is a server of its own.
    """
    shared = ("-n", WORKERS, "--dist", "worksteal", f"--ignore={BENCHMARKS}")
    return [
        pytest_gate("tests", "-m", "not browser and not long", "--cov", "--cov-report=", *shared),
        pytest_gate("browser tests", *BROWSER, "-m", "browser and not long", *shared, limit_s=1200),
    ]


def coverage_gates() -> list[Gate]:
    data = {"COVERAGE_FILE": str(LOGS / ".coverage")}
    coverage = str(BIN / "coverage")
    total = r"TOTAL[^\n]*?(\d+(?:\.\d+)?%)"
    gates = [
        Gate(
            "coverage", (coverage, "report", "--skip-covered", f"--fail-under={OVERALL_FLOOR}"), total, environment=data
        )
    ]
    for name, files in COMPLETE:
        command = (
            coverage,
            "report",
            "--show-missing",
            "--skip-covered",
            f"--fail-under={PART_FLOOR}",
            f"--include={files}",
        )
        gates.append(Gate(f"coverage of {name}", command, total, environment=data))
    return gates


# ------------------------------------------------------------------------------------------ running them


class Runner:
    """Runs gates as groups of their own, so that an interrupt ends exactly what was started."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.results: list[Result] = []
        self.running: dict[int, subprocess.Popen[bytes]] = {}
        self.lock = threading.Lock()
        self.ended = False

    def run(self, gate: Gate) -> Result:
        began = time.monotonic()
        code, output = self.execute(gate)
        passed = code == 0
        result = Result(gate, passed, time.monotonic() - began, counted_by(gate, output), output)
        with self.lock:
            self.results.append(result)
        say(f"{result.seconds:7.1f} s {gate.name}: {'passed' if passed else 'FAILED'}  {result.counted}")
        return result

    def execute(self, gate: Gate) -> tuple[int, str]:
        """The exit code and the output, which can be followed in the log while the gate runs."""
        with log_of(gate).open("w+", errors="replace") as log:
            process = self.start(gate, log)
            try:
                code = process.wait(gate.limit_s)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                code = process.wait()
                log.write(f"\nStopped after {gate.limit_s} s: this gate may not take longer.\n")
            finally:
                with self.lock:
                    self.running.pop(process.pid, None)
            log.seek(0)
            return code, log.read()

    def start(self, gate: Gate, log: IO[str]) -> subprocess.Popen[bytes]:
        with self.lock:
            if self.ended:
                raise KeyboardInterrupt
            process = subprocess.Popen(
                gate.command,
                cwd=ROOT,
                env={**self.environment, **gate.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            self.running[process.pid] = process
            return process

    def side_by_side(self, *lanes: Sequence[Gate]) -> None:
        """One thread for each lane; the gates of a lane run one after the other."""
        with ThreadPoolExecutor(max_workers=len(lanes)) as pool:
            try:
                list(pool.map(lambda lane: [self.run(gate) for gate in lane], lanes))
            except BaseException:  # an interrupt: end the gates before the pool waits for them
                self.end()
                raise

    def end(self) -> None:
        with self.lock:
            self.ended = True
            for pid in self.running:
                os.killpg(pid, signal.SIGKILL)


def log_of(gate: Gate) -> Path:
    return LOGS / f"{gate.name.replace(' ', '-')}.log"


def counted_by(gate: Gate, output: str) -> str:
    if gate.junit:
        return str(read_junit(Path(gate.junit)))
    matches = list(re.finditer(gate.counts, output)) if gate.counts else []
    return (matches[-1][matches[-1].lastindex or 0]).strip() if matches else ""


@dataclass(frozen=True)
class Tally:
    """What pytest counted. An error in a fixture counts as a failure: the test did not pass."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def read_junit(report: Path) -> Tally:
    try:
        suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314  our own pytest wrote it
    except (OSError, ElementTree.ParseError):
        return Tally(failed=1)
    tally = Tally()
    for suite in suites:
        total, failed, errors, skipped = (int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped"))
        tally += Tally(max(total - failed - errors - skipped, 0), failed + errors, skipped)
    return tally


# ------------------------------------------------------------------------------------------ the report


def report(results: Sequence[Result]) -> int:
    """Show failing gates' output, the table, what the tests counted, and the last line. Returns the exit code."""
    failures = [result for result in results if not result.passed]
    for result in failures:
        say(f"\n──── {result.gate.name} failed; the end of {log_of(result.gate).relative_to(ROOT)}:")
        say(tail(result.output, SHOWN_LINES))
    say()
    rows = [(one.gate.name, "passed" if one.passed else "FAILED", f"{one.seconds:.1f}", one.counted) for one in results]
    print_table(("gate", "result", "seconds", "counted"), rows)
    for line in own_counts():
        say(line)
    tests = sum((read_junit(Path(one.gate.junit)) for one in results if one.gate.junit), Tally())
    gates = f"gates: {len(results) - len(failures)} passed, {len(failures)} failed"
    say(f"\n{gates}" + (f" ({', '.join(one.gate.name for one in failures)})" if failures else ""))
    say(str(tests))
    return 1 if failures or tests.failed else 0


def own_counts() -> Iterable[str]:
    for path in sorted(COUNTS.glob("*.txt")):
        yield from path.read_text().splitlines()


# ------------------------------------------------------------------------------------------ commands


def prepare(steps: Steps) -> dict[str, str]:
    """Fresh logs, compiled translations, and the environment that the gates share."""
    shutil.rmtree(LOGS, ignore_errors=True)
    COUNTS.mkdir(parents=True)
    with steps.step("translations"):
        compile_outdated()
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "STATIONMASTER_SERVER": POSTGRES_NAME,
        "PYTHONUNBUFFERED": "1",
        "COLUMNS": "120",
    }


def start_test_postgres(steps: Steps) -> Server | None:
    if os.environ.get("DATABASE_URL"):
        return None
    server = Server(POSTGRES_NAME)
    with steps.step("test PostgreSQL"):
        try:
            server.start()
        except PostgresUnavailable as error:
            raise StepFailed(str(error)) from error
    return server


def prepare_browser(steps: Steps) -> dict[str, str]:
    with steps.step("Chromium"):
        return {"STATIONMASTER_CHROMIUM": find_chromium()} | font_environment()


def check_everything(runner: Runner) -> None:
    runner.side_by_side([types_gate()], lint_gates())
    for gate in test_gates():
        runner.run(gate)
    parts = [str(path) for path in LOGS.glob(".coverage.*")]
    if parts:
        combine = [str(BIN / "coverage"), "combine", "--quiet", *parts]
        subprocess.run(combine, cwd=ROOT, check=False, env=os.environ | {"COVERAGE_FILE": str(LOGS / ".coverage")})
    overall, *complete = coverage_gates()
    runner.side_by_side([overall], complete)


def check_long(runner: Runner) -> None:
    runner.run(pytest_gate("long tests", "-m", "long", limit_s=4 * 3600))


def check_lint(runner: Runner) -> None:
    runner.side_by_side([types_gate()], lint_gates())


def run_benchmarks(runner: Runner) -> None:
    runner.run(pytest_gate("benchmarks", BENCHMARKS, "-s", limit_s=4 * 3600))
    say(runner.results[-1].output)


COMMANDS: Mapping[str, tuple[Callable[[Runner], None], bool]] = {  # what to run, and whether it needs a browser
    "all": (check_everything, True),
    "long": (check_long, True),
    "lint": (check_lint, False),
    "bench": (run_benchmarks, False),
}


def check(what: str) -> int:
    action, with_browser = COMMANDS[what]
    steps = Steps()
    environment = prepare(steps)
    if with_browser:
        environment |= prepare_browser(steps)
    server = start_test_postgres(steps)
    runner = Runner(environment)
    try:
        action(runner)
        return report(runner.results)
    finally:
        runner.end()
        if server:
            server.stop()


def interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main() -> int:
    what = sys.argv[1] if len(sys.argv) > 1 else "all"
    if what not in COMMANDS:
        print(__doc__)
        return 2
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    return check(what)


if __name__ == "__main__":
    sys.exit(exit_with_sentence(main))
