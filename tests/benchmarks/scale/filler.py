"""Filling tables of one database from SQL, with defaults from the models."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.db.models import NOT_PROVIDED, Model
from psycopg.sql import SQL, Identifier, Literal

from tests.benchmarks.scale.plan import SOMEBODY


def columns(model: type[Model], given: Mapping[str, str]) -> dict[str, str]:
    """Return the SQL of every column of the model's table: what is given, else the model's default."""
    known = {str(field.column): field for field in model._meta.local_concrete_fields}
    assert set(given) <= set(known), set(given) - set(known)
    found = {column: given.get(column) or _default(field) for column, field in known.items()}
    return {column: sql for column, sql in found.items() if sql}


def _default(field: Any) -> str:
    if field.column == "created_at":
        return "now()"
    if getattr(field, "generated", False):
        return ""
    if field.null and field.default is NOT_PROVIDED:
        return "NULL"
    if field.get_internal_type() in ("UUIDField", "ForeignKey", "OneToOneField"):
        return SOMEBODY.format(0)
    value = field.get_default()
    return Literal(json.dumps(value) if isinstance(value, dict | list) else "" if value is None else value).as_string(
        None
    )


class Filler:
    """Fills tables of one database."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.counts: dict[str, int] = {}

    def run(self, sql: str, **values: Any) -> int:
        """Run one or several statements with constants of ours."""
        return self.connection.execute(
            sql % {k: Literal(v).as_string(None) for k, v in values.items()} if values else sql
        ).rowcount  # type: ignore[arg-type]

    def fill(self, label: str, source: str, /, **given: str) -> None:
        """Insert a row of the model `label` for each row of `source`."""
        model = apps.get_model(label)
        sql = columns(model, given)
        names = ", ".join(f'"{name}"' for name in sql)
        rows = self.run(
            f'INSERT INTO "{model._meta.db_table}" ({names}) SELECT {", ".join(sql.values())} FROM {source}'
        )
        self.counts[label] = self.counts.get(label, 0) + rows

    @contextmanager
    def bare(self, *labels: str) -> Iterator[None]:
        """Take the plain indexes off some tables for the time of the block, and the checks: a rule of tomorrow shall not stop today's rows."""
        tables = [apps.get_model(label)._meta.db_table for label in labels]
        checks = self.connection.execute(
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = 'c' AND conrelid = ANY(%s::regclass[])",
            [tables],
        ).fetchall()
        for table, name, _sql in checks:
            self.connection.execute(
                SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(Identifier(table), Identifier(name))
            )
        rows = self.connection.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i "
            "WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary "
            "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid)",
            [tables],
        ).fetchall()
        for name, _sql in rows:
            self.connection.execute(SQL("DROP INDEX {}").format(Identifier(name.strip('"'))))
        yield
        for _name, sql in rows:
            self.connection.execute(sql)
        for table, name, sql in checks:
            begin = SQL("ALTER TABLE {} ADD CONSTRAINT {} ").format(Identifier(table), Identifier(name))
            self.connection.execute(begin + SQL(f"{sql} NOT VALID"))  # type: ignore[arg-type]
