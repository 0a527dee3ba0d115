"""From a grade to the coefficient and the level: instructed by one, carried out and approved by others."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor
from common.clock import today
from common.errors import WrongState
from common.history.relay import deliver_pending
from network.lifecycle import actions
from network.lifecycle.choices import ChangeKind, ChangeStatus, OrderKind, OrderStatus
from network.lifecycle.models import StationChange, StationOrder
from network.scorecards.actions import instruct_proposal
from tenants.registry.models import Station
from tests.builders.lifecycle import an_order
from tests.scorecards.test_proposals import two_months

pytestmark = pytest.mark.django_db


def decide(customer_service_manager: Actor) -> None:
    (found,) = two_months()
    instruct_proposal(found.pk, instruction="同意自下月执行", acting_user=customer_service_manager)
    deliver_pending()
    deliver_pending()


def test_a_decided_grade_becomes_an_order_and_a_change(
    station: Station,
    customer_service_manager: Actor,
    reviewer: Actor,
    regional_officer: Actor,
    service_management: Actor,
    office: None,
) -> None:
    decide(customer_service_manager)
    order = StationOrder.objects.get(kind=OrderKind.COEFFICIENT)
    assert (order.labour_coefficient, order.effective_on, order.text) == (
        Decimal("1.05"),
        (today().replace(day=1) + timedelta(days=32)).replace(day=1),
        "同意自下月执行",
    )
    assert actions.act_on_order(order.pk, acting_user=reviewer).status == OrderStatus.ACTED
    change = StationChange.objects.get(kind=ChangeKind.LEVEL)
    assert change.requested_by_id == customer_service_manager.id
    actions.check_change(change.pk, note="属实", acting_user=regional_officer)
    assert actions.approve_change(change.pk, acting_user=service_management).status == ChangeStatus.APPLIED
    station.refresh_from_db()
    assert station.level == "A"


def test_while_an_order_is_pending_the_grade_waits_with_a_reason(customer_service_manager: Actor, office: None) -> None:
    waiting: Any = an_order(OrderKind.COEFFICIENT, labour_coefficient=Decimal("1.10"))
    with pytest.raises(WrongState):
        decide(customer_service_manager)
    assert StationOrder.objects.get().pk == waiting.pk
    assert StationChange.objects.count() == 0
