"""The end of a station's schema: exported into one file that anybody can read, and, when the law's period is over, purged."""

import io
import json
import zipfile
from collections.abc import Iterator
from uuid import UUID

from django.db import connection, connections, transaction
from psycopg import sql

from common.database.alias import OWNER
from common.errors import WrongState
from common.history.record import record
from common.people import Person
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station

EPOCH = (2000, 1, 1, 0, 0, 0)  # the same rows make the same bytes


def export_schema(station: Station) -> tuple[bytes, int]:
    """Return a zip of the station's schema and the number of rows: a file of JSON lines for each table, and a manifest. Head office's scope."""
    out, counts = io.BytesIO(), dict[str, int]()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for table in tables_of(station.schema_name):
            lines = list(rows_of(station.schema_name, table))
            counts[table] = len(lines)
            archive.writestr(zipfile.ZipInfo(f"{table}.jsonl", EPOCH), "\n".join(lines))
        manifest = {"station": station.code, "schema": station.schema_fingerprint, "rows": counts}
        archive.writestr(zipfile.ZipInfo("manifest.json", EPOCH), json.dumps(manifest, indent=1, sort_keys=True))
    return out.getvalue(), sum(counts.values())


def tables_of(schema: str) -> list[str]:
    """Return the names of a schema's tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY 1", [schema])
        return [row[0] for row in cursor.fetchall()]


def rows_of(schema: str, table: str) -> Iterator[str]:
    """Yield each row of a table as JSON, in an order that is always the same."""
    query = sql.SQL("SELECT row_to_json(one)::text AS line FROM {} one ORDER BY line").format(
        sql.Identifier(schema, table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query.as_string(None))
        for row in cursor.fetchall():
            yield row[0]


def purge_schema(station_id: UUID, *, acting_user: Person) -> None:
    """Drop the schema of a closed station, in a transaction of the tables' owner. Raises WrongState unless it is closed.

    Called again it finds nothing to do. The caller holds no lock on the station and has told nothing of it in its own transaction.
    """
    with transaction.atomic(using=OWNER):
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SET LOCAL app.office = 'on'")
        station = Station.objects.using(OWNER).select_for_update(no_key=True).get(pk=station_id)
        if not station.has_schema:
            return
        if station.status != StationStatus.CLOSED:
            raise WrongState
        with connections[OWNER].cursor() as cursor:
            cursor.execute(
                sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(station.schema_name)).as_string(None)
            )
        before, station.schema_fingerprint = station.schema_fingerprint, ""
        station.version += 1
        station.save(using=OWNER, update_fields=["schema_fingerprint", "version"])
        after = {"schema": before[:12]}
        record(station, "station.purged", acting_user, after=after, station_id=station.pk, using=OWNER)
