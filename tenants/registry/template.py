"""The template of a station's schema: made by running the stations' migrations once for real in a schema of its own, and written down.

What was executed there is replayed for each station (opening, fleet migration). A step that runs Python on data can't be replayed: stations
then take the stock path for that step.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connections
from django.db.migrations import Migration
from django.db.migrations.operations import RunPython
from psycopg import ClientCursor

from common.database.alias import OWNER, owner
from common.database.migrating import LeanExecutor
from tenants.registry.models import SchemaTemplate

TEMPLATE_SCHEMA = "template"
NOT_REPLAYED = ("SELECT", "SET", "SHOW")


def refresh_template() -> SchemaTemplate:
    """Migrate the template schema and write down what was executed as a new step, if anything was. Returns the newest step."""
    connection = connections[OWNER]
    latest = newest()
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA IF NOT EXISTS {TEMPLATE_SCHEMA}")
    with in_schema(TEMPLATE_SCHEMA):
        executor = LeanExecutor(connection)
        lacking = [migration for migration, _backwards in executor.lacking()]
        if latest is not None and not lacking:
            return latest
        recorder = Recorder()
        with connection.execute_wrapper(recorder):
            executor.bring_to_newest()
    return _write_step(latest, recorder.statements, runs_python(lacking))


def newest() -> SchemaTemplate | None:
    """Return the newest step, or None before the first migration."""
    return SchemaTemplate.objects.using(OWNER).order_by("-step").first()


def all_statements() -> list[str]:
    """Return every statement that makes a station's schema from nothing."""
    steps = SchemaTemplate.objects.using(OWNER).order_by("step").values_list("statements", flat=True)
    return [sql for statements in steps for sql in statements]


@contextmanager
def in_schema(schema: str) -> Iterator[None]:
    """Let the owner's connection work in `schema` alone."""
    connection = owner()
    before = connection.schema_name
    connection.set_schema(schema, include_public=False)
    try:
        yield
    finally:
        connection.set_schema(before)


def runs_python(migrations: Iterable[Migration]) -> bool:
    """Tell whether one of the stations' migrations runs Python on rows: in the template there are none, so its record says nothing."""
    return any(
        isinstance(operation, RunPython)
        for migration in migrations
        if migration.app_label in settings.STATION_APP_LABELS
        for operation in migration.operations
    )


class Recorder:
    """Writes down the statements that change something, with their values filled in."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        """Run the statement and keep it."""
        result = execute(sql, params, many, context)
        text = str(sql).lstrip()
        if not text.upper().startswith(NOT_REPLAYED):
            self.statements.append(_filled_in(sql, params) if params else text)
        return result


def _filled_in(sql: str, params: Any) -> str:
    """Return the statement with its values as literals; a cursor of its own, since the running one holds a result."""
    return ClientCursor(connections[OWNER].connection).mogrify(sql, params)


def _write_step(latest: SchemaTemplate | None, statements: list[str], has_python: bool) -> SchemaTemplate:
    previous = latest.fingerprint if latest else ""
    digest = hashlib.sha256("\n".join([previous, *statements]).encode()).hexdigest()
    return SchemaTemplate.objects.using(OWNER).create(
        step=latest.step + 1 if latest else 1,
        fingerprint=digest,
        previous=previous,
        statements=statements,
        runs_python=has_python,
    )
