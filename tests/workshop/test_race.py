"""Two people at once: one wins. The red control takes the guard away and sees the double."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from common.errors import Invalid
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.actions import receive_vehicle
from tenants.workshop.choices import WorkshopError
from tenants.workshop.models import RepairOrder
from tests.builders.catalog import a_vehicle

Facts = dict[str, Any]


@pytest.fixture
def facts() -> Facts:
    """A vehicle that two counters take in."""
    return {
        "vin": a_vehicle().vin,
        "mileage_km": 9,
        "customer_name": "张三",
        "customer_phone": "13812345678",
        "complaint": "漏水",
    }


@contextmanager
def rival_between(monkeypatch: pytest.MonkeyPatch, rival: Callable[[], object]) -> Iterator[None]:
    """Let somebody else act between the check and the write, exactly there."""
    done: list[object] = []

    def check_then_rival(vin: str) -> None:
        if not done:
            done.append(True)
            done.append(rival())

    monkeypatch.setattr("tenants.workshop.actions.receiving.require_not_here", check_then_rival)
    yield
    assert len(done) == 2


def test_the_second_counter_is_told(
    station: Station, receptionist: Actor, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rival() -> RepairOrder:
        return receive_vehicle(**facts, acting_user=receptionist)

    with inside(station), rival_between(monkeypatch, rival):
        with pytest.raises(Invalid) as refusal:
            receive_vehicle(**facts, acting_user=receptionist)
        assert refusal.value.code == WorkshopError.OPEN_ALREADY


def test_red_control_without_the_constraint_both_get_in(
    station: Station, receptionist: Actor, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rival() -> RepairOrder:
        return receive_vehicle(**facts, acting_user=receptionist)

    with inside(station), rival_between(monkeypatch, rival):
        drop_the_guard(station)
        receive_vehicle(**facts, acting_user=receptionist)
        assert RepairOrder.objects.filter(vin=facts["vin"]).count() == 2


def drop_the_guard(station: Station) -> None:
    """Work on a copy of the table without its indexes, which belongs to us and goes with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE repair_order (LIKE repair_order INCLUDING DEFAULTS) ON COMMIT DROP")


def test_the_database_refuses_the_second_open_order(station: Station, receptionist: Actor, facts: Facts) -> None:
    with inside(station):
        order = receive_vehicle(**facts, acting_user=receptionist)
        with pytest.raises(IntegrityError), transaction.atomic():
            RepairOrder.objects.create(
                station_id=station.pk, number="X-1", vin=order.vin, mileage_km=1, received_at=order.received_at
            )
