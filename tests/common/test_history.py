"""History: written with its change, linked, and not to be touched."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, connections, transaction

from accounts.actors import Actor
from common.history.chain import first_flaw
from common.history.models import History
from common.history.record import record
from common.scope import for_office
from tenants.registry.models import Station


def two_rows(station: Station, actor: Actor) -> list[History]:
    return [record(station, "station.noted", actor, after={"n": n}, station_id=station.pk) for n in (1, 2)]


def flaw() -> Any:
    with for_office(), connection.cursor() as cursor:
        return first_flaw(cursor)


def test_rows_of_a_station_are_linked_without_a_gap(
    station: Station, administrator: Actor, at_office: Callable[[], Any]
) -> None:
    with at_office():
        first, second = two_rows(station, administrator)
        first.refresh_from_db()
        second.refresh_from_db()
    assert second.seq == first.seq + 1
    assert second.previous_hash == first.hash
    assert flaw() is None


def test_the_application_can_not_change_a_row(
    station: Station, administrator: Actor, at_office: Callable[[], Any]
) -> None:
    with at_office():
        row, _ = two_rows(station, administrator)
        with pytest.raises(DatabaseError), transaction.atomic():
            History.objects.filter(pk=row.pk).update(reason="never happened")
        with pytest.raises(DatabaseError), transaction.atomic():
            History.objects.filter(pk=row.pk).delete()


@pytest.mark.parametrize(
    ("tamper", "what"),
    [
        ("UPDATE history SET after = '{}' WHERE seq = 2", "it was changed"),
        ("DELETE FROM history WHERE seq = 2", "a row is missing before it"),
        ("DELETE FROM history WHERE seq >= 2", "rows at the end are missing"),
    ],
)
def test_the_check_names_the_first_wrong_row(
    committed_db: None, station: Station, administrator: Actor, tamper: str, what: str
) -> None:
    with for_office(), transaction.atomic():
        two_rows(station, administrator)
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL app.office = 'on'")
        cursor.execute("ALTER TABLE history DISABLE TRIGGER append_only")
        cursor.execute(f"{tamper} AND stream = %s", [f"station:{station.pk}"])
    with for_office(), transaction.atomic():
        found = flaw()
    assert found is not None
    assert (found.stream, found.what) == (f"station:{station.pk}", what)
