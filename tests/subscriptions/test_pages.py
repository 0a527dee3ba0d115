"""Plans on pages and in the API, and the door for Stripe's webhooks."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import set_urlconf

from accounts.actors import Actor
from billing.stripe.fake import FakeGateway, signed
from billing.subscriptions.actions import choose_plan
from billing.subscriptions.desk import payment_trouble
from billing.subscriptions.models import Plan, Subscription, WebhookEvent
from billing.subscriptions.pages.views import problem_text
from tenants.registry.models import Station
from tests.subscriptions.conftest import SECRET

pytestmark = pytest.mark.django_db


def test_the_manager_chooses_and_ends_a_plan(
    station: Station,
    station_manager: Actor,
    finance: Actor,
    plans: dict[str, Plan],
    client_for: Any,
    settle: Callable[[], None],
    at_office: Any,
) -> None:
    browser, root = client_for(station_manager), f"/s/{station.code}/subscriptions"
    assert "¥1,980.00" in browser.get(f"{root}/").content.decode()
    assert browser.get(f"{root}/choose/{plans['pro'].pk}/").status_code == 200
    assert browser.post(f"{root}/choose/{plans['pro'].pk}/").status_code == 302
    assert browser.get(f"{root}/").status_code == 200
    settle()
    assert "SM-000001" in browser.get(f"{root}/").content.decode()
    assert browser.get(f"{root}/end/").status_code == 200
    assert browser.post(f"{root}/end/", {"reason": ""}).status_code == 302
    office = client_for(finance)
    assert station.code in office.get("/subscriptions/").content.decode()
    assert "SM-000001" in office.get("/subscriptions/invoices/").content.decode()
    with at_office():
        found = Subscription.objects.get()
    assert "SM-000001" in office.get(f"/subscriptions/{found.pk}/").content.decode()


def test_a_cashier_sees_it_and_chooses_nothing(
    station: Station, station_cashier: Actor, plans: dict[str, Plan], client_for: Any
) -> None:
    browser, root = client_for(station_cashier), f"/s/{station.code}/subscriptions"
    assert browser.get(f"{root}/").status_code == 200
    assert browser.post(f"{root}/choose/{plans['pro'].pk}/").status_code == 403


def test_stripe_s_webhook_is_taken_in_without_a_session(remote: FakeGateway, plans: dict[str, Plan]) -> None:
    stranger = Client(enforce_csrf_checks=True)
    event = {
        "id": "evt_1", "object": "event", "type": "customer.created", "created": 1_700_000_000,
        "data": {"object": {"id": "cus_1", "object": "customer"}},
    }  # fmt: skip
    payload, header = signed(event, SECRET)
    send: dict[str, Any] = {"content_type": "application/json", "headers": {"Stripe-Signature": header}}
    assert stranger.post("/subscriptions/webhook/", payload, **send).json() == {"received": True, "fresh": True}
    assert stranger.post("/subscriptions/webhook/", payload, **send).json() == {"received": True, "fresh": False}
    assert WebhookEvent.objects.count() == 1


def test_a_forged_webhook_is_refused(remote: FakeGateway, client: Client) -> None:
    answer = client.post(
        "/subscriptions/webhook/", b"{}", content_type="application/json", headers={"Stripe-Signature": "t=1,v1=x"}
    )
    assert answer.status_code == 400
    assert client.get("/subscriptions/webhook/").status_code == 405
    assert not WebhookEvent.objects.exists()


def test_trouble_shows_on_the_home_page(
    station: Station,
    station_manager: Actor,
    plans: dict[str, Plan],
    acting: Any,
    settle: Any,
    remote: FakeGateway,
    at_office: Any,
) -> None:
    with acting(station_manager):
        choose_plan(station.pk, plans["basic"].pk, acting_user=station_manager)
        assert payment_trouble(station_manager) is None
    settle()
    with at_office():
        remote.remote.set_status(Subscription.objects.get().stripe_subscription_id, "past_due")
    settle()
    set_urlconf("config.urls_station")
    try:
        with acting(station_manager):
            card = payment_trouble(station_manager)
    finally:
        set_urlconf(None)
    assert card is not None
    assert card.tone == "warn"


@pytest.mark.parametrize("code", ["card_declined", "payment_failed", "something_else"])
def test_problems_have_words(code: str) -> None:
    assert code not in str(problem_text(code))


def test_the_api(
    station: Station,
    station_manager: Actor,
    rival_manager: Actor,
    rival_station: Station,
    plans: dict[str, Plan],
    client_for: Any,
    settle: Any,
) -> None:
    mine = client_for(station_manager)
    here = {"X-Station": station.code}
    offered = mine.get("/api/v1/plans", headers=here).json()["data"]
    assert {one["code"] for one in offered} == {"basic", "pro", "group"}
    body = {"station": station.public_id, "plan": plans["basic"].public_id}
    send: dict[str, Any] = {"content_type": "application/json", "headers": {**here, "Idempotency-Key": "1"}}
    made = mine.post("/api/v1/subscriptions", body, **send)
    assert made.status_code == 201, made.content
    settle()
    assert mine.get("/api/v1/subscription-invoices", headers=here).json()["data"][0]["amount"]["amount_minor"] == 68_000
    key = made.json()["id"]
    assert mine.get(f"/api/v1/subscriptions/{key}", headers=here).json()["status"] == "active"
    rival = client_for(rival_manager)
    assert rival.get(f"/api/v1/subscriptions/{key}", headers={"X-Station": rival_station.code}).status_code == 404
    send["headers"] = {**here, "Idempotency-Key": "2"}
    assert mine.post(f"/api/v1/subscriptions/{key}/end", {}, **send).status_code == 200
