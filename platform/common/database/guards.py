"""What the database itself refuses, installed from what the models declare; run by the schema's owner after each migration.

Row-level security on exchange tables (forced, fails closed), append-only tables, moves that the transition table does not have, search below
row-level security, and the rights of the application's role. Every statement may be run again.
"""

from collections.abc import Collection, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.backends.utils import CursorWrapper

from common.database import search
from common.records import Placement, Record

STATION_SEES = "station_id = NULLIF(current_setting('app.station', true), '')::uuid"
SUPPLIER_SEES = "supplier_id = NULLIF(current_setting('app.supplier', true), '')::uuid"
OFFICE_SEES = "current_setting('app.office', true) = 'on'"


def install(cursor: CursorWrapper) -> int:
    """Bring all guards in line with the models. Returns the number of statements run."""
    count = 0
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    for sql in statements({row[0] for row in cursor.fetchall()}):
        cursor.execute(sql)
        count += 1
    return count


def statements(tables: Collection[str]) -> Iterator[str]:
    """Yield every guard of the public schema for the tables that exist, each a statement of its own."""
    role = settings.DATABASE_APP_ROLE
    yield f"GRANT USAGE ON SCHEMA public TO {role}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}"
    yield REFUSE_CHANGE
    for model in public_records():
        table = model._meta.db_table
        if table not in tables:  # its migration is still to come
            continue
        if model.placement is Placement.EXCHANGE:
            yield from row_security(model, table)
        if model.searched:
            yield from search.statements(table, model.searched)
        if model.append_only:
            yield from append_only(table, role)
        if model.moves is not None:
            yield from moves(model, table)


def public_records() -> list[type[Record]]:
    """Return our concrete models that live in the public schema."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, Record) and model.placement is not Placement.STATION and model._meta.managed
    ]


def row_security(model: type[Record], table: str) -> Iterator[str]:
    """Yield the policy: a station sees its rows, a supplier its own where the model says so, head office all.

    A CASE, because the planner takes it for one half of the rows. An OR it takes for a few in a thousand, and then sorts a million rows
    for head office rather than reading fifty of them off an index. (A station's queries name its key besides, which an index serves.)
    """
    own = f"{STATION_SEES} OR {SUPPLIER_SEES}" if model.supplier_visible else STATION_SEES
    sees = f"CASE WHEN {OFFICE_SEES} THEN true ELSE {own} END"
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield f"DROP POLICY IF EXISTS scope ON {table}"
    yield f"CREATE POLICY scope ON {table} USING ({sees}) WITH CHECK ({sees})"


REFUSE_CHANGE = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$
"""


def append_only(table: str, role: str) -> Iterator[str]:
    """Yield what keeps a table append-only: no right to change, and a trigger for those who have one."""
    yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {role}"
    yield f"DROP TRIGGER IF EXISTS append_only ON {table}"
    yield (
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def moves(model: type[Record], table: str) -> Iterator[str]:
    """Yield a trigger that refuses a change of status which the model's transition table does not allow."""
    allowed = sorted(f"{start}>{end}" for start, ends in (model.moves or {}).items() for end in ends)
    listed = ", ".join(f"'{pair}'" for pair in allowed) or "''"
    name = f"{table}_moves"
    yield f"""
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status IS DISTINCT FROM NEW.status AND NOT (OLD.status || '>' || NEW.status) = ANY (ARRAY[{listed}]) THEN
    RAISE EXCEPTION '% can not move from % to %', TG_TABLE_NAME, OLD.status, NEW.status USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$"""
    yield f"DROP TRIGGER IF EXISTS moves ON {table}"
    yield f"CREATE TRIGGER moves BEFORE UPDATE OF status ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"


def unguarded(cursor: CursorWrapper) -> list[Any]:
    """Return the exchange tables on which row-level security is not forced; empty is right."""
    names = [model._meta.db_table for model in public_records() if model.placement is Placement.EXCHANGE]
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND NOT (relrowsecurity AND relforcerowsecurity)", [names]
    )
    return [row[0] for row in cursor.fetchall()]
