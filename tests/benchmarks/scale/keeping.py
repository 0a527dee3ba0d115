"""Making the database, and keeping it as long as nothing that shapes it has changed."""

import hashlib
import time
from typing import Any

import psycopg

from billing.ledger.carrying import CARRY
from config.embedded_postgres import OWNER_ROLE, SUPERUSER
from tests import database
from tests.benchmarks.scale.catalogue import catalogue
from tests.benchmarks.scale.claims import claims
from tests.benchmarks.scale.filler import Filler
from tests.benchmarks.scale.history import history_of_claims
from tests.benchmarks.scale.money import money
from tests.benchmarks.scale.plan import CLAIMS, HELPERS, LOOKUPS, PARTS, PLAN, STATIONS, VEHICLES
from tests.world import HOME


def fill(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """Fill a copy of the tests' template. Returns how many rows of each model there are."""
    filler = Filler(connection)
    filler.run("SET session_replication_role = replica")
    filler.run("SET maintenance_work_mem = '1GB'")
    filler.run("SET work_mem = '256MB'")
    filler.run("SET synchronous_commit = off")
    filler.run(HELPERS)
    catalogue(filler)
    filler.run(LOOKUPS, home=HOME)
    filler.run(PLAN, claims=CLAIMS, stations=STATIONS, vehicles=VEHICLES, parts=PARTS)
    filler.run("ANALYZE bulk")
    big = (
        "claims.Claim",
        "claims.ClaimLine",
        "claims.JudgedReason",
        "oldparts.OldPart",
        "chargeback.Chargeback",
        "ledger.Transaction",
        "ledger.Entry",
        "settlement.StatementLine",
        "common.History",
    )
    with filler.bare(*big):
        claims(filler)
        history_of_claims(filler)
        money(filler)
    filler.run("DROP TABLE bulk, bulk_station, bulk_vehicle, bulk_part")
    filler.run("SET session_replication_role = DEFAULT")
    filler.run(CARRY)  # as after each month's close
    connection.execute("VACUUM ANALYZE")
    return filler.counts


def fingerprint() -> str:
    """Return the fingerprint of what shapes the database: the migrations, the guards and this package."""
    digest = hashlib.sha256(str(CLAIMS).encode())
    paths = [*database.ROOT.glob("*/*/migrations/*.py"), *database.ROOT.glob("platform/*/migrations/*.py")]
    paths += [*database.ROOT.glob("platform/common/database/*.py"), *database.ROOT.glob("tests/benchmarks/scale/*.py")]
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:10]


def ensure() -> str:
    """Return the name of the filled database, making it when there is none with this fingerprint; older ones are dropped."""
    name = f"sm_scale_{fingerprint()}"
    if database.exists(name):
        return name
    template, building = database.template(), f"{name}_building"
    database.run(f'DROP DATABASE IF EXISTS "{building}" WITH (FORCE)')
    database.run(f'CREATE DATABASE "{building}" TEMPLATE "{template}" OWNER {OWNER_ROLE}')
    began = time.perf_counter()
    with psycopg.connect(database.server().url(building, SUPERUSER), autocommit=True) as connection:
        counts = fill(connection)
    _drop_older()
    database.run(f'ALTER DATABASE "{building}" RENAME TO "{name}"')
    told = ", ".join(f"{count:,} {label.split('.')[1]}" for label, count in counts.items() if count > 10_000)
    print(f"\nfilled in {time.perf_counter() - began:.0f} s: {told}")
    return name


def _drop_older() -> None:
    with psycopg.connect(database.server().url("postgres", SUPERUSER), autocommit=True) as connection:
        found = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'sm_scale_%' AND datname NOT LIKE '%building'"
        ).fetchall()
    for (name,) in found:
        database.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
