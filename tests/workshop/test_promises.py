"""Promised times: warned before they slip, told when they have slipped (D20)."""

from datetime import timedelta

import pytest
from django.utils import translation

from accounts.actors import Actor
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, WrongState
from common.history.models import History
from desk.models import Notification
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.actions import cancel_repair_order, change_promise, open_repair_order
from tenants.workshop.models import RepairOrder
from tenants.workshop.promises import MISSED, NEAR
from tenants.workshop.selectors import is_at_risk
from tests.builders.workshop import a_delivered_order, a_ready_order, a_reception, an_open_order


def bring_forward(order: RepairOrder, *kinds: str) -> None:
    """Let the order's warnings fall due now."""
    Deadline.objects.filter(subject_id=order.pk, kind__in=kinds, done_at=None).update(
        due_at=now() - timedelta(seconds=1)
    )


def verbs(order: RepairOrder, station: Station) -> list[str]:
    """Return what history says about the promise."""
    with inside(station):
        rows = History.objects.filter(aggregate_id=order.pk, verb__startswith="repair_order.promise").order_by("seq")
        return [row.verb.removeprefix("repair_order.") for row in rows]


def test_people_are_warned_before_and_told_after(
    station: Station, receptionist: Actor, workshop_supervisor: Actor, technician: Actor
) -> None:
    with inside(station):
        order = an_open_order(receptionist)
    bring_forward(order, NEAR)
    keep_due()
    bring_forward(order, MISSED)
    keep_due()
    assert verbs(order, station) == ["promise_near", "promise_missed"]
    for person in (receptionist, workshop_supervisor):
        told = Notification.objects.filter(user=person.user)
        assert told.count() == 2 and all(f"/s/{station.code}/workshop/orders/{order.pk}/" in row.url for row in told)
    assert not Notification.objects.filter(user=technician.user).exists()


def test_each_is_told_in_their_language(station: Station, receptionist: Actor, workshop_supervisor: Actor) -> None:
    type(receptionist.user).objects.filter(pk=receptionist.id).update(language="en")
    with inside(station):
        order = an_open_order(receptionist)
    bring_forward(order, NEAR)
    with translation.override("zh-hans"):
        keep_due()
    assert "promised for" in Notification.objects.get(user=receptionist.user).text
    assert "承诺" in Notification.objects.get(user=workshop_supervisor.user).text


@pytest.mark.parametrize("make", [a_ready_order, a_delivered_order])
def test_nobody_is_told_when_the_work_is_done(make: object, station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = make(receptionist)  # type: ignore[operator]
    bring_forward(order, NEAR, MISSED)
    keep_due()
    assert verbs(order, station) == [] and not Notification.objects.exists()


def test_a_changed_promise_has_warnings_of_its_own(station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = an_open_order(receptionist)
        bring_forward(order, NEAR)
    keep_due()
    with inside(station):
        order = change_promise(
            order.pk, promised_at=now() + timedelta(days=2), reason="等待配件", acting_user=receptionist
        )
    assert Deadline.objects.filter(subject_id=order.pk, done_at=None).count() == 2
    bring_forward(order, NEAR)
    keep_due()
    assert verbs(order, station) == ["promise_near", "promise_changed", "promise_near"]


def test_a_promise_before_the_reception_is_refused(station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = a_reception(receptionist)
        before = order.promised_at
        with pytest.raises(Invalid) as refusal:
            change_promise(order.pk, promised_at=now() - timedelta(days=1), reason="x", acting_user=receptionist)
        order.refresh_from_db()
    assert refusal.value.field == "promised_at" and order.promised_at == before


def test_the_workshop_takes_no_vehicle_without_a_promise(station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = a_reception(receptionist, promised_at=None)
        with pytest.raises(Invalid) as refusal:
            open_repair_order(order.pk, acting_user=receptionist)
        assert refusal.value.field == "promised_at"
        opened = open_repair_order(order.pk, promised_at=now() + timedelta(hours=3), acting_user=receptionist)
    assert Deadline.objects.filter(subject_id=opened.pk, done_at=None).count() == 2


def test_a_cancelled_order_has_no_promise(station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = cancel_repair_order(a_reception(receptionist).pk, reason="客户取消", acting_user=receptionist)
        with pytest.raises(WrongState):
            change_promise(order.pk, promised_at=now() + timedelta(days=1), reason="x", acting_user=receptionist)
        assert not is_at_risk(order)
    assert not Deadline.objects.filter(subject_id=order.pk, done_at=None).exists()


def test_a_deadline_of_a_vanished_order_is_let_go(station: Station, receptionist: Actor) -> None:
    with inside(station):
        order = a_reception(receptionist)
        RepairOrder.objects.filter(pk=order.pk).delete()
    bring_forward(order, NEAR, MISSED)
    keep_due()
    assert not Deadline.objects.filter(subject_id=order.pk, done_at=None).exists()
