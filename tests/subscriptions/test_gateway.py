"""One suite for the port: the fake, and the real adapter in front of the same rules over HTTP."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest

from billing.stripe.adapter import StripeGateway
from billing.stripe.fake import FakeGateway, FakeStripe, signed
from billing.stripe.port import BadSignature, CardDeclined, Gateway, GatewayError, Unavailable
from tests.builders.stripe_server import stripe_server
from tests.subscriptions.conftest import SECRET

STATION = UUID(int=7)


@pytest.fixture
def stripe_side() -> FakeStripe:
    return FakeStripe()


@pytest.fixture(params=["fake", "adapter"])
def gateway(request: pytest.FixtureRequest, stripe_side: FakeStripe) -> Iterator[Gateway]:
    if request.param == "fake":
        yield FakeGateway(stripe_side, SECRET)
        return
    with stripe_server(stripe_side) as address:
        yield StripeGateway("sk_test_x", SECRET, address=address, timeout_s=2)


def start(gateway: Gateway, key: str = "s1", price: str = "price_basic") -> str:
    customer = gateway.create_customer(STATION, "SHA01", "a@example.com", key="c1")
    return gateway.start(customer, price, STATION, key=key).id


def test_a_subscription_begins_active_and_is_billed(gateway: Gateway, stripe_side: FakeStripe) -> None:
    found = gateway.subscription(start(gateway))
    assert (found.status, found.price_id, found.station_id, found.ends_at_period_end) == (
        "active", "price_basic", STATION, False,
    )  # fmt: skip
    assert found.period_end is not None
    invoice = gateway.invoice(stripe_side.invoices_of(found.id)[0])
    assert (invoice.status, invoice.amount_minor, invoice.currency, invoice.subscription_id, invoice.paid_at) == (
        "open", 68_000, "CNY", found.id, None,
    )  # fmt: skip


def test_the_same_key_is_carried_out_once(gateway: Gateway, stripe_side: FakeStripe) -> None:
    assert start(gateway) == start(gateway)
    assert len(stripe_side.invoices_of(start(gateway))) == 1


def test_a_lost_answer_is_repeated_with_the_same_key(gateway: Gateway, stripe_side: FakeStripe) -> None:
    customer = gateway.create_customer(STATION, "x", "", key="c")
    stripe_side.fail_next("lost")
    with pytest.raises(Unavailable):
        gateway.start(customer, "price_basic", STATION, key="k")
    again = gateway.start(customer, "price_basic", STATION, key="k")
    assert len(stripe_side.invoices_of(again.id)) == 1


def test_the_same_key_for_something_else_is_refused(gateway: Gateway) -> None:
    customer = gateway.create_customer(STATION, "x", "", key="c")
    gateway.start(customer, "price_basic", STATION, key="k")
    with pytest.raises(GatewayError):
        gateway.start(customer, "price_pro", STATION, key="k")


def test_a_change_bills_the_difference(gateway: Gateway, stripe_side: FakeStripe) -> None:
    key = start(gateway)
    assert gateway.change_price(key, "price_pro", key="u").price_id == "price_pro"
    assert len(stripe_side.invoices_of(key)) == 2
    assert gateway.change_price(key, "price_basic", key="d").price_id == "price_basic"
    assert len(stripe_side.invoices_of(key)) == 2


def test_it_ends_with_its_period(gateway: Gateway) -> None:
    assert gateway.cancel_at_period_end(start(gateway), key="e").ends_at_period_end


@pytest.mark.parametrize(
    ("kind", "error"), [("declined", CardDeclined), ("error", Unavailable), ("limit", Unavailable)]
)
def test_failures_have_names(kind: str, error: type[GatewayError], gateway: Gateway, stripe_side: FakeStripe) -> None:
    stripe_side.fail_next(kind)
    with pytest.raises(error):
        gateway.create_customer(STATION, "x", "", key="c")


def test_what_is_not_there_is_an_error(gateway: Gateway) -> None:
    with pytest.raises(GatewayError) as refusal:
        gateway.subscription("sub_none")
    assert refusal.value.code == "resource_missing"
    customer = gateway.create_customer(STATION, "x", "", key="c")
    with pytest.raises(GatewayError):
        gateway.start(customer, "price_none", STATION, key="k")


def test_a_signed_event_is_read(gateway: Gateway, stripe_side: FakeStripe) -> None:
    key = start(gateway)
    events = [gateway.read_event(*signed(event, SECRET)) for event in stripe_side.waiting_events()]
    assert [(event.type, event.subscription_id) for event in events] == [
        ("customer.subscription.created", key),
        ("invoice.finalized", key),
    ]
    assert events[1].invoice_id == stripe_side.invoices_of(key)[0]


@pytest.mark.parametrize("fault", ["secret", "body", "age", "header", "junk"])
def test_a_forged_event_is_refused(fault: str, gateway: Gateway, stripe_side: FakeStripe) -> None:
    start(gateway)
    event = stripe_side.waiting_events()[0]
    payload, header = signed(
        event, "whsec_other" if fault == "secret" else SECRET, at=1_000_000 if fault == "age" else None
    )
    if fault == "body":
        payload += b" "
    if fault == "junk":
        payload, header = signed({"hello": "world"}, SECRET)
    with pytest.raises(BadSignature):
        gateway.read_event(payload, "" if fault == "header" else header)


def test_no_answer_in_time_is_unavailable(stripe_side: FakeStripe) -> None:
    silent = StripeGateway("sk_test_x", SECRET, address="http://127.0.0.1:9", timeout_s=0.5)
    with pytest.raises(Unavailable):
        silent.create_customer(uuid4(), "x", "", key="c")
