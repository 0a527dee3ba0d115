"""What was repaired in a suspension and claimed when it is over is told to the reviewers, with the order that says so."""

from datetime import date, timedelta

import pytest

from billing.claims.anomalies.actions import look_for_anomalies
from billing.claims.models import Claim
from common.clock import now, today
from network.lifecycle.choices import OrderKind, OrderStatus
from network.lifecycle.models import StationOrder
from network.lifecycle.standstills import suspension_on
from tenants.registry.models import Station
from tests.builders.claims import a_submitted_claim
from tests.builders.lifecycle import an_order, an_order_in_force

pytestmark = pytest.mark.django_db


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def a_lifted_suspension(began: int, lifted: int) -> StationOrder:
    """Return a suspension that held from `began` days ago until it was lifted."""
    order = an_order_in_force(OrderKind.SUSPENSION)
    ended_at = now() - timedelta(days=lifted)
    StationOrder.objects.filter(pk=order.pk).update(
        effective_on=days_ago(began), status=OrderStatus.ENDED, ended_at=ended_at
    )
    return order


def test_a_repair_in_a_suspension_is_seen_when_it_is_over(station: Station, office: None) -> None:
    claim = a_submitted_claim()
    order = a_lifted_suspension(20, 10)
    Claim.objects.filter(pk=claim.pk).update(repair_finished_on=days_ago(15))

    [flag] = [one for one in look_for_anomalies(claim.pk).flags.all() if one.kind == "repair.suspended"]

    assert flag.params["order"] == order.number
    assert (flag.params["since"], flag.params["until"]) == (days_ago(20).isoformat(), days_ago(11).isoformat())


@pytest.mark.parametrize(("ago", "stands"), [(21, False), (20, True), (11, True), (10, False), (0, False)])
def test_it_stands_still_until_the_day_of_the_lifting(ago: int, stands: bool, station: Station, office: None) -> None:
    a_lifted_suspension(20, 10)
    assert (suspension_on(station.pk, days_ago(ago)) is not None) == stands


def test_a_running_suspension_has_its_planned_end_or_none(station: Station, office: None) -> None:
    last = today() + timedelta(days=9)
    order = an_order_in_force(OrderKind.SUSPENSION, until=last)
    found = suspension_on(station.pk, today())
    assert found is not None and (found.order, found.until) == (order.number, last)


def test_a_suspension_that_never_began_is_none(station: Station, office: None) -> None:
    an_order(OrderKind.SUSPENSION)
    assert suspension_on(station.pk, today()) is None
