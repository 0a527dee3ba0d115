"""Opening a station's schema: one transaction with the registry row, by replay of the template."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connections, transaction
from django.utils.translation import gettext_lazy as _

from common.clock import today
from common.database.alias import OWNER
from common.errors import WrongState
from common.history.record import record
from common.people import Person
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.template import all_statements, newest


def open_station(station_id: UUID, *, acting_user: Person) -> Station:
    """Make the station's schema and set it active: all of it or nothing, in one transaction of the tables' owner.

    Raises WrongState unless the station is being prepared. Calling it again after a crash is safe.
    """
    with transaction.atomic(using=OWNER):
        with connections[OWNER].cursor() as cursor:
            cursor.execute("SET LOCAL app.office = 'on'")
        station = Station.objects.using(OWNER).select_for_update().get(pk=station_id)
        if station.status != StationStatus.PREPARING:
            raise WrongState(_("This station is open already."))
        build_schema(station)
        station.status = StationStatus.ACTIVE
        station.opened_on = today()
        station.version += 1
        station.save(using=OWNER, update_fields=["status", "opened_on", "version", "schema_fingerprint"])
        record(station, "station.opened", acting_user, after={"code": station.code}, station_id=station.pk, using=OWNER)
    return station


def build_schema(station: Station) -> None:
    """Create the schema and replay the template in it, inside the owner's open transaction."""
    template = newest()
    if template is None:
        raise RuntimeError("run `manage.py migrate_fleet` first: there is no template of a station's schema yet")
    replay(station.schema_name, [f'CREATE SCHEMA "{station.schema_name}"'], all_statements())
    station.schema_fingerprint = template.fingerprint


def replay(schema: str, before: list[str], statements: list[str]) -> None:
    """Run the statements in `schema`, sent in one pipeline; afterwards the application's role may use what was made."""
    connection = connections[OWNER]
    connection.ensure_connection()
    raw: Any = connection.connection
    with connection.wrap_database_errors, raw.pipeline(), raw.cursor() as cursor:
        for sql in before:
            cursor.execute(sql)
        cursor.execute(f'SET LOCAL search_path = "{schema}"')
        for sql in statements:
            cursor.execute(sql)
        for sql in rights(schema):
            cursor.execute(sql)
        cursor.execute("SET LOCAL search_path = public")


def rights(schema: str) -> list[str]:
    """Return the grants by which the application's role uses a station's schema."""
    role = settings.DATABASE_APP_ROLE
    return [
        f'GRANT USAGE ON SCHEMA "{schema}" TO {role}',
        f'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "{schema}" TO {role}',
        f'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA "{schema}" TO {role}',
    ]
