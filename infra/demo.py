"""The demo on this machine: everything a visitor needs, from an empty checkout to addresses and logins.

    make demo [PORT=8000]     make stop     make demo-reset

Listens on 127.0.0.1 alone, since the demo's logins are printed for everybody. Stays in the foreground and keeps
its processes alive; Ctrl-C or TERM stops all that it started, PostgreSQL too.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

from config.embedded_postgres import PostgresUnavailable, Server
from infra.bootstrap import VENV_PYTHON, fingerprint
from infra.files import project_files
from infra.handout import DEMO_FILE, LOGS, adopt_base, read_demo, show_logins
from infra.signing_in import sign_in_as_everybody
from infra.steps import STATE, StepFailed, Steps, exit_with_sentence, run, run_aloud, say
from infra.supervisor import Child, Supervisor, end_leftovers, running_supervisor, shown

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
POSTGRES_NAME = "demo"
DEMO_STATE = STATE / "demo"
RECORD = STATE / "demo-processes.json"
SEEDED, SEEDING = DEMO_STATE / "seeded", DEMO_STATE / "seeding"
READY_WITHIN_S = 90.0
WATCH_EVERY_S = 0.25
LARGEST_LOG_BYTES = 5_000_000

PYTHON = str(VENV_PYTHON)
MANAGE = (PYTHON, "manage.py")
BIN = VENV_PYTHON.parent

PREPARATIONS: Sequence[tuple[str, Sequence[str]]] = (  # done again when any of our own files has changed
    ("translations", (PYTHON, "-m", "infra.compile_messages")),
    ("migrations", (*MANAGE, "migrate_fleet")),
)
PREPARED = DEMO_STATE / "prepared"
SEED = (*MANAGE, "seed_demo")
QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")  # one worker has nobody to tell


def process_commands(port: int) -> dict[str, Sequence[str]]:
    """Title (also the log's name) and command of everything that runs beside PostgreSQL."""
    return {
        "web": (
            str(BIN / "uvicorn"),
            "config.asgi:application",
            "--host",
            HOST,
            "--port",
            str(port),
            "--no-access-log",
        ),
        "worker": (str(BIN / "celery"), "-A", "config", "worker", "--concurrency", "1", "--loglevel", "info", *QUIET),
        "relay": (*MANAGE, "run_relay"),
        "deadlines": (*MANAGE, "run_deadlines"),
        "messages": (*MANAGE, "run_messages"),
        "simulator": (*MANAGE, "run_simulator"),
    }


# ------------------------------------------------------------------------------------------ the run


class Stopped(BaseException):
    """Somebody asked the demo to end: Ctrl-C, TERM, or a closed terminal."""


def request_stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(signal.Signals(number).name)


def handle_stop_signals(handler: Any) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handler)


def start_and_watch(port: int) -> int:
    """Run the demo until it is told to stop. Returns 0 after an orderly end; raises StepFailed if it can't come up."""
    steps = Steps()
    refuse_a_second_demo()
    end_leftovers(RECORD)
    check_port(port)
    supervisor, server = Supervisor(RECORD), own_server()
    handle_stop_signals(request_stop)
    try:
        come_up(port, steps, supervisor, server)
        watch(supervisor, server)
    except Stopped:
        say("\nStopping …")
    finally:
        handle_stop_signals(signal.SIG_IGN)  # an impatient second Ctrl-C would leave processes behind
        supervisor.stop()
        if server:
            server.stop()
    say("Everything that the demo started has stopped. `make demo` continues where it was.")
    return 0


def come_up(port: int, steps: Steps, supervisor: Supervisor, server: Server | None) -> None:
    base = f"http://{HOST}:{port}"
    environment = demo_environment(base)
    supervisor.write_record()
    if server:
        discard_half_seeded(server)
        with steps.step("PostgreSQL"):
            start_postgres(server)
    prepare(steps, environment)
    seed(steps, environment)
    demo = adopt_base(DEMO_FILE, base)
    web, *others = children(port, environment)
    with steps.step("web"):
        supervisor.start(web)
        wait_until_ready(base, supervisor)
    with steps.step(f"signing in as {len(demo['personas'])} personas"):
        sign_in_as_everybody(demo)
    with steps.step(", ".join(child.title for child in others)):
        for child in others:  # only now, so that they don't take the processor from what the visitor waits for
            supervisor.start(child)
    say(f"\nReady after {steps.elapsed_s():.1f} s.\n")
    show_logins(demo)


def watch(supervisor: Supervisor, server: Server | None) -> None:
    """Until a signal comes: restart what died. PostgreSQL first, since the others need it."""
    while True:
        time.sleep(WATCH_EVERY_S)
        if server and not server.is_running():
            say("PostgreSQL ended, starting it again")
            try:
                start_postgres(server)
            except StepFailed as failure:
                say(failure.sentence)
        supervisor.check()


def demo_environment(base: str) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUNBUFFERED": "1",
        "STATIONMASTER_SERVER": POSTGRES_NAME,
        "STATIONMASTER_DEMO": "1",
        "BASE_URL": base,
        "MEDIA_ROOT": str(DEMO_STATE / "media"),
    }


