"""From the wish to the running plan, and all that can go wrong between."""

from collections.abc import Callable
from typing import Any

import pytest

from accounts.actors import Actor
from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, balance
from billing.stripe.fake import FakeGateway
from billing.subscriptions.actions import choose_plan, end_plan
from billing.subscriptions.choices import Feature, SubscriptionError, SubscriptionStatus
from billing.subscriptions.models import Invoice, Plan, Subscription, WebhookEvent
from billing.subscriptions.policies import require_feature
from billing.subscriptions.remote import handle_event, receive_webhook
from billing.subscriptions.selectors import entitlements_of
from billing.subscriptions.subscribers import FAKE_DELIVERY, deliver_what_the_fake_has_to_say
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History, Undelivered
from common.history.relay import deliver_pending
from tenants.registry.models import Station

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(
    station: Station, station_manager: Actor, plans: dict[str, Plan], acting: Any, settle: Callable[[], None]
) -> str:
    """The station runs the basic plan; its id at Stripe."""
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
    settle()
    return "sub"


def row() -> Subscription:
    found: Subscription = Subscription.objects.get()
    return found


def test_the_wish_becomes_a_running_plan(
    running: str, station: Station, at_office: Any, plans: dict[str, Plan]
) -> None:
    with at_office():
        assert (row().status, row().plan, row().wanted_plan) == (SubscriptionStatus.ACTIVE, plans["basic"], None)
        assert Invoice.objects.get().amount_minor == 68_000
        assert entitlements_of(station.pk).include(Feature.EXPORTS)
        require_feature(station.pk, Feature.EXPORTS)
        with pytest.raises(NotAllowed) as refusal:
            require_feature(station.pk, Feature.API)
        assert refusal.value.code == SubscriptionError.NOT_INCLUDED


def test_without_a_plan_there_are_no_extras(station: Station, at_office: Any) -> None:
    with at_office():
        assert not entitlements_of(station.pk).features


def test_the_wish_alone_changes_nothing(
    station: Station, station_manager: Actor, plans: dict[str, Plan], acting: Any
) -> None:
    with acting(station_manager):
        wished = choose_plan(station.pk, plans["pro"].pk, acting_user=station_manager)
    assert (wished.status, wished.wanted_plan) == (SubscriptionStatus.NONE, plans["pro"])


def test_a_change_of_plan(
    running: str,
    station: Station,
    station_manager: Actor,
    plans: dict[str, Plan],
    acting: Any,
    settle: Any,
    at_office: Any,
) -> None:
    with acting(station_manager):
        choose_plan(station.pk, plans["pro"].pk, acting_user=station_manager)
    settle()
    with at_office():
        assert (row().plan, Invoice.objects.count()) == (plans["pro"], 2)


def test_the_same_plan_again_is_refused(
    running: str, station: Station, station_manager: Actor, plans: dict[str, Plan], acting: Any
) -> None:
    with acting(station_manager), pytest.raises(Invalid) as refusal:
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
    assert refusal.value.code == SubscriptionError.SAME_PLAN


def test_it_ends_with_its_period(
    running: str,
    station: Station,
    station_manager: Actor,
    acting: Any,
    settle: Any,
    remote: FakeGateway,
    at_office: Any,
) -> None:
    with acting(station_manager):
        end_plan(station.pk, acting_user=station_manager, reason="too dear")
    settle()
    with at_office():
        assert row().ends_at_period_end
        with pytest.raises(WrongState):
            end_plan(station.pk, acting_user=station_manager)
        remote.remote.set_status(row().stripe_subscription_id, "canceled")
    settle()
    with at_office():
        assert row().status == SubscriptionStatus.CANCELED
        assert not entitlements_of(station.pk).features


def test_after_the_end_a_new_one_begins(
    running: str,
    station: Station,
    station_manager: Actor,
    plans: dict[str, Plan],
    acting: Any,
    settle: Any,
    remote: FakeGateway,
    at_office: Any,
) -> None:
    with at_office():
        before = row().stripe_subscription_id
    remote.remote.set_status(before, "canceled")
    settle()
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
    settle()
    with at_office():
        assert row().status == SubscriptionStatus.ACTIVE
        assert row().stripe_subscription_id != before


def test_a_paid_invoice_is_posted_once(running: str, remote: FakeGateway, settle: Any, at_office: Any) -> None:
    with at_office():
        key = Invoice.objects.get().stripe_invoice_id
    remote.remote.pay_invoice(key)
    settle()
    remote.remote.pay_invoice(key)
    settle()
    with at_office():
        assert balance(account(AccountKind.SUBSCRIPTION_INCOME)) == -68_000
        assert Transaction.objects.get().kind == TransactionKind.SUBSCRIPTION
        assert Invoice.objects.get().transaction is not None


def test_a_failed_payment_is_shown_until_it_is_paid(
    running: str, remote: FakeGateway, settle: Any, at_office: Any
) -> None:
    with at_office():
        key = Invoice.objects.get().stripe_invoice_id
    remote.remote.pay_invoice(key, declined=True)
    settle()
    with at_office():
        assert row().problem == "payment_failed"
    remote.remote.pay_invoice(key)
    settle()
    with at_office():
        assert row().problem == ""


