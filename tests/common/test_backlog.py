"""What an operator's monitoring reads: how much waits in our queues, and how old the oldest of it is."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from common.clock import now
from common.deadlines.keep import set_deadline
from common.history.models import Undelivered
from common.history.record import record
from common.ids import new_id
from common.observability.backlog import backlog
from common.scope import for_office

pytestmark = pytest.mark.django_db


def values() -> dict[str, float]:
    return {name: value for (name, _meaning), value in backlog().items()}


@pytest.fixture(autouse=True)
def _nothing_waits() -> None:
    with for_office():
        Undelivered.objects.all().delete()


def test_nothing_that_waits_counts_nothing() -> None:
    assert set(values().values()) == {0}


def test_an_event_that_nobody_took_is_counted_with_its_age(administrator: Actor) -> None:
    with for_office():
        record(administrator.user, "invitation.sent", administrator)
        Undelivered.objects.update(attempts=3)
    told = values()
    assert (told["events_waiting"], told["events_failing"]) == (1, 1)
    assert 0 <= told["events_oldest_seconds"] < 3600


def test_a_limit_that_passed_is_late_and_one_to_come_is_not() -> None:
    set_deadline("test.kind", new_id(), now() - timedelta(minutes=5))
    set_deadline("test.kind", new_id(), now() + timedelta(minutes=5))
    told = values()
    assert told["deadlines_late"] == 1
    assert 299 < told["deadlines_oldest_seconds"] < 3600


def test_the_page_of_metrics_has_them() -> None:
    page: Any = Client().get("/metrics", REMOTE_ADDR="127.0.0.1")
    assert b"\nstationmaster_deadlines_late 0.0\n" in page.content
    assert b"django_http_requests" in page.content
