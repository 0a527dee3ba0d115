"""Finding rows by a part of a word among millions, although row-level security is on.

A policy keeps `LIKE` away from every index: the operator might leak what the policy hides, so the database applies it last, to each row.
For head office, which sees all rows anyway, a function of the schema's owner does the search instead, by a trigram index over the columns
that the model names in `searched`. It answers with keys alone, and with nothing unless the scope is head office's; the rows behind the keys
are read under the policy as ever. A station or a supplier has few rows, which an index of theirs finds first.

A word that a sample shows to be in many more rows than anybody pages through is not looked up at all (the index would have to name every one
of them before the first is shown): the function answers NULL, and the caller walks the list in its order until the page is full.
"""

import hashlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db import connection, models

from common.scope import current_scope

SHORTEST = 3  # a trigram index knows nothing of shorter words
SAMPLED = 3_000  # rows that are looked at to tell whether a word is in so many that the index is a detour
SURELY = 30  # of which so many hits tell enough
FAR_MORE = 4  # times as many as anybody pages through


def statements(table: str, columns: tuple[str, ...]) -> Iterator[str]:
    """Yield what makes the columns of a table searchable; run by the owner, each may be run again."""
    index = f"{table}_search_{hashlib.sha256('|'.join(columns).encode()).hexdigest()[:6]}"
    words = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    holds = f"upper({words}) LIKE upper($1)".replace("'", "''")
    yield "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    yield f"CREATE INDEX IF NOT EXISTS {index} ON {table} USING gin (upper({words}) gin_trgm_ops)"
    yield f"DROP POLICY IF EXISTS search ON {table}"
    yield f"CREATE POLICY search ON {table} FOR SELECT TO CURRENT_USER USING (true)"
    yield f"""
CREATE OR REPLACE FUNCTION {table}_search(pattern text, most int) RETURNS uuid[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public AS $$
DECLARE found uuid[]; rows float; seen float; hits float;
BEGIN
  IF current_setting('app.office', true) = 'on' THEN
    SELECT reltuples INTO rows FROM pg_class WHERE oid = '{table}'::regclass;
    IF rows > {FAR_MORE} * most THEN
      EXECUTE format('SELECT count(*), count(*) FILTER (WHERE {holds}) FROM {table} TABLESAMPLE SYSTEM (%s)', least(100, 100 * {SAMPLED} / rows))
        INTO seen, hits USING pattern;
      IF hits >= {SURELY} AND hits / seen * rows > {FAR_MORE} * most THEN RETURN NULL; END IF;
    END IF;
    EXECUTE 'SELECT array_agg(id) FROM (SELECT id FROM {table} WHERE {holds} LIMIT $2) AS found' INTO found USING pattern, most;
  END IF;
  RETURN coalesce(found, '{{}}');
END $$"""


def can_search(model: type[models.Model], field: str, word: str) -> bool:
    """Tell whether the index answers for this field and word in the present scope."""
    return current_scope().office and len(word) >= SHORTEST and field in getattr(model, "searched", ())


def search(model: type[models.Model], word: str, most: int, listed: int) -> tuple[int, list[UUID]]:
    """Return how many rows, up to `most`, hold `word` in one of the model's searched columns, and their keys unless they are more than `listed`.

    A word that is far too common counts as `FAR_MORE` times `most`, without keys. Ask `can_search` first.
    """
    sql = f"SELECT cardinality(found), CASE WHEN cardinality(found) <= %s THEN found END FROM public.{model._meta.db_table}_search(%s, %s) found"
    with connection.cursor() as cursor:
        cursor.execute(sql, [listed, pattern(word), most])
        count, keys = cursor.fetchone()
        return (FAR_MORE * most if count is None else count), keys or []


def pattern(word: str) -> str:
    """Return the LIKE pattern that finds `word` anywhere."""
    escaped = word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def found_by(model: type[models.Model], word: str, most: int) -> Any:
    """Return the same keys as a subquery, for when there are many."""
    sql = f"SELECT unnest(public.{model._meta.db_table}_search(%s, %s))"
    return models.expressions.RawSQL(sql, [pattern(word), most])  # noqa: S611  the table's name is ours
