"""The hash chain: the trigger that links each history row to the one before it, and the check that nothing was touched.

hash = sha256(previous_hash | stream | seq | verb | aggregate_id | actor_id | before | after | reason | occurred_at), texts as PostgreSQL prints them.
The same SQL expression writes and verifies, so there is one definition of what a row says.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.backends.utils import CursorWrapper

SAYS = (
    "{row}previous_hash || '|' || {row}stream || '|' || {row}seq || '|' || {row}verb || '|' || {row}aggregate_id || '|' || "
    "COALESCE({row}actor_id::text, '') || '|' || {row}actor_name || '|' || {row}before::text || '|' || {row}after::text || '|' || "
    "{row}reason || '|' || extract(epoch FROM {row}occurred_at)::text || '|' || COALESCE({row}station_id::text, '')"
)


def digest(row: str) -> str:
    """Return the SQL expression of a row's hash; `row` is `NEW.` in the trigger, `h.` in the check."""
    return f"encode(sha256(convert_to({SAYS.format(row=row)}, 'UTF8')), 'hex')"


def statements() -> list[str]:
    """Return the SQL that links rows on insert. The head's row lock makes a chain's rows line up; other chains don't wait."""
    return [
        f"""
CREATE OR REPLACE FUNCTION history_link() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE head history_head%ROWTYPE;
BEGIN
  INSERT INTO history_head (stream, seq, hash) VALUES (NEW.stream, 0, '') ON CONFLICT (stream) DO NOTHING;
  SELECT * INTO head FROM history_head WHERE stream = NEW.stream FOR UPDATE;
  NEW.seq := head.seq + 1;
  NEW.previous_hash := head.hash;
  NEW.hash := {digest("NEW.")};
  UPDATE history_head SET seq = NEW.seq, hash = NEW.hash WHERE stream = NEW.stream;
  PERFORM pg_notify('history', NEW.verb);
  RETURN NEW;
END $$""",
        "DROP TRIGGER IF EXISTS link ON history",
        "CREATE TRIGGER link BEFORE INSERT ON history FOR EACH ROW EXECUTE FUNCTION history_link()",
    ]


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first wrong row of a chain and what is wrong with it."""

    stream: str
    seq: int
    row: UUID | None
    what: str


CHECK = f"""
WITH linked AS (
  SELECT h.id, h.stream, h.seq, h.hash, h.previous_hash, {digest("h.")} AS expected,
         lag(h.hash, 1, '') OVER chain AS before_hash, lag(h.seq, 1, 0::bigint) OVER chain AS before_seq
  FROM history h WINDOW chain AS (PARTITION BY h.stream ORDER BY h.seq)
)
SELECT stream, seq, id, CASE WHEN seq <> before_seq + 1 THEN 'a row is missing before it'
  WHEN previous_hash <> before_hash THEN 'its link to the row before is broken' ELSE 'it was changed' END
FROM linked WHERE seq <> before_seq + 1 OR previous_hash <> before_hash OR hash <> expected
ORDER BY stream, seq LIMIT 1
"""

TAIL = """
SELECT d.stream, d.seq, NULL::uuid, 'rows at the end are missing' FROM history_head d
LEFT JOIN (SELECT stream, max(seq) AS seq FROM history GROUP BY stream) h USING (stream)
WHERE d.seq <> COALESCE(h.seq, 0) ORDER BY d.stream LIMIT 1
"""


def first_flaw(cursor: CursorWrapper) -> Flaw | None:
    """Return the first wrong row over all chains, or None. Needs head office's scope (it reads every station's rows)."""
    for query in (CHECK, TAIL):
        cursor.execute(query)
        row = cursor.fetchone()
        if row is not None:
            return Flaw(*row)
    return None
