"""Deadlines: kept once, by the database's clock, whoever is killed in the middle."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

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
