"""What a migration asks before a vehicle is claimed for once by constraint: whether the rows that are there already allow it.

The database's own error would name an index and one VIN. This one names the claims, all at once, and what to do with them.
"""

from typing import Any

from django.core.management.base import CommandError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

SEEN_BY_ALL = "SET LOCAL app.office = 'on'"
TWICE = """
SELECT c.vin, string_agg(c.number || ' (' || s.code || ', ' || c.status || ')', ', ' ORDER BY c.repair_finished_on, c.number)
  FROM claim c JOIN station s ON s.id = c.station_id
 WHERE c.type = %s AND c.status NOT IN ('cancelled', 'rejected')
 GROUP BY c.vin HAVING count(*) > 1 ORDER BY c.vin
"""
NAMED_AT_MOST = 20


def twice(cursor: CursorWrapper, kind: str) -> list[tuple[str, str]]:
    """Return the vehicles for which more than one claim of this kind stands, each with its claims."""
    cursor.execute(TWICE, [kind])
    return [(vin, claims) for vin, claims in cursor.fetchall()]


def refuse_two_first_maintenances(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Stop the migration with a sentence when a vehicle has two first maintenances. Nothing has changed then. Raises CommandError."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(SEEN_BY_ALL)
        found = twice(cursor, "first_maintenance")
    if found:
        raise CommandError(explained(found))


def explained(found: list[tuple[str, str]]) -> str:
    """Return what stands twice, and how one of the two goes."""
    listed = "".join(f"\n  {vin}: {claims}" for vin, claims in found[:NAMED_AT_MOST])
    more = f"\n  and {len(found) - NAMED_AT_MOST} more vehicles" if len(found) > NAMED_AT_MOST else ""
    return (
        f"The first maintenance of a vehicle is paid once, but more than one claim stands for {len(found)} of them:{listed}{more}\n"
        "Nothing was changed. Choose the claim that stands for each vehicle and take the others away with the version that runs now: "
        "cancel a draft; reject what is under review; reopen what is settled, then reject it (the ledger gets its contra entries). "
        "Then migrate again."
    )
