"""Is every settled causal part accounted for: returned, kept, waived or overdue? `flaws` names those that are not."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.db.backends.utils import CursorWrapper

CHECKS = (
    (
        "a settled line was paid although its old part is neither here nor waived",
        "SELECT l.id FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE c.status = 'settled' AND l.is_causal "
        "AND l.final_minor > 0 AND l.old_part_state IN ('awaited', 'overdue', 'missing', 'rejected') ORDER BY l.id",
    ),
    (
        "the old part is confirmed in the claim, but not in the store",
        "SELECT l.id FROM claim_line l JOIN old_part p ON p.line_id = l.id WHERE l.old_part_state = 'confirmed' "
        "AND p.status NOT IN ('confirmed', 'disposed') ORDER BY l.id",
    ),
    (
        "a line is held for a part that is not overdue",
        "SELECT l.id FROM claim_line l JOIN old_part p ON p.line_id = l.id WHERE l.old_part_state = 'overdue' "
        "AND NOT p.is_overdue ORDER BY l.id",
    ),
    (
        "an outstanding part has no clock",
        "SELECT p.id FROM old_part p WHERE p.status IN ('labelled', 'shipped') AND NOT p.is_overdue AND NOT EXISTS "
        "(SELECT 1 FROM deadline d WHERE d.subject_id = p.id AND d.kind = 'oldparts.return' AND d.done_at IS NULL) ORDER BY p.id",
    ),
    (
        "a disposed part is in no entry of the register",
        "SELECT p.id FROM old_part p WHERE p.status = 'disposed' AND p.batch_id IS NULL AND p.keep_until IS NULL ORDER BY p.id",
    ),
    (
        "an entry of the register counts other parts than it has",
        "SELECT b.id FROM old_part_disposal b LEFT JOIN old_part p ON p.batch_id = b.id GROUP BY b.id "
        "HAVING count(p.id) <> b.pieces ORDER BY b.id",
    ),
    (
        "a settled causal line has neither a charge nor a place on the work list",
        "SELECT l.id FROM claim_line l JOIN claim c ON c.id = l.claim_id WHERE c.status = 'settled' AND l.is_causal "
        "AND l.part_number <> '' AND l.final_minor > 0 AND l.dispute_id IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM chargeback b WHERE b.line_id = l.id) "
        "AND NOT EXISTS (SELECT 1 FROM chargeback_loose_line w WHERE w.line_id = l.id) ORDER BY l.id",
    ),
)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A row that breaks a promise."""

    what: str
    row: UUID


def flaws(cursor: CursorWrapper, *, at_most: int = 100) -> Iterator[Flaw]:
    """Yield the rows that break a promise, `at_most` for each. Needs head office's scope."""
    for what, sql in CHECKS:
        cursor.execute(f"{sql} LIMIT {at_most}")
        yield from (Flaw(what, row[0]) for row in cursor.fetchall())
