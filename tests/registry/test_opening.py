"""Opening a station: one transaction, the same catalogue as a migration would make, and nothing left behind by a crash."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from accounts.actors import Actor
from common.errors import WrongState
from common.history.models import History
from common.scope import for_office
from tenants.registry import opening, template
from tenants.registry.choices import StationStatus
from tenants.registry.fleet import migrate_stations
from tenants.registry.models import SchemaTemplate, Station
from tenants.registry.opening import open_station
from tenants.registry.template import in_schema, newest

COLUMNS = """
SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns
WHERE table_schema = %s ORDER BY table_name, column_name"""
CONSTRAINTS = """
SELECT c.conrelid::regclass::text, c.conname, pg_get_constraintdef(c.oid) FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace
WHERE n.nspname = %s"""
INDEXES = "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = %s"


@pytest.fixture
def preparing(committed_db: None) -> Station:
    row = Station(
        code="GZA01",
        schema_name="gza01",
        name="广州",
        region="south",
        province="广东",
        city="广州",
        lat=23.1,
        lon=113.3,
    )
    with for_office(), transaction.atomic():
        row.save()
    return row


def catalogue(schema: str) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    with connections["owner"].cursor() as cursor:
        for query in (COLUMNS, CONSTRAINTS, INDEXES):
            cursor.execute(query, [schema])
            rows += [
                tuple(str(value).replace(f"{schema}.", "").replace(f'"{schema}"', "") for value in row)
                for row in cursor.fetchall()
            ]
    return sorted(rows)


def exists(schema: str) -> bool:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
        return cursor.fetchone() is not None


def test_an_opened_station_equals_a_migrated_one(preparing: Station, administrator: Actor) -> None:
    open_station(preparing.pk, acting_user=administrator)
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE SCHEMA migrated")
    with in_schema("migrated"):
        call_command("migrate", database="owner", verbosity=0)
    assert catalogue("gza01") == catalogue("migrated")
    assert len(catalogue("gza01")) > 50


def test_it_is_active_and_told_in_history(preparing: Station, administrator: Actor) -> None:
    open_station(preparing.pk, acting_user=administrator)
    preparing.refresh_from_db()
    with for_office(), transaction.atomic():
        verbs = list(History.objects.filter(aggregate_id=preparing.pk).values_list("verb", flat=True))
    assert (preparing.status, verbs) == (StationStatus.ACTIVE, ["station.opened"])


def test_a_station_is_opened_once(preparing: Station, administrator: Actor) -> None:
    open_station(preparing.pk, acting_user=administrator)
    with pytest.raises(WrongState):
        open_station(preparing.pk, acting_user=administrator)


def test_before_the_first_migration_it_says_what_to_do(preparing: Station, administrator: Actor) -> None:
    SchemaTemplate.objects.using("owner").all().delete()
    with pytest.raises(RuntimeError, match="migrate_fleet"):
        open_station(preparing.pk, acting_user=administrator)
    preparing.refresh_from_db()
    assert (exists("gza01"), preparing.status) == (False, StationStatus.PREPARING)


class PowerCut(Exception):
    """Raised in the middle of an action by the sweep."""


def cut_at(point: int) -> Any:
    """Return an execute wrapper that fails at the `point`-th statement."""
    seen = 0

    def wrapper(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == point:
            raise PowerCut
        return execute(sql, params, many, context)

    return wrapper


def cuts(station_id: UUID, actor: Actor) -> Iterator[int]:
    """Yield each statement at which opening was cut, until it comes through."""
    point = 1
    while True:
        try:
            with connections["owner"].execute_wrapper(cut_at(point)):
                open_station(station_id, acting_user=actor)
            return
        except PowerCut:
            yield point
            point += 1


def test_a_cut_at_any_statement_leaves_it_unopened(
    preparing: Station, administrator: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    points = partial = 0
    for _ in cuts(preparing.pk, administrator):
        points += 1
        preparing.refresh_from_db()
        partial += exists("gza01") or preparing.status != StationStatus.PREPARING
    preparing.refresh_from_db()
    with capsys.disabled():
        print(f"\nopening a station: points={points} partial={partial}")
    assert points > 3
    assert partial == 0
    assert (exists("gza01"), preparing.status) == (True, StationStatus.ACTIVE)


def test_a_failure_at_any_statement_of_the_replay_leaves_no_schema(
    preparing: Station, administrator: Actor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The replay is sent as one pipeline; here a statement that fails is slipped in at each of its places in turn."""
    whole, partial = template.all_statements(), 0
    for place in range(len(whole) + 1):
        broken = [*whole[:place], "SELECT 1 / 0", *whole[place:]]
        monkeypatch.setattr(opening, "all_statements", lambda broken=broken: broken)
        with pytest.raises(DatabaseError):
            open_station(preparing.pk, acting_user=administrator)
        preparing.refresh_from_db()
        partial += exists("gza01") or preparing.status != StationStatus.PREPARING
    with capsys.disabled():
        print(f"\nreplay of the template: points={len(whole) + 1} partial={partial}")
    assert partial == 0


def test_a_fleet_that_is_up_to_date_costs_one_query_for_the_stations(committed_db: None) -> None:
    seen: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append(sql)
        return execute(sql, params, many, context)

    with connections["owner"].execute_wrapper(listen):
        assert list(migrate_stations()) == []
    assert sum('FROM "station"' in sql for sql in seen) == 1


def test_a_pending_step_is_replayed_in_each_station_and_a_failure_stops_no_other(committed_db: None) -> None:
    latest = newest()
    assert latest is not None
    SchemaTemplate.objects.using("owner").create(
        step=latest.step + 1,
        fingerprint="next",
        previous=latest.fingerprint,
        statements=["CREATE TABLE added (id int)"],
    )
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE rival.added (id int)")  # in one station the step can't run
    outcomes = {outcome.station: outcome.problem for outcome in migrate_stations()}
    assert outcomes["SHA01"] == ""
    assert "already exists" in outcomes["BJS01"]
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT code FROM station WHERE schema_fingerprint = 'next'")
        assert cursor.fetchall() == [("SHA01",)]
