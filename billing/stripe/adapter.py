"""The real Stripe."""

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

import stripe
from stripe import RequestsClient

from billing.stripe.port import (
    BadSignature,
    CardDeclined,
    GatewayError,
    RemoteEvent,
    RemoteInvoice,
    RemoteSubscription,
    Unavailable,
)
from billing.stripe.shapes import STATION, event_of, invoice_of, subscription_of

TIMEOUT_S = (3.05, 15.0)
DUE_DAYS = 30
T = TypeVar("T")


class StripeGateway:
    """Calls Stripe with idempotency keys and a time-out. Retries are ours: the relay's, with the same key."""

    def __init__(self, api_key: str, webhook_secret: str, *, address: str = "", timeout_s: Any = TIMEOUT_S) -> None:
        options: dict[str, Any] = {"base_addresses": {"api": address}} if address else {}
        self.webhook_secret = webhook_secret
        http = RequestsClient(timeout=timeout_s)
        self.client = stripe.StripeClient(api_key, http_client=http, max_network_retries=0, **options)

    def create_customer(self, station_id: UUID, name: str, email: str, *, key: str) -> str:
        """Create the customer."""
        params: Any = {"name": name, "metadata": {STATION: str(station_id)}} | ({"email": email} if email else {})
        made = asked(lambda: self.client.v1.customers.create(params, {"idempotency_key": key}))
        return str(made.id)

    def start(self, customer_id: str, price_id: str, station_id: UUID, *, key: str) -> RemoteSubscription:
        """Begin it; the invoice is sent and due in 30 days."""
        params: Any = {
            "customer": customer_id,
            "items": [{"price": price_id}],
            "collection_method": "send_invoice",
            "days_until_due": DUE_DAYS,
            "metadata": {STATION: str(station_id)},
        }
        made = asked(lambda: self.client.v1.subscriptions.create(params, {"idempotency_key": key}))
        return subscription_of(made.to_dict())

    def change_price(self, subscription_id: str, price_id: str, *, key: str) -> RemoteSubscription:
        """Replace the price of its only item."""
        found = asked(lambda: self.client.v1.subscriptions.retrieve(subscription_id))
        item = found.to_dict()["items"]["data"][0]["id"]
        params: Any = {
            "items": [{"id": item, "price": price_id}],
            "proration_behavior": "create_prorations",
            "cancel_at_period_end": False,
        }
        made = asked(lambda: self.client.v1.subscriptions.update(subscription_id, params, {"idempotency_key": key}))
        return subscription_of(made.to_dict())

    def cancel_at_period_end(self, subscription_id: str, *, key: str) -> RemoteSubscription:
        """Mark it to end."""
        params: Any = {"cancel_at_period_end": True}
        made = asked(lambda: self.client.v1.subscriptions.update(subscription_id, params, {"idempotency_key": key}))
        return subscription_of(made.to_dict())

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        """Read it."""
        return subscription_of(asked(lambda: self.client.v1.subscriptions.retrieve(subscription_id)).to_dict())

    def invoice(self, invoice_id: str) -> RemoteInvoice:
        """Read it."""
        return invoice_of(asked(lambda: self.client.v1.invoices.retrieve(invoice_id)).to_dict())

    def read_event(self, payload: bytes, signature: str) -> RemoteEvent:
        """Check Stripe's signature and read the event."""
        return signed_event(payload, signature, self.webhook_secret)


def signed_event(payload: bytes, signature: str, secret: str) -> RemoteEvent:
    """Check a `t=…,v1=…` signature by Stripe's own library and read the event. Raises BadSignature; five minutes are tolerated."""
    try:
        event = stripe.Webhook.construct_event(payload, signature, secret)
        return event_of(event.to_dict())
    except (stripe.SignatureVerificationError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSignature(type(error).__name__) from error


def asked(call: Callable[[], T]) -> T:
    """Call Stripe; its exceptions become the port's."""
    try:
        return call()
    except stripe.CardError as error:
        raise CardDeclined(error.code or "card_declined") from error
    except (stripe.APIConnectionError, stripe.RateLimitError) as error:
        raise Unavailable(type(error).__name__) from error
    except stripe.StripeError as error:
        if (error.http_status or 0) >= 500 or error.http_status == 409:
            raise Unavailable(str(error.http_status)) from error
        raise GatewayError(error.code or type(error).__name__) from error
