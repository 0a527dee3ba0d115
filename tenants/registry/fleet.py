"""Migrating the fleet: head office's schema once, then each station's by replay of what it lacks, or for real where Python runs on rows."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.management.sql import emit_post_migrate_signal
from django.db import DatabaseError, connections, transaction

from common.database.alias import OWNER
from common.database.guards import install
from common.database.migrating import migrate_schema
from common.history.chain import statements as history_statements
from tenants.registry.models import SchemaTemplate, Station
from tenants.registry.opening import replay
from tenants.registry.template import in_schema, refresh_template


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one station: how many statements were replayed, or why it failed."""

    station: str
    statements: int
    problem: str = ""


def migrate_public() -> None:
    """Migrate head office's schema as its owner, then bring the guards in line."""
    migrate_schema(OWNER)
    emit_post_migrate_signal(verbosity=0, interactive=False, db=OWNER)
    with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
        install(cursor)
        for sql in history_statements():
            cursor.execute(sql)


def migrate_stations() -> Iterator[Outcome]:
    """Bring every station to the newest template; those that are there already cost one query together. Failures don't stop the others."""
    target = refresh_template().fingerprint
    behind = Station.objects.using(OWNER).exclude(schema_fingerprint__in=["", target]).order_by("code")
    steps = {step.previous: step for step in SchemaTemplate.objects.using(OWNER).all()}
    for station in behind.iterator():
        yield _bring_forward(station, steps)


def _bring_forward(station: Station, steps: dict[str, SchemaTemplate]) -> Outcome:
    count = 0
    lacking = list(_steps_from(station.schema_fingerprint, steps))
    try:
        if any(step.runs_python for step in lacking):
            _migrate_for_real(station, lacking[-1])
            return Outcome(station.code, sum(len(step.statements) for step in lacking))
        for step in lacking:
            with transaction.atomic(using=OWNER):
                replay(station.schema_name, [], step.statements)
                _arrived(station, step)
            count += len(step.statements)
    except DatabaseError as error:
        return Outcome(station.code, count, str(error).splitlines()[0])
    return Outcome(station.code, count)


def _steps_from(fingerprint: str, steps: dict[str, SchemaTemplate]) -> Iterator[SchemaTemplate]:
    while (step := steps.get(fingerprint)) is not None:
        yield step
        fingerprint = step.fingerprint


def _migrate_for_real(station: Station, newest: SchemaTemplate) -> None:
    """Take the stock path: Python must see the station's own rows. What an earlier, broken run finished is not done again."""
    with in_schema(station.schema_name):
        migrate_schema(OWNER)
    with transaction.atomic(using=OWNER):
        replay(station.schema_name, [], [])  # the rights on what was made
        _arrived(station, newest)


def _arrived(station: Station, step: SchemaTemplate) -> None:
    station.schema_fingerprint = step.fingerprint
    station.save(using=OWNER, update_fields=["schema_fingerprint"])
