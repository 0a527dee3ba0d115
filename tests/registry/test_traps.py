"""The traps of schemas for tenants, each seen once elsewhere: here each one snaps shut on a test."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.actors import Actor
from billing.chargeback.models import Chargeback
from common.database.alias import app
from common.files.models import StoredFile
from common.ids import new_id
from common.records import CrossedBorder
from common.scope import NOBODY, for_office, for_station, for_supplier, scoped
from tenants.registry.middleware import StationMiddleware
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.models import RepairOrder
from tests.builders.chargeback import chargeback, supplier
from tests.builders.workshop import a_reception

Standing = Callable[[Station], AbstractContextManager[None]]


def a_file(station: Station) -> StoredFile:
    return StoredFile.objects.create(
        station_id=station.pk,
        subject_id=new_id(),
        kind="photo",
        name="x.jpg",
        content_type="image/jpeg",
        size=1,
        sha256="0" * 64,
        path="x",
    )


def test_without_a_scope_nothing_is_seen(station: Station) -> None:
    with for_office():
        a_file(station)
    with scoped(NOBODY):
        assert StoredFile.objects.count() == 0


def test_a_station_sees_its_own_rows_and_no_others(station: Station, rival_station: Station) -> None:
    with for_office():
        mine, theirs = a_file(station), a_file(rival_station)
    with for_station(station.pk):
        assert list(StoredFile.objects.values_list("pk", flat=True)) == [mine.pk]
        assert StoredFile.objects.filter(pk=theirs.pk).update(name="stolen") == 0


def test_a_station_can_not_write_a_row_for_another(station: Station, rival_station: Station) -> None:
    with for_station(station.pk), pytest.raises(DatabaseError), transaction.atomic():
        a_file(rival_station)


def test_a_supplier_sees_what_is_charged_to_it(station: Station) -> None:
    with for_office():
        a_file(station)
        charge = chargeback(station.pk)
    with for_supplier(charge.supplier_id):
        assert list(Chargeback.objects.values_list("pk", flat=True)) == [charge.pk]
        assert StoredFile.objects.count() == 0
    with for_supplier(supplier("S002").pk):
        assert Chargeback.objects.count() == 0


def test_the_scope_ends_with_its_block_and_survives_a_savepoint(station: Station) -> None:
    with for_office():
        a_file(station)
        with pytest.raises(ZeroDivisionError), transaction.atomic(), for_station(station.pk):
            raise ZeroDivisionError
        assert StoredFile.objects.count() == 1
    assert StoredFile.objects.count() == 0


def test_a_setting_does_not_leak_into_the_next_transaction(committed_db: None, station: Station) -> None:
    with for_office(), transaction.atomic():
        a_file(station)
    with transaction.atomic():
        assert StoredFile.objects.count() == 0


def test_the_cache_is_apart_for_each_station(station: Station, rival_station: Station) -> None:
    with inside(station):
        cache.set("colour", "red")
    with inside(rival_station):
        assert cache.get("colour") is None


def test_a_thread_that_a_station_starts_stands_in_public(committed_db: None, station: Station) -> None:
    """So whoever starts one passes the station along; this pins what a forgetful one would see: nothing of any station."""
    seen: list[str] = []

    def look() -> None:
        seen.append(app().schema_name)
        connection.close()

    with inside(station):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == ["public"]


def test_a_row_loaded_in_one_station_is_not_saved_in_another(
    station: Station, rival_station: Station, receptionist: Actor
) -> None:
    with inside(station):
        row = a_reception(receptionist)
    with inside(rival_station), pytest.raises(CrossedBorder):
        row.save()
    with inside(rival_station), pytest.raises(CrossedBorder):
        row.delete()


def test_a_stations_row_is_not_saved_at_head_office(station: Station, receptionist: Actor) -> None:
    with inside(station):
        row = a_reception(receptionist)
    with at_head_office(), pytest.raises(CrossedBorder):
        row.save()


def test_a_missing_table_is_an_error_and_not_another_tables_rows(station: Station) -> None:
    """`search_path = station, public` falls through to public: no table may stand in both."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.tablename FROM pg_tables a JOIN pg_tables b USING (tablename) "
            "WHERE a.schemaname = %s AND b.schemaname = 'public' AND tablename <> 'django_migrations'",
            [station.schema_name],
        )
        assert cursor.fetchall() == []


def test_reverse_keeps_the_stations_prefix(station: Station) -> None:
    addresses: list[str] = []

    def view(request: Any) -> Any:
        addresses.append(reverse("desk:home", urlconf=request.urlconf))

    StationMiddleware(view)(RequestFactory().get("/s/SHA01/"))
    assert addresses == ["/s/SHA01/"]
    assert reverse("desk:home") == "/"


def test_after_a_request_the_connection_stands_in_public(station: Station) -> None:
    def view(request: Any) -> Any:
        assert app().schema_name == "home"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        StationMiddleware(view)(RequestFactory().get("/s/SHA01/"))
    assert app().schema_name == "public"


@pytest.mark.parametrize("code", ["NONE1", "sha01", "SHA01'--", "..", "%00"])
def test_a_guessed_station_does_not_exist(
    db: None, station_manager: Actor, client_for: Callable[[Actor], Client], code: str
) -> None:
    assert client_for(station_manager).get(f"/s/{code}/").status_code == 404


def test_a_queryset_reads_where_it_is_evaluated(station: Station, rival_station: Station, receptionist: Actor) -> None:
    """Lazy: built in one station and evaluated in another it reads the other. So nobody hands one across the border."""
    with inside(station):
        a_reception(receptionist)
        built_here = RepairOrder.objects.all()
        assert built_here.exists()
    with inside(rival_station):
        assert not built_here.exists()
