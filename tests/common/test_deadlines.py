"""Deadlines: kept once, by the database's clock, whoever is killed in the middle."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import InterfaceError, connection, transaction
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from common.clock import database_now
from common.deadlines import keep
from common.deadlines.models import Deadline


@pytest.fixture
def rung() -> Iterator[list[Deadline]]:
    """Handle deadlines of kind `test.rings` by writing them down."""
    calls: list[Deadline] = []
    keep.on_deadline("test.rings")(calls.append)
    yield calls
    del keep._handlers["test.rings"]


def test_it_is_kept_when_due_and_not_before(db: None, rung: list[Deadline]) -> None:
    keep.set_deadline("test.rings", uuid4(), database_now() + timedelta(hours=1))
    due = uuid4()
    keep.set_deadline("test.rings", due, database_now() - timedelta(seconds=1))
    assert keep.keep_due() == 1
    assert [deadline.subject_id for deadline in rung] == [due]


def test_a_kept_deadline_is_not_opened_again(db: None, rung: list[Deadline]) -> None:
    subject = uuid4()
    keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=1))
    keep.keep_due()
    keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=1))
    assert keep.keep_due() == 0


def test_an_open_deadline_moves(db: None, rung: list[Deadline]) -> None:
    subject = uuid4()
    keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=1))
    keep.set_deadline("test.rings", subject, database_now() + timedelta(hours=1))
    assert keep.keep_due() == 0
    assert Deadline.objects.filter(subject_id=subject).count() == 1


@pytest.mark.parametrize("kinds", [(), ("test.rings",)])
def test_a_deadline_that_was_called_off_does_not_ring(db: None, rung: list[Deadline], kinds: tuple[str, ...]) -> None:
    subject = uuid4()
    keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=1))
    assert keep.call_off(subject, *kinds) == 1
    assert keep.keep_due() == 0
    assert rung == []


def test_a_failing_handler_is_retried_and_its_effect_is_undone(db: None) -> None:
    def fail(deadline: Deadline) -> None:
        Deadline.objects.create(kind="test.effect", subject_id=deadline.subject_id, due_at=deadline.due_at)
        raise RuntimeError("no")

    keep.on_deadline("test.fails")(fail)
    subject = uuid4()
    keep.set_deadline("test.fails", subject, database_now() - timedelta(seconds=1))
    keep.keep_due(limit=1)
    row = Deadline.objects.get(kind="test.fails", subject_id=subject)
    del keep._handlers["test.fails"]
    assert (row.attempts, row.last_error, row.done_at) == (1, "RuntimeError", None)
    assert row.due_at > database_now()
    assert not Deadline.objects.filter(kind="test.effect").exists()


def test_who_fails_does_not_put_off_what_somebody_else_has_moved_since(db: None, rung: list[Deadline]) -> None:
    subject = uuid4()
    keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=1))
    seen = Deadline.objects.get(subject_id=subject)
    keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=2))
    keep._postpone(seen, RuntimeError("no"))
    assert Deadline.objects.get(subject_id=subject).attempts == 0
    assert keep.keep_due() == 1


@pytest.mark.parametrize("ago", [timedelta(seconds=1), timedelta(hours=-1)])
def test_setting_and_moving_cost_one_statement_for_all_kinds(db: None, rung: list[Deadline], ago: timedelta) -> None:
    subject, due_at = uuid4(), database_now() - ago
    for moment in (due_at, due_at - timedelta(minutes=1)):
        with CaptureQueriesContext(connection) as caught:
            keep.set_deadlines({"test.rings": moment, "test.other": moment}, subject)
        assert len(caught) == 1
    rows = Deadline.objects.filter(subject_id=subject).order_by("kind").values_list("kind", "due_at")
    assert list(rows) == [("test.other", moment), ("test.rings", moment)]


def test_a_kind_that_nobody_keeps_here_is_left_to_who_does(db: None, rung: list[Deadline]) -> None:
    keep.set_deadline("test.unknown", uuid4(), database_now() - timedelta(seconds=1))
    assert keep.keep_due() == 0


@pytest.fixture
def siren(rung: list[Deadline]) -> Iterator[list[Deadline]]:
    """Deadlines of kind `test.siren` are urgent."""
    keep.on_deadline("test.siren", is_urgent=True)(rung.append)
    yield rung
    keep._urgent.discard("test.siren")
    del keep._handlers["test.siren"]


def _due_long_ago_and_just_now(moment: datetime) -> None:
    keep.set_deadline("test.rings", uuid4(), moment - timedelta(hours=1))
    for seconds in (2, 1):
        keep.set_deadline("test.siren", uuid4(), moment - timedelta(seconds=seconds))


def test_what_is_urgent_is_kept_before_what_is_due_longer(db: None, siren: list[Deadline]) -> None:
    _due_long_ago_and_just_now(database_now())
    assert keep.keep_due() == 3
    assert [one.kind for one in siren] == ["test.siren", "test.siren", "test.rings"]
    assert siren[0].due_at < siren[1].due_at


def test_red_control_in_one_lane_it_waits_for_all_that_are_due_longer(db: None, siren: list[Deadline]) -> None:
    keep._urgent.discard("test.siren")
    _due_long_ago_and_just_now(database_now())
    keep.keep_due()
    assert [one.kind for one in siren] == ["test.rings", "test.siren", "test.siren"]


def test_a_deadline_whose_poller_lost_its_line_is_due_as_before(committed_db: None) -> None:
    """A database that was killed is nobody's failure: nothing is put off, and whoever is back first takes it."""

    def lose_the_line(deadline: Deadline) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    keep.on_deadline("test.cut")(lose_the_line)
    keep.set_deadline("test.cut", uuid4(), database_now() - timedelta(seconds=1))
    with pytest.raises(InterfaceError):
        keep.keep_one()
    del keep._handlers["test.cut"]
    row = Deadline.objects.get(kind="test.cut", done_at__isnull=True, due_at__lte=Now())
    assert (row.attempts, row.last_error) == (0, "")
    connection.close()


def test_when_the_database_is_away_the_loop_hears_of_it(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise InterfaceError("away")

    monkeypatch.setattr(keep, "_take", away)
    with pytest.raises(InterfaceError, match="away"):
        keep.keep_one()


def _poll_at_once(pollers: int) -> None:
    start = threading.Barrier(pollers)

    def poll() -> None:
        start.wait()
        keep.keep_due()
        connection.close()

    threads = [threading.Thread(target=poll) for _ in range(pollers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_many_pollers_keep_each_deadline_once(committed_db: None, rung: list[Deadline]) -> None:
    subjects = [uuid4() for _ in range(40)]
    with transaction.atomic():
        for subject in subjects:
            keep.set_deadline("test.rings", subject, database_now() - timedelta(seconds=1))
    _poll_at_once(6)
    assert sorted(deadline.subject_id for deadline in rung) == sorted(subjects)


def test_red_control_without_the_lock_a_deadline_is_kept_twice(committed_db: None, rung: list[Deadline]) -> None:
    """Two pollers that look before either writes, as they would without SKIP LOCKED: both ring. So the test above proves something."""
    keep.set_deadline("test.rings", uuid4(), database_now() - timedelta(seconds=1))
    seen = [Deadline.objects.get(done_at=None, kind="test.rings") for _ in range(2)]
    for due in seen:
        keep._handlers[due.kind](due)
        Deadline.objects.filter(pk=due.pk).update(done_at=database_now())
    assert len(rung) == 2