def test_events_twice_late_and_out_of_order_do_no_harm(running: str, remote: FakeGateway, at_office: Any) -> None:
    with at_office():
        key = row().stripe_subscription_id
    remote.remote.set_status(key, "past_due")
    remote.remote.set_status(key, "unpaid")
    remote.remote.set_status(key, "active")
    for _id, payload, signature in [*reversed(remote.webhooks()), *remote.webhooks()]:
        receive_webhook(payload, signature)
    deliver_pending()
    with at_office():
        assert row().status == SubscriptionStatus.ACTIVE
        assert WebhookEvent.objects.count() == len({hook[0] for hook in remote.webhooks()}) + 2


def test_a_webhook_is_stored_once(running: str, remote: FakeGateway) -> None:
    remote.remote.set_status(
        remote.remote.waiting_events()[0]["id"] if remote.remote.waiting_events() else _id(remote), "past_due"
    )
    _key, payload, signature = remote.webhooks()[0]
    assert [receive_webhook(payload, signature) for _ in range(2)] == [True, False]


def _id(remote: FakeGateway) -> str:
    with remote.remote.store.opened() as state:
        return str(next(key for key in state["objects"] if key.startswith("sub_")))


@pytest.mark.parametrize("failure", ["error", "limit", "lost"])
def test_while_stripe_is_away_the_wish_waits(
    failure: str,
    station: Station,
    station_manager: Actor,
    plans: dict[str, Plan],
    acting: Any,
    remote: FakeGateway,
    settle: Any,
    at_office: Any,
) -> None:
    remote.remote.fail_next(failure)
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
    settle()
    with at_office():
        assert row().status == SubscriptionStatus.NONE
        Undelivered.objects.update(not_before="2020-01-01T00:00:00Z")
    settle()
    with at_office():
        assert row().status == SubscriptionStatus.ACTIVE
        assert Invoice.objects.count() == 1


def test_a_declined_card_is_said_and_the_wish_dropped(
    station: Station,
    station_manager: Actor,
    plans: dict[str, Plan],
    acting: Any,
    remote: FakeGateway,
    settle: Any,
    at_office: Any,
) -> None:
    remote.remote.fail_next("declined")
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
    settle()
    with at_office():
        assert (row().status, row().wanted_plan, row().problem) == (SubscriptionStatus.NONE, None, "card_declined")
        assert History.objects.filter(verb="subscription.refused").exists()


def test_a_wish_that_was_replaced_is_not_sent(
    station: Station, station_manager: Actor, plans: dict[str, Plan], acting: Any, settle: Any, at_office: Any
) -> None:
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
        choose_plan(station.pk, plans["pro"].pk, acting_user=station_manager)
    settle()
    with at_office():
        assert row().plan == plans["pro"]
        assert Invoice.objects.count() == 1


def test_what_is_not_ours_is_left_alone(
    station: Station, remote: FakeGateway, at_office: Any, plans: dict[str, Plan]
) -> None:
    """The same Stripe account may serve something else, too."""
    _status, customer = remote.remote.call("POST", "customers", {"name": "somebody"})
    remote.remote.call("POST", "subscriptions", {"customer": customer["id"], "items": [{"price": "price_pro"}]})
    with at_office():
        for _key, payload, signature in remote.webhooks():
            receive_webhook(payload, signature)
        for event in WebhookEvent.objects.all():
            handle_event(event.pk)
        assert not Subscription.objects.exists()
        assert not Invoice.objects.exists()


def test_the_fake_delivers_its_own_webhooks(
    station: Station,
    station_manager: Actor,
    plans: dict[str, Plan],
    acting: Any,
    remote: FakeGateway,
    at_office: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
    deliver_pending()
    with at_office(), django_capture_on_commit_callbacks(execute=True):
        deliver_what_the_fake_has_to_say(Deadline.objects.get(kind=FAKE_DELIVERY))
    assert remote.webhooks() == []
    with at_office():
        assert WebhookEvent.objects.count() == 2


def test_a_rival_chooses_nothing_for_another(
    station: Station, rival_manager: Actor, plans: dict[str, Plan], acting: Any, at_office: Any
) -> None:
    with acting(rival_manager), pytest.raises(NotYours):
        choose_plan(station.pk, plans["basic"].pk, acting_user=rival_manager)
    with at_office():
        assert not Subscription.objects.exists()
        assert not History.objects.filter(verb="subscription.requested").exists()


@pytest.mark.parametrize("who", ["station_cashier", "finance", "supplier_user"])
def test_others_may_not(who: str, station: Station, plans: dict[str, Plan], acting: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        choose_plan(station.pk, plans["basic"].pk, acting_user=actor)
    with acting(actor), pytest.raises(NotAllowed):
        end_plan(station.pk, acting_user=actor)


def test_the_administrator_chooses_for_a_station(
    station: Station, administrator: Actor, plans: dict[str, Plan], acting: Any
) -> None:
    with acting(administrator):
        assert choose_plan(station.pk, plans["basic"].pk, acting_user=administrator).wanted_plan == plans["basic"]
