"""注销: a station asks for its own deregistration; its office checks, the customer-service manager instructs, another person carries it out."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from common.clock import today
from common.deadlines.keep import keep_due
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import for_office
from desk.models import Notification
from network.lifecycle import actions
from network.lifecycle.choices import ChangeKind, ChangeStatus, OrderKind, OrderStatus
from network.lifecycle.models import Closing, StationChange, StationOrder
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.lifecycle import PAPER, a_checked_change, a_closing, a_request
from tests.world import office_actor

pytestmark = pytest.mark.django_db
WISH = {"closing_contact": "周建国 13900000000"}
WORDS = "同意服务站注销申请，自即日起办理。"


def kept() -> date:
    return today() + timedelta(days=3 * 365 + 1)


def a_wish() -> StationChange:
    return a_checked_change(ChangeKind.DEREGISTRATION, WISH)


def answered(wish: StationChange, **more: Any) -> StationOrder:
    facts: dict[str, Any] = {"effective_on": today(), "keep_until": kept(), "text": WORDS} | more
    manager = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    return actions.instruct_deregistration(wish.pk, acting_user=manager, **facts)


def test_a_wish_becomes_an_order_and_the_order_a_closing(station: Station, office: None) -> None:
    wish = a_wish()
    order = answered(wish)
    wish.refresh_from_db()
    told = History.objects.get(verb="station_change.approved").after
    assert told["written_order"] == order.number and "order" not in told  # that would read as a repair order
    assert (wish.status, order.kind, order.wish_id) == (ChangeStatus.APPROVED, OrderKind.DEREGISTRATION, wish.pk)
    actions.act_on_order(order.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    keep_due()
    wish.refresh_from_db()
    station.refresh_from_db()
    assert wish.status == ChangeStatus.APPLIED and wish.applied_at is not None
    assert Closing.objects.get(station=station).kind == OrderKind.DEREGISTRATION
    assert station.status == StationStatus.WITHDRAWN
    told = list(History.objects.filter(aggregate_id=wish.pk).order_by("seq").values_list("verb", flat=True))
    assert told == [f"station_change.{verb}" for verb in ("requested", "checked", "approved", "applied")]


def test_only_the_station_asks_and_with_its_paper(station: Station, office: None, service_management: Actor) -> None:
    with pytest.raises(NotAllowed):
        actions.request_change(
            station.pk, ChangeKind.DEREGISTRATION, WISH, reason="注销", evidence=PAPER, acting_user=service_management
        )
    with pytest.raises(Invalid):
        a_request(ChangeKind.DEREGISTRATION, WISH, evidence=[])
    assert not StationChange.objects.exists()


def test_nobody_but_the_customer_service_manager_answers_it(
    office: None, service_management: Actor, customer_service_manager: Actor
) -> None:
    wish = a_wish()
    with pytest.raises(NotAllowed):
        actions.instruct_deregistration(
            wish.pk, effective_on=today(), keep_until=kept(), text=WORDS, acting_user=service_management
        )
    for approver in (service_management, customer_service_manager):
        with pytest.raises(WrongState):
            actions.approve_change(wish.pk, acting_user=approver)
    with pytest.raises(Invalid):
        answered(wish, keep_until=today())
    unchecked = StationChange.objects.get(pk=wish.pk)
    assert unchecked.status == ChangeStatus.CHECKED and not StationOrder.objects.exists()


def test_an_unchecked_wish_and_another_kind_are_not_answered(office: None) -> None:
    for change in (a_request(ChangeKind.DEREGISTRATION, WISH), a_checked_change()):
        with pytest.raises(WrongState):
            answered(change)
    assert not StationOrder.objects.exists()


def test_a_revoked_order_sends_the_wish_back(office: None, customer_service_manager: Actor) -> None:
    wish = a_wish()
    order = answered(wish, effective_on=today() + timedelta(days=5))
    actions.revoke_order(order.pk, reason="服务站撤回注销", acting_user=customer_service_manager)
    wish.refresh_from_db()
    assert (wish.status, wish.answer) == (ChangeStatus.REFUSED, "服务站撤回注销")
    assert a_request(ChangeKind.DEREGISTRATION, WISH).status == ChangeStatus.REQUESTED


def test_a_wish_that_was_answered_is_not_refused_beside_its_order(office: None, service_management: Actor) -> None:
    """Refused alone, the wish would say no while the order goes on and closes the station."""
    wish = a_wish()
    order = answered(wish, effective_on=today() + timedelta(days=5))
    events = History.objects.count()
    with pytest.raises(WrongState) as refusal:
        actions.refuse_change(wish.pk, reason="不同意注销", acting_user=service_management)
    assert order.number in str(refusal.value.message)
    wish.refresh_from_db()
    assert (wish.status, History.objects.count()) == (ChangeStatus.APPROVED, events)


def test_a_withdrawal_overtakes_the_wish(office: None) -> None:
    wish = a_wish()
    order = answered(wish, effective_on=today() + timedelta(days=5))
    a_closing()
    wish.refresh_from_db()
    order.refresh_from_db()
    assert (wish.status, order.status) == (ChangeStatus.REFUSED, OrderStatus.REVOKED)


def test_whose_turn_it_is_hears_of_it(
    office: None, customer_service_manager: Actor, service_management: Actor, regional_officer: Actor
) -> None:
    wish = a_request(ChangeKind.DEREGISTRATION, WISH)
    deliver_pending()
    actions.check_change(wish.pk, note="材料齐全", acting_user=regional_officer)
    deliver_pending()
    heard = Notification.objects.filter(text__contains=wish.number)
    assert heard.filter(user_id=customer_service_manager.id).count() == 1
    assert heard.filter(user_id=regional_officer.id).count() == 1
    assert not heard.filter(user_id=service_management.id).exists()


def test_pages_and_api_lead_through(
    client_for: Any,
    station: Station,
    station_manager: Actor,
    customer_service_manager: Actor,
    service_management: Actor,
) -> None:
    own, head = client_for(station_manager), client_for(customer_service_manager)
    root = f"/s/{station.code}/lifecycle/changes/new/"
    assert "deregistration/" in own.get(root).content.decode()
    assert own.get(f"{root}deregistration/").status_code == 200
    assert "deregistration/" not in head.get(f"/lifecycle/changes/new/{station.pk}/").content.decode()
    with for_office():
        wish = a_wish()
    page = head.get(f"/lifecycle/changes/{wish.pk}/").content.decode()
    assert f"/lifecycle/changes/{wish.pk}/instruct/" in page and f"/lifecycle/changes/{wish.pk}/approve/" not in page
    other = client_for(service_management).get(f"/lifecycle/changes/{wish.pk}/").content.decode()
    assert f"/lifecycle/changes/{wish.pk}/instruct/" not in other
    assert wish.number in head.get(f"/lifecycle/changes/{wish.pk}/instruct/").content.decode()
    body = {"effective_on": today().isoformat(), "keep_until": kept().isoformat(), "text": WORDS}
    answer = Caller(head).post(f"station-changes/{wish.public_id}/instruct-leaving", body)
    assert answer.status_code in (200, 201) and answer.json()["status"] == "approved"
    with for_office():
        order = StationOrder.objects.get(wish=wish)
    assert order.number in head.get(f"/lifecycle/changes/{wish.pk}/").content.decode()
    assert wish.number in head.get(f"/lifecycle/orders/{order.pk}/").content.decode()
