"""The relay: each subscriber acts once for each event, and a failure is tried again."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import InterfaceError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from accounts.actors import Actor
from common.history import relay, subscribers
from common.history.models import History, Receipt, Undelivered
from common.history.record import record
from common.history.relay import deliver_one, deliver_pending
from common.scope import for_office
from tenants.registry.models import Station

VERB = "station.noted"


@pytest.fixture
def heard() -> Iterator[list[History]]:
    events: list[History] = []
    subscribers.subscribe(VERB)(events.append)
    yield events
    del subscribers._registry[VERB]


def note(station: Station, actor: Actor) -> History:
    with for_office(), transaction.atomic():
        return record(station, VERB, actor, station_id=station.pk)


def test_an_event_reaches_its_subscriber_once(heard: list[History], station: Station, administrator: Actor) -> None:
    event = note(station, administrator)
    deliver_pending()
    deliver_pending()
    assert [one.pk for one in heard] == [event.pk]
    assert Receipt.objects.filter(event_id=event.pk).count() == 1
    assert not Undelivered.objects.filter(event_id=event.pk).exists()


def test_an_event_with_a_receipt_is_not_handled_again(
    heard: list[History], station: Station, administrator: Actor
) -> None:
    """The process was killed after the effect was committed and before the event was crossed out."""
    event = note(station, administrator)
    deliver_pending()
    Undelivered.objects.create(event_id=event.pk, verb=VERB)
    deliver_pending()
    assert len(heard) == 1


def test_a_receipt_costs_one_statement(heard: list[History], station: Station, administrator: Actor) -> None:
    """Each event pays it for each subscriber: what comes after a step waits for these."""
    event = note(station, administrator)
    with CaptureQueriesContext(connection) as caught:
        deliver_pending()
    asked = [query["sql"] for query in caught if "history_receipt" in query["sql"]]
    assert sum(event.pk.hex in sql.replace("-", "") for sql in asked) == len(heard) == 1


def test_a_failing_subscriber_leaves_the_event_for_later(station: Station, administrator: Actor) -> None:
    def fail(event: Any) -> None:
        raise RuntimeError("not today")

    subscribers.subscribe(VERB)(fail)
    event = note(station, administrator)
    deliver_pending(limit=50)
    waiting = Undelivered.objects.get(event_id=event.pk)
    del subscribers._registry[VERB]
    assert (waiting.attempts, waiting.last_error) == (1, "RuntimeError")
    assert not Receipt.objects.filter(event_id=event.pk).exists()


def test_several_subscribers_write_their_receipts_with_one_statement(
    heard: list[History], station: Station, administrator: Actor
) -> None:
    other: list[History] = []

    def listen(event: History) -> None:
        other.append(event)

    subscribers.subscribe(VERB)(listen)
    event = note(station, administrator)
    with CaptureQueriesContext(connection) as caught:
        deliver_pending()
    asked = [query["sql"] for query in caught if "history_receipt" in query["sql"]]
    assert sum(event.pk.hex in sql.replace("-", "") for sql in asked) == len(heard) == len(other) == 1
    assert Receipt.objects.filter(event_id=event.pk).count() == 2


def test_who_fails_stands_in_nobodys_way(heard: list[History], station: Station, administrator: Actor) -> None:
    """What the others did together with it is taken back, and done again without it: once."""

    def write(event: Any) -> None:
        record(station, "station.heard", administrator, station_id=station.pk)

    def fail(event: Any) -> None:
        raise RuntimeError("not today")

    deliver_pending()
    subscribers.subscribe(VERB)(write)
    subscribers.subscribe(VERB)(fail)
    event = note(station, administrator)
    deliver_pending(limit=1)
    assert Receipt.objects.filter(event_id=event.pk).count() == 2
    assert Undelivered.objects.get(event_id=event.pk).last_error == "RuntimeError"
    with for_office():
        assert History.objects.filter(verb="station.heard").count() == 1
    subscribers._registry[VERB].pop()
    Undelivered.objects.filter(event_id=event.pk).update(not_before=event.occurred_at)
    deliver_pending()
    with for_office():
        assert History.objects.filter(verb="station.heard").count() == 1, "its receipt stands"


def test_who_fails_alone_is_called_once_for_each_try(station: Station, administrator: Actor) -> None:
    calls: list[History] = []

    def fail(event: History) -> None:
        calls.append(event)
        raise RuntimeError("not today")

    deliver_pending()
    subscribers.subscribe(VERB)(fail)
    note(station, administrator)
    deliver_pending(limit=1)
    del subscribers._registry[VERB]
    assert len(calls) == 1


def test_an_event_that_another_relay_has_taken_since_a_failure_is_left_to_it(
    station: Station, administrator: Actor
) -> None:
    event = note(station, administrator)
    relay._deliver_one_by_one(event, RuntimeError("not today"))
    assert not Undelivered.objects.filter(event_id=event.pk).exists()


@pytest.fixture
def two_lanes(db: None, heard: list[History]) -> Iterator[list[History]]:
    """Events of stations go before those of offices."""
    deliver_pending()
    subscribers.subscribe("office.noted")(heard.append)
    subscribers.deliver_first("station")
    yield heard
    subscribers._urgent.discard("station")
    del subscribers._registry["office.noted"]


def note_office(station: Station, actor: Actor) -> History:
    with for_office(), transaction.atomic():
        return record(station, "office.noted", actor, station_id=station.pk)


def test_what_is_urgent_goes_before_what_has_waited_longer(
    two_lanes: list[History], station: Station, administrator: Actor
) -> None:
    usual = [note_office(station, administrator) for _ in range(3)]
    urgent = [note(station, administrator) for _ in range(2)]
    deliver_pending()
    assert [one.pk for one in two_lanes] == [one.pk for one in [*urgent, *usual]], "and each lane in its order"


def test_red_control_in_one_lane_it_waits_for_all_before_it(
    two_lanes: list[History], station: Station, administrator: Actor
) -> None:
    subscribers._urgent.discard("station")
    usual, late = note_office(station, administrator), note(station, administrator)
    deliver_pending()
    assert [one.pk for one in two_lanes] == [usual.pk, late.pk]


def test_an_event_whose_relay_lost_its_line_is_due_as_before(
    committed_db: None, station: Station, administrator: Actor
) -> None:
    """A database that was killed is nobody's failure: nothing is postponed, and whoever is back first takes it."""
    deliver_pending()
    subscribers.subscribe(VERB)(lambda _event: lose_the_line())
    event = note(station, administrator)
    with pytest.raises(InterfaceError):
        deliver_one()
    del subscribers._registry[VERB]
    waiting = Undelivered.objects.get(event_id=event.pk, not_before__lte=Now())
    assert (waiting.attempts, waiting.last_error) == (0, "")
    connection.close()


def lose_the_line() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


def test_when_the_database_is_away_the_loop_hears_of_it(
    station: Station, administrator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise InterfaceError("away")

    monkeypatch.setattr(relay, "_take", away)
    with pytest.raises(InterfaceError, match="away"):
        deliver_one()


def test_an_event_without_subscribers_is_not_queued(station: Station, administrator: Actor) -> None:
    event = note(station, administrator)
    assert not Undelivered.objects.filter(event_id=event.pk).exists()


def test_history_refuses_to_be_written_without_its_change(
    committed_db: None, station: Station, administrator: Actor
) -> None:
    with pytest.raises(RuntimeError):
        record(station, VERB, administrator)
