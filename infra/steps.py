"""Progress on the terminal: every step with its time, every failure with a sentence. Standard library only."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".stationmaster"
TAIL_LINES = 25


class StepFailed(Exception):
    """A step cannot be done; the message says in one sentence what to do, `output` is what the tool said."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.output = output


class Steps:
    """Prints `  12.3 s  title` as steps end; a step that was up to date says so."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        began = time.monotonic()
        say(f"          {title} …")
        yield
        say(f"{time.monotonic() - began:7.1f} s {title}")

    def current(self, title: str) -> None:
        say(f"  current {title}")

    def elapsed_s(self) -> float:
        return time.monotonic() - self.started


def say(line: str = "") -> None:
    print(line, flush=True)


def run(command: Sequence[str], sentence: str, *, environment: Mapping[str, str] | None = None) -> str:
    """Run a tool quietly and return its output; if it fails raise StepFailed with the sentence and the output."""
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=ROOT,
            env=os.environ | (environment or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise StepFailed(sentence, str(error)) from error
    if done.returncode:
        raise StepFailed(sentence, done.stdout)
    return done.stdout


def run_aloud(command: Sequence[str], sentence: str, *, environment: Mapping[str, str] | None = None) -> None:
    """Run a tool that reports its own progress; its output goes straight to the terminal."""
    done = subprocess.run(
        command, check=False, cwd=ROOT, env=os.environ | (environment or {}), stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise StepFailed(sentence)


def tail(text: str, lines: int = TAIL_LINES) -> str:
    return "\n".join(f"    {line}" for line in text.rstrip().splitlines()[-lines:])


def exit_with_sentence(action: Callable[[], int]) -> int:
    """Run the whole of a command: a StepFailed is shown as tool output and one sentence, never as a traceback."""
    try:
        return action()
    except StepFailed as failure:
        if failure.output.strip():
            print(tail(failure.output), file=sys.stderr)
        print(f"\n{failure.sentence}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr, flush=True)
        return 130
