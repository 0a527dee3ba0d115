"""Changed lines on their way into the database: as one JSON text a batch, which the crew prepares and the job hands on in one statement.

The rows are written by the job's own transaction, together with its progress, so a kill leaves none twice; but the work of turning
them into text is done on all cores.
"""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from billing.claims.replay.comparing import Changed
from billing.claims.replay.models import ReplayLine
from common.clock import now
from common.ids import new_id

TABLE = ReplayLine._meta.db_table
COLUMNS = [str(field.column) for field in ReplayLine._meta.local_concrete_fields]
INSERT = (
    f"INSERT INTO {TABLE} ({', '.join(COLUMNS)}) "  # noqa: S608  names of ours
    f"SELECT {', '.join(COLUMNS)} FROM json_populate_recordset(NULL::{TABLE}, %s::json)"
)


def as_rows(replay_id: UUID, changed: Iterable[Changed]) -> str:
    """Return the rows of changed lines as JSON, empty when there are none."""
    common = {"version": 1, "created_at": now().isoformat(), "replay_id": str(replay_id)}
    rows = [common | _row(one) for one in changed]
    return json.dumps(rows) if rows else ""


def write_rows(rows: str) -> None:
    """Write what `as_rows` returned."""
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(INSERT, [rows])


def _row(one: Changed) -> dict[str, Any]:
    line = one.line
    return {
        "id": str(new_id()),
        "station_id": str(one.station_id),
        "claim_id": str(one.claim_id),
        "line_id": str(line.id),
        "position": line.position,
        "kind": line.kind,
        "name_zh": line.name_zh,
        "name_en": line.name_en,
        "code": line.operation_code or line.part_number,
        "component_code": line.component_code,
        "supplier_id": str(line.supplier_id) if line.supplier_id else None,
        "claimed_minor": line.claimed_minor,
        "before_minor": one.before_minor,
        "after_minor": one.after_minor,
        "difference_minor": one.after_minor - one.before_minor,
        "effect": one.effect,
        "rule": one.rule,
        "clause": one.clause,
        "cited_policy": one.cited_policy,
        "reasons_before": one.reasons_before,
        "reasons_after": one.reasons_after,
    }
