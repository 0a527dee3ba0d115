"""The embedded server: its addresses, its roles, and that it comes back after a kill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import embedded_postgres as embedded
from config.embedded_postgres import APP_ROLE, BROKER_DATABASE, DATABASE, OWNER_ROLE, Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    one = Server(f"test-launcher-{os.getpid()}")
    one.start()
    yield one
    one.destroy()
    shutil.rmtree(one.data_dir.parent)


def test_the_socket_path_is_short_enough_for_any_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "ROOT", Path("/a" * 200))
    assert len(f"{embedded.socket_dir('demo')}/.s.PGSQL.5432") < 100


def test_each_name_has_a_socket_of_its_own() -> None:
    assert embedded.socket_dir("demo") != embedded.socket_dir("test")


def test_an_address_of_the_embedded_server_is_understood() -> None:
    assert embedded.connection_parameters(embedded.default_url(OWNER_ROLE)) == {
        "NAME": DATABASE,
        "USER": OWNER_ROLE,
        "PASSWORD": "",
        "HOST": str(embedded.socket_dir()),
        "PORT": "",
    }


def test_an_address_on_the_network_is_understood() -> None:
    parameters = embedded.connection_parameters("postgresql://anna:p%40ss@db.example:5433/fleet")
    assert list(parameters.values()) == ["fleet", "anna", "p@ss", "db.example", "5433"]


def test_another_kind_of_broker_gets_no_options() -> None:
    assert embedded.broker_options("amqp://guest@localhost//") == {}


def test_the_application_owns_no_database_and_bypasses_nothing(server: Server) -> None:
    rights = "rolsuper, rolcreaterole, rolbypassrls, rolcreatedb"
    roles = server.psql(f"SELECT rolname, {rights} FROM pg_roles WHERE rolname ~ '^stationmaster' ORDER BY 1")
    assert roles.splitlines() == [f"{APP_ROLE}|f|f|f|f", f"{OWNER_ROLE}|f|f|f|t"]
    assert server.psql(f"SELECT datdba::regrole FROM pg_database WHERE datname = '{DATABASE}'") == OWNER_ROLE


def test_the_broker_database_has_the_queue_functions(server: Server) -> None:
    sql = "SELECT pgmq.create('probe'); SELECT pgmq.send('probe', '{\"a\": 1}'); SELECT count(*) FROM pgmq.pop('probe')"
    assert server.psql(sql, database=BROKER_DATABASE, role=APP_ROLE).split()[-1] == "1"


def test_only_this_user_reaches_the_socket(server: Server) -> None:
    assert server.socket_dir.stat().st_mode & 0o777 == 0o700


def test_it_starts_again_after_a_kill_with_what_was_committed(server: Server) -> None:
    server.psql("CREATE TABLE kept AS SELECT 42 AS answer", database=DATABASE, role=OWNER_ROLE)
    postmaster = int((server.data_dir / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    while server.is_running():
        pass
    server.start()
    assert server.psql("SELECT answer FROM kept", database=DATABASE, role=OWNER_ROLE) == "42"


def test_many_processes_may_start_it_at_once(server: Server) -> None:
    server.stop()
    command = [sys.executable, "-m", "config.embedded_postgres", "start", server.name]
    starters = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [starter.wait() for starter in starters] == [0, 0, 0]
    assert server.is_running()


def test_a_half_made_cluster_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setattr(embedded, "ROOT", Path(folder))
        one = Server("test-half")
        one.data_dir.mkdir(parents=True)
        (one.data_dir / "PG_VERSION").write_text("17")
        one.start()
        try:
            assert one.psql("SELECT 1") == "1"
        finally:
            one.destroy()
