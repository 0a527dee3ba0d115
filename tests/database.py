"""The tests' databases: one template, migrated and peopled once, and a copy of it for each process.

Copying takes a fraction of a second, so a test that commits for real simply gets a fresh copy afterwards.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from config.embedded_postgres import OWNER_ROLE, SUPERUSER, Server, ensure_running

ROOT = Path(__file__).resolve().parents[1]
SHAPE = (
    "platform/**/migrations/*.py", "*/*/migrations/*.py", "*/*/models.py", "*/*/choices.py", "platform/*/models.py", "platform/*/*/models.py",
    "*/*/*/models.py", "platform/common/database/*.py", "platform/common/history/chain.py", "platform/common/working_days/*.py",
    "tenants/registry/*.py", "platform/accounts/*.py", "tests/world.py", "tests/database.py", "billing/ledger/*.py",
)  # fmt: skip


def fingerprint() -> str:
    """Return the fingerprint of everything that shapes the template."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in SHAPE for path in ROOT.glob(pattern) if "node_modules" not in path.parts}):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def use(name: str) -> None:
    """Point both of Django's connections at database `name`."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def server() -> Server:
    """Return the running test server."""
    return ensure_running("test")


def run(sql: str) -> None:
    """Run one statement as the superuser, outside any database of ours."""
    with psycopg.connect(server().url("postgres", SUPERUSER), autocommit=True) as connection:
        connection.execute(sql)


def exists(name: str) -> bool:
    """Tell whether a database exists."""
    with psycopg.connect(server().url("postgres", SUPERUSER), autocommit=True) as connection:
        return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Hold a lock between the test processes while the template is made."""
    path = ROOT / ".stationmaster" / "template.lock"
    path.parent.mkdir(exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@cache
def template() -> str:
    """Return the name of the template, making it when the code's shape has changed."""
    name = f"sm_template_{fingerprint()}"
    with only_one_at_a_time():
        if not exists(name):
            _make(name)
    return name


def _make(name: str) -> None:
    from tests.world import people_the_world

    building = f"{name}_building"
    run(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    run(f'CREATE DATABASE "{building}" OWNER {OWNER_ROLE}')
    use(building)
    call_command("migrate_fleet", verbosity=0)
    people_the_world()
    use("postgres")
    run(f'ALTER DATABASE "{building}" RENAME TO "{name}"')


def fresh_copy(name: str) -> None:
    """(Re)make database `name` from the template and use it."""
    source = template()
    use("postgres")
    run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    run(f'CREATE DATABASE "{name}" TEMPLATE "{source}" OWNER {OWNER_ROLE}')
    use(name)


def name_of_copy() -> str:
    """Return this process's database name."""
    who = os.environ.get("STATIONMASTER_TEST_DB", "main")
    return f"sm_test_{who}_{os.environ.get('PYTEST_XDIST_WORKER', 'solo')}"
