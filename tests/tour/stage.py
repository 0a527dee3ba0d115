"""A product of its own for the tour: a small demo in a database of its own, with the processes that `make demo` has."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.embedded_postgres import APP_ROLE, OWNER_ROLE
from tests import database

ROOT = Path(__file__).resolve().parents[2]
READY_S, STEP_S, STOP_S = 90, 240, 20
BEHIND = (("manage.py", "run_relay"), ("manage.py", "run_deadlines"))


@dataclass(frozen=True)
class Stage:
    """A product that is up: whom a visitor can be, and how to run a command on its database."""

    handout: dict[str, Any]
    environment: Mapping[str, str]

    @property
    def base(self) -> str:
        """Return its address."""
        return str(self.handout["base"])

    def persona(self, role: str) -> dict[str, Any]:
        """Return who holds a role."""
        return next(one for one in self.handout["personas"] if one["role"] == role)

    def manage(self, *arguments: str) -> str:
        """Run a management command and return what it says. Fails when it fails."""
        return run("manage.py", *arguments, environment=self.environment)


def environment_for(name: str, port: int, media: Path) -> dict[str, str]:
    """Return what every process of the stage is started with."""
    server = database.server()
    given = {
        "DATABASE_URL": server.url(name, APP_ROLE),
        "DATABASE_OWNER_URL": server.url(name, OWNER_ROLE),
        "STATIONMASTER_SERVER": "test",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "MEDIA_ROOT": str(media),
        "PYTHONPATH": f"{ROOT}:{ROOT / 'platform'}",
    }
    return {**os.environ, **given}


def run(*arguments: str, environment: Mapping[str, str]) -> str:
    """Run a program of ours to its end. Raises RuntimeError with its last words."""
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=STEP_S,
        check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{' '.join(arguments)} failed:\n{(done.stdout + done.stderr)[-3000:]}")
    return done.stdout + done.stderr


@contextmanager
def child(*arguments: str, environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program beside the block; it is stopped by its id afterwards."""
    with log.open("wb") as out:
        command = [sys.executable, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=STOP_S)
        except subprocess.TimeoutExpired:
            process.kill()


def wait_until_ready(base: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait until the product says that it is ready. Raises RuntimeError when it doesn't."""
    ends = time.monotonic() + READY_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/readyz", timeout=5)  # noqa: S310 - our own server
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the tour's server did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def stage(name: str, port: int, folder: Path) -> Iterator[Stage]:
    """Make database `name`, fill it, start the product on `port`; afterwards stop it and drop the database."""
    environment = environment_for(name, port, folder / "media")
    paper = folder / "demo.json"
    database.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    database.run(f'CREATE DATABASE "{name}" OWNER {OWNER_ROLE}')
    try:
        run("manage.py", "migrate_fleet", environment=environment)
        run("manage.py", "seed_demo", "--size", "small", "--handout", str(paper), environment=environment)
        with ExitStack() as running:
            handout = json.loads(paper.read_text())
            start(running, environment, handout["base"], port, folder)
            yield Stage(handout, environment)
    finally:
        database.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def start(running: ExitStack, environment: Mapping[str, str], base: str, port: int, folder: Path) -> None:
    """Start the server and what works behind it; they end with `running`."""
    log = folder / "web.log"
    web = ("-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "warning")
    process = running.enter_context(child(*web, environment=environment, log=log))
    for command in BEHIND:
        running.enter_context(child(*command, environment=environment, log=folder / f"{command[1]}.log"))
    wait_until_ready(base, process, log)
