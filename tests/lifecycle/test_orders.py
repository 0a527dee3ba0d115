"""Written orders: instructed by one, carried out by another, in force from their day, ended by a deadline."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.claims.policies import require_active, require_done_in_time, require_may_finish
from common.clock import today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.models import Offer, Rescue
from network.lifecycle import actions
from network.lifecycle.choices import AtEnd, OrderKind, OrderStatus
from network.lifecycle.deadlines import ORDER_BEGINS, ORDER_DUE, ORDER_ENDS, begin_of_day
from network.lifecycle.models import StationOrder
from network.onboarding.models import CoefficientChange
from network.onboarding.selectors import coefficient_on
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.lifecycle import an_order, an_order_in_force
from tests.lifecycle.offering import an_offered_rescue

pytestmark = pytest.mark.django_db
K = OrderKind


def make_due(kind: str, subject: Any) -> None:
    Deadline.objects.filter(kind=kind, subject_id=subject, done_at=None).update(due_at=begin_of_day(today()))


def test_a_suspension_stops_dispatch_and_claims_at_once(station: Station, office: None) -> None:
    rescue = an_offered_rescue(station)
    an_order_in_force(K.SUSPENSION)
    station.refresh_from_db()
    assert station.status == StationStatus.SUSPENDED
    assert Offer.objects.get(rescue=rescue).status == OfferStatus.WITHDRAWN
    assert Rescue.objects.get(pk=rescue.pk).status == RescueStatus.WAITING
    with pytest.raises(NotAllowed):
        require_active(station)
    told = History.objects.get(verb="station.suspended")
    assert told.aggregate_id == station.pk and told.station_id == station.pk


def test_claims_may_go_on_when_the_order_says_so(station: Station, office: None) -> None:
    an_order_in_force(K.SUSPENSION, claims_go_on=True)
    station.refresh_from_db()
    require_active(station)
    require_may_finish(station)
    require_done_in_time(station, today())
    with pytest.raises(NotAllowed):
        require_done_in_time(station, today() + timedelta(days=1))


@pytest.mark.parametrize("at_end", list(AtEnd))
def test_the_last_day_lifts_or_reminds(
    at_end: AtEnd, station: Station, customer_service_manager: Actor, office: None
) -> None:
    order = an_order_in_force(K.SUSPENSION, until=today() + timedelta(days=9), at_end=at_end)
    make_due(ORDER_ENDS, order.pk)
    keep_due()
    deliver_pending()
    station.refresh_from_db()
    order.refresh_from_db()
    reminded = Notification.objects.filter(user_id=customer_service_manager.id, text__contains=order.number).count()
    lifts = at_end == AtEnd.LIFT
    assert station.status == (StationStatus.ACTIVE if lifts else StationStatus.SUSPENDED)
    assert order.status == (OrderStatus.ENDED if lifts else OrderStatus.IN_FORCE)
    assert reminded == (0 if lifts else 1)


def test_a_lifting_ends_the_suspension(station: Station, office: None) -> None:
    order = an_order_in_force(K.SUSPENSION, claims_go_on=True)
    lifting = an_order_in_force(K.LIFTING)
    station.refresh_from_db()
    order.refresh_from_db()
    assert (station.status, station.claims_go_on, station.stopped_on) == (StationStatus.ACTIVE, False, None)
    require_done_in_time(station, today() + timedelta(days=1))
    assert (order.status, lifting.status) == (OrderStatus.ENDED, OrderStatus.ENDED)


def test_a_coefficient_has_one_home_and_holds_from_its_day(station: Station, office: None) -> None:
    day = today() + timedelta(days=4)
    order = an_order_in_force(K.COEFFICIENT, effective_on=day, labour_coefficient=Decimal("1.15"))
    found = coefficient_on(station.pk, day)
    assert found is not None and found.value == Decimal("1.15")
    assert (found.instructed_by, found.set_by) == (order.instructed_by_id, order.acted_by_id)
    station.refresh_from_db()
    assert station.labour_coefficient == Decimal("1.00")
    make_due(ORDER_BEGINS, order.pk)
    keep_due()
    station.refresh_from_db()
    assert station.labour_coefficient == Decimal("1.15")
    an_order_in_force(K.COEFFICIENT, labour_coefficient=Decimal("0.95"))
    order.refresh_from_db()
    assert order.status == OrderStatus.ENDED and CoefficientChange.objects.count() == 2


def test_closed_access_is_found_by_nobody(
    station: Station, station_manager: Actor, client_for: Any, office: None
) -> None:
    client = client_for(station_manager)
    assert client.get(f"/s/{station.code}/").status_code == 200
    an_order_in_force(K.ACCESS_CLOSED)
    assert client.get(f"/s/{station.code}/").status_code == 404
    an_order_in_force(K.ACCESS_OPENED)
    assert client.get(f"/s/{station.code}/").status_code == 200


def test_who_instructs_does_not_act(customer_service_manager: Actor, office: None) -> None:
    order = an_order(K.SUSPENSION)
    with pytest.raises(NotAllowed):
        actions.act_on_order(order.pk, acting_user=customer_service_manager)
    with pytest.raises(IntegrityError, match="order_instructing_is_not_acting"), transaction.atomic():
        StationOrder.objects.filter(pk=order.pk).update(acted_by_id=order.instructed_by_id)
    assert not History.objects.filter(verb="station.suspended").exists()


def test_the_coefficient_is_the_claims_sections(service_management: Actor, office: None) -> None:
    order = an_order(K.COEFFICIENT, labour_coefficient=Decimal("1.10"))
    with pytest.raises(NotAllowed):
        actions.act_on_order(order.pk, acting_user=service_management)
    assert (
        actions.act_on_order(an_order(K.SUSPENSION).pk, acting_user=service_management).status == OrderStatus.IN_FORCE
    )


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        (K.COEFFICIENT, {}),
        (K.COEFFICIENT, {"labour_coefficient": Decimal("2.50")}),
        (K.SUSPENSION, {"until_days": -1}),
        (K.SUSPENSION, {"effective_days": -1}),
        ("holiday", {}),
    ],
)
def test_it_refuses_terms_that_make_no_sense(kind: str, terms: dict[str, Any], office: None) -> None:
    days = {"until_days": "until", "effective_days": "effective_on"}
    facts = {
        days.get(name, name): today() + timedelta(days=value) if name in days else value
        for name, value in terms.items()
    }
    with pytest.raises(Invalid):
        an_order(kind, **facts)
    assert not StationOrder.objects.exists()


@pytest.mark.parametrize("kind", [K.LIFTING, K.ACCESS_OPENED])
def test_what_is_so_already_is_not_instructed(kind: OrderKind, office: None) -> None:
    with pytest.raises(WrongState):
        an_order(kind)


def test_a_pending_order_is_revoked_and_one_alone_is_pending(customer_service_manager: Actor, office: None) -> None:
    order = an_order(K.SUSPENSION)
    with pytest.raises(WrongState):
        an_order(K.SUSPENSION)
    actions.revoke_order(order.pk, reason="已整改", acting_user=customer_service_manager)
    assert an_order(K.SUSPENSION).status == OrderStatus.INSTRUCTED


def test_one_that_nobody_carries_out_is_told(reviewer: Actor, office: None) -> None:
    order = an_order(K.ACCESS_CLOSED)
    make_due(ORDER_DUE, order.pk)
    keep_due()
    deliver_pending()
    order.refresh_from_db()
    assert order.late_at is not None
    assert Notification.objects.filter(user_id=reviewer.id, text__contains=order.number).count() == 2


def test_over_pages_and_api(
    station: Station, customer_service_manager: Actor, reviewer: Actor, station_manager: Actor, client_for: Any
) -> None:
    head, claims, own = (client_for(one) for one in (customer_service_manager, reviewer, station_manager))
    for kind in OrderKind:
        assert head.get(f"/lifecycle/orders/new/{station.pk}/{kind.value}/").status_code == 200
    assert f"/lifecycle/orders/new/{station.pk}/suspension/" in head.get(station.get_absolute_url()).content.decode()
    typed = {
        "effective_on": today().isoformat(),
        "until": "",
        "at_end": "remind",
        "claims_go_on": "on",
        "text": "连续两次抽查不合格，暂停整改。",
    }
    order = head.post(f"/lifecycle/orders/new/{station.pk}/suspension/", typed).url
    assert "act/" not in head.get(order).content.decode() and "act/" in claims.get(order).content.decode()
    assert claims.get(f"{order}act/").status_code == 200 and claims.post(f"{order}act/").status_code == 302
    assert "连续两次" in own.get(f"/s/{station.code}{order}").content.decode()
    assert (
        claims.get("/lifecycle/orders/").status_code
        == own.get(f"/s/{station.code}/lifecycle/orders/").status_code
        == 200
    )
    body = {
        "station": station.public_id,
        "kind": "lifting",
        "text": "整改合格。",
        "effective_on": (today() + timedelta(days=2)).isoformat(),
    }
    from_api = Caller(head).post("station-orders", body)
    assert from_api.status_code == 201, from_api.content
    key = from_api.json()["id"]
    assert Caller(claims).post(f"station-orders/{key}/act", {}).json()["status"] == "acted"
    assert Caller(head).post(f"station-orders/{key}/revoke", {"reason": "再观察"}).json()["status"] == "revoked"
