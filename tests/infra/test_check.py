"""What the checks count, and that the lock files give nothing of a machine away."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from infra import check
from infra.bootstrap import fingerprint
from infra.check import Gate, Runner, Tally, read_junit
from infra.steps import ROOT

MARK = re.compile(r"\bmark\.browser\b")
REPORT = '<testsuites><testsuite tests="10" failures="1" errors="2" skipped="3"/></testsuites>'


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "LOGS", tmp_path)


def gate(*command: str, limit_s: int = 20, counts: str = "") -> Gate:
    return Gate("probe", ("sh", "-c", *command), limit_s=limit_s, counts=counts)


def test_errors_count_as_failures(tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    assert read_junit(report) == Tally(passed=4, failed=3, skipped=3)


def test_a_missing_report_is_a_failure(tmp_path: Path) -> None:
    assert read_junit(tmp_path / "missing.xml").failed == 1


def test_a_gate_reports_what_it_counted() -> None:
    result = Runner({}).run(gate("echo cells=1; echo cells=12 leaks=0", counts=r"cells=\d+.*"))
    assert (result.passed, result.counted) == (True, "cells=12 leaks=0")


def test_a_failing_command_fails_its_gate() -> None:
    assert not Runner({}).run(gate("exit 3")).passed


def test_a_gate_that_takes_too_long_fails_with_a_sentence() -> None:
    result = Runner({}).run(gate("sleep 30", limit_s=1))
    assert not result.passed
    assert "Stopped after 1 s" in result.output


def test_a_fingerprint_changes_with_the_file(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    path.write_text("a")
    before = fingerprint(path)
    path.write_text("b")
    assert fingerprint(path) != before


@pytest.mark.parametrize("name", ["requirements/base.txt", "requirements/dev.txt", "requirements/setup.txt"])
def test_a_lock_names_versions_and_hashes_and_no_place(name: str) -> None:
    text = (ROOT / name).read_text()
    assert not re.search(r"https?:|file:|index-url|find-links", text)
    for requirement in re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", text, re.MULTILINE | re.DOTALL):
        assert "==" in requirement
        assert "--hash=sha256:" in requirement


def test_the_npm_lock_names_no_download_address() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text()


def test_what_drives_a_browser_lives_where_its_gate_looks() -> None:
    marked = [path for path in (ROOT / "tests").rglob("*.py") if MARK.search(path.read_text())]
    outside = [path for path in marked if not any(path.is_relative_to(ROOT / place) for place in check.BROWSER)]
    assert (len(marked) > 10, outside) == (True, [])
