"""With the broker down every call is taken, offered and under its limit: nothing on the way from the call to the crew asks a broker."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import current_app
from django.db import transaction
from kombu import Connection
from kombu.exceptions import OperationalError as BrokerAway

from common.history.models import Undelivered
from common.jobs.wake import TASK, wake_a_worker
from common.scope import for_office
from config.embedded_postgres import broker_options
from network.dispatch.models import Rescue
from network.hotline.models import Case
from tests.builders.dispatch import HOME, RIVAL, a_crew, settle
from tests.builders.hotline import a_case
from tests.crash.test_burst import wrong

CALLS = 12
NOWHERE = "pgmq://nobody@/nothing?host=/tmp/there-is-no-broker-here"


@pytest.fixture
def no_broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """Let the real client look for a broker where none is; returns how many seconds each try took."""
    tries: list[float] = []
    real = current_app.send_task

    def look(*given: Any, **options: Any) -> Any:
        begun = time.monotonic()
        with Connection("pgmq://", transport_options=broker_options(NOWHERE)) as nowhere:
            try:
                return real(*given, **{**options, "connection": nowhere})
            finally:
                tries.append(time.monotonic() - begun)

    monkeypatch.setattr(current_app, "send_task", look)
    yield tries


def test_every_call_is_taken_and_offered(db: None, no_broker: list[float]) -> None:
    a_crew(HOME)
    a_crew(RIVAL)
    for _ in range(CALLS):
        assert wake_a_worker() is False
        a_case()
    settle()
    with for_office():
        assert Case.objects.count() == Rescue.objects.count() == CALLS
        assert not Undelivered.objects.exists()
        assert Rescue.objects.exclude(status="waiting").count() == CALLS
    assert wrong() == []
    assert len(no_broker) == 1, "each try holds the relay up for seconds: one is enough for a while"


def test_red_control_an_intake_that_asks_the_broker_loses_the_call(db: None, no_broker: list[float]) -> None:
    with pytest.raises(BrokerAway), transaction.atomic():
        a_case()
        current_app.send_task(TASK, ignore_result=True, retry=False)
    with for_office():
        assert Case.objects.count() == 0