# ------------------------------------------------------------------------------------------ one demo, one port


def refuse_a_second_demo() -> None:
    other = running_supervisor(RECORD)
    if other:
        address = read_demo(DEMO_FILE).get("base", "")
        raise StepFailed(
            f"A demo of this checkout is already running (process {other.pid}) {address}: `make stop` ends it."
        )


def check_port(port: int) -> None:
    if not is_free(port):
        free = next((candidate for candidate in range(port + 1, min(port + 50, 65536)) if is_free(candidate)), None)
        advice = f"make demo PORT={free}" if free else "make demo PORT=<a free one>"
        raise StepFailed(
            f"Port {port} is taken by another program: stop that one, or choose another port with `{advice}`."
        )


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def parse_port(text: str) -> int:
    if not re.fullmatch(r"\d{1,5}", text) or not 1 <= int(text) <= 65535:
        raise StepFailed(
            f"PORT={text} is not a port: give a number from 1024 to 65535, for example `make demo PORT=8001`."
        )
    if int(text) < 1024 and os.getuid() != 0:
        raise StepFailed(f"Port {text} is for root alone: give a number from 1024 to 65535.")
    return int(text)


# ------------------------------------------------------------------------------------------ database and data


def own_server() -> Server | None:
    """The embedded server, unless the environment names a database of the visitor's own."""
    return None if os.environ.get("DATABASE_URL") else Server(POSTGRES_NAME)


def start_postgres(server: Server) -> None:
    try:
        server.start()
    except PostgresUnavailable as error:
        raise StepFailed(str(error)) from error


def discard_half_seeded(server: Server) -> None:
    """An interrupted first run leaves half the data: begin again rather than show it."""
    if SEEDING.exists():
        say("          The last run was interrupted while it made the demo data; starting afresh.")
        discard(server)


def prepare(steps: Steps, environment: Mapping[str, str]) -> None:
    """Compile and migrate, unless our own server has seen exactly these files already."""
    seen = fingerprint(*project_files(".py", ".sql", ".po", ".json"))
    current = own_server() is not None and PREPARED.exists() and PREPARED.read_text() == seen
    for title, command in PREPARATIONS:
        if current:
            steps.current(title)
            continue
        with steps.step(title):
            run(command, f"The step “{title}” failed; above is what it said.", environment=environment)
    DEMO_STATE.mkdir(parents=True, exist_ok=True)
    PREPARED.write_text(seen)


def seed(steps: Steps, environment: Mapping[str, str]) -> None:
    if SEEDED.exists() and DEMO_FILE.exists():
        return steps.current("demo data")
    DEMO_STATE.mkdir(parents=True, exist_ok=True)
    SEEDING.touch()
    with steps.step("demo data"):
        run_aloud(SEED, "The demo data could not be made; above is what it said.", environment=environment)
    SEEDED.touch()
    SEEDING.unlink()
    return None


def discard(server: Server) -> None:
    server.destroy()
    shutil.rmtree(DEMO_STATE, ignore_errors=True)
    DEMO_FILE.unlink(missing_ok=True)


def reset(port: int) -> int:
    """Throw the demo's data away and begin from nothing."""
    server = own_server()
    if server is None:
        raise StepFailed(
            "DATABASE_URL is set: empty that database yourself, `make demo-reset` only deletes what it made."
        )
    stop()
    discard(server)
    return start_and_watch(port)


def stop() -> int:
    """End a running demo from another terminal, and whatever a killed one left behind."""
    supervisor = running_supervisor(RECORD)
    if supervisor:
        os.kill(supervisor.pid, signal.SIGTERM)
        give_up_at = time.monotonic() + 30
        while supervisor.is_alive() and time.monotonic() < give_up_at:
            time.sleep(0.05)
    left = end_leftovers(RECORD)
    server = own_server()
    if server:
        server.stop()
    say("The demo has stopped." if supervisor or left else "No demo was running.")
    return 0


# ------------------------------------------------------------------------------------------ processes


def children(port: int, environment: Mapping[str, str]) -> list[Child]:
    LOGS.mkdir(parents=True, exist_ok=True)
    made = []
    for title, command in process_commands(port).items():
        log = LOGS / f"{title}.log"
        keep_last_log(log)
        made.append(Child(title, command, log, environment))
    return made


def keep_last_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > LARGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def wait_until_ready(base: str, supervisor: Supervisor) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < give_up_at:
        supervisor.check()
        if answers_ready(base):
            return
        time.sleep(0.1)
    log = LOGS / "web.log"
    output = log.read_text(errors="replace") if log.exists() else ""
    raise StepFailed(f"The server did not become ready in {READY_WITHIN_S:.0f} s; see {shown(log)}.", output)


def answers_ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/readyz", timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def main() -> int:
    verb = sys.argv[1] if len(sys.argv) > 1 else "start"
    if verb == "stop":
        return stop()
    port = parse_port(os.environ.get("PORT") or str(DEFAULT_PORT))
    return reset(port) if verb == "reset" else start_and_watch(port)


if __name__ == "__main__":
    sys.exit(exit_with_sentence(main))
