"""The schema of a closed station goes for good, once, and only then."""

import pytest
from django.db import connections, transaction

from common.errors import WrongState
from common.history.models import History
from common.people import Process
from common.scope import for_office
from tenants.registry.archive import purge_schema
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station

CLERK = Process("test")


def there(schema: str) -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def test_a_station_that_is_open_keeps_its_schema(committed_db: None, station: Station) -> None:
    with pytest.raises(WrongState):
        purge_schema(station.pk, acting_user=CLERK)
    assert there(station.schema_name)


def test_a_closed_one_loses_it_once_and_history_tells(committed_db: None, station: Station) -> None:
    with for_office(), transaction.atomic():
        for status in (StationStatus.WITHDRAWN, StationStatus.CLOSED):
            Station.objects.filter(pk=station.pk).update(status=status)
    purge_schema(station.pk, acting_user=CLERK)
    purge_schema(station.pk, acting_user=CLERK)
    assert not there(station.schema_name)
    with for_office(), transaction.atomic():
        assert not Station.objects.get(pk=station.pk).has_schema
        assert History.objects.filter(verb="station.purged", aggregate_id=station.pk).count() == 1
