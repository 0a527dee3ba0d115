"""A fake that behaves like the original: idempotency keys, failures, and events that it signs and delivers late, twice or out of order.

`FakeStripe` speaks Stripe's JSON (`call`), so that a loopback HTTP server can put the real adapter in front of it. `FakeGateway` is the port.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Collection, Mapping
from copy import deepcopy
from typing import Any
from uuid import UUID, uuid4

from billing.stripe.adapter import signed_event
from billing.stripe.port import CardDeclined, GatewayError, RemoteEvent, RemoteInvoice, RemoteSubscription, Unavailable
from billing.stripe.shapes import STATION, invoice_of, subscription_of
from billing.stripe.store import MemoryStore, Store

MONTH_S = 30 * 24 * 3600
Json = dict[str, Any]
PRICES = {"price_basic": 68_000, "price_pro": 198_000, "price_group": 498_000}
FAILURES = {
    "declined": (402, {"type": "card_error", "code": "card_declined", "message": "Your card was declined."}),
    "error": (500, {"type": "api_error", "message": "An error occurred."}),
    "limit": (429, {"type": "invalid_request_error", "code": "rate_limit", "message": "Too many requests."}),
}


class LostAnswer(Exception):
    """It was done, but the answer never came: the connection broke."""


class FakeStripe:
    """Stripe's objects and rules, as far as this product uses them."""

    def __init__(self, store: Store | None = None) -> None:
        self.store = store or MemoryStore()
        self.failures: list[str] = []

    def fail_next(self, *kinds: str) -> None:
        """Let the next calls fail: `declined`, `error`, `limit`, or `lost` (done, but the answer is lost)."""
        self.failures.extend(kinds)

    def call(self, method: str, path: str, params: Json | None = None, key: str = "") -> tuple[int, Json]:
        """Answer a request as Stripe does: a status and a JSON body. Raises LostAnswer."""
        kind = self.failures.pop(0) if self.failures else ""
        if kind in FAILURES:
            status, error = FAILURES[kind]
            return status, {"error": error}
        with self.store.opened() as state:
            status, body = self._once(state, method, path, params or {}, key)
        if kind == "lost":
            raise LostAnswer
        return status, deepcopy(body)

    def _once(self, state: Json, method: str, path: str, params: Json, key: str) -> tuple[int, Json]:
        said = hashlib.sha256(json.dumps([method, path, params], sort_keys=True).encode()).hexdigest()
        if key and (before := state["keys"].get(key)):
            if before["said"] != said:
                return 400, {"error": {"type": "idempotency_error", "message": "Keys are for the same parameters."}}
            return before["status"], before["body"]
        status, body = self._route(state, method, path.strip("/").removeprefix("v1/").split("/"), params)
        if key and status < 400:
            state["keys"][key] = {"said": said, "status": status, "body": deepcopy(body)}
        return status, body

    def _route(self, state: Json, method: str, path: list[str], params: Json) -> tuple[int, Json]:
        match method, path:
            case "POST", ["customers"]:
                return 200, _kept(state, "customer", "cus", params)
            case "POST", ["subscriptions"]:
                return self._subscribe(state, params)
            case "POST", ["subscriptions", key] if key in state["objects"]:
                return 200, self._update(state, state["objects"][key], params)
            case "GET", ["subscriptions" | "invoices" | "customers", key] if key in state["objects"]:
                return 200, state["objects"][key]
        return 404, {
            "error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such object."}
        }

    def _subscribe(self, state: Json, params: Json) -> tuple[int, Json]:
        price = params["items"][0]["price"]
        if price not in PRICES or params["customer"] not in state["objects"]:
            return 400, {
                "error": {"type": "invalid_request_error", "code": "resource_missing", "message": "No such price."}
            }
        end = int(time.time()) + MONTH_S
        item = {"id": _new("si"), "object": "subscription_item", "price": _price(price), "current_period_end": end}
        row = _kept(
            state, "subscription", "sub",
            {
                "customer": params["customer"], "status": "active", "cancel_at_period_end": False,
                "metadata": params.get("metadata", {}), "items": {"object": "list", "data": [item]},
            },
        )  # fmt: skip
        _tell(state, "customer.subscription.created", row)
        self._bill(state, row, PRICES[price])
        return 200, row

    def _update(self, state: Json, row: Json, params: Json) -> Json:
        item = row["items"]["data"][0]
        if "items" in params:
            before, price = item["price"]["id"], params["items"][0]["price"]
            item["price"] = _price(price)
            if PRICES[price] > PRICES[before]:
                self._bill(state, row, PRICES[price] - PRICES[before])
        if "cancel_at_period_end" in params:
            row["cancel_at_period_end"] = params["cancel_at_period_end"] in (True, "true")
        _tell(state, "customer.subscription.updated", row)
        return row

    def _bill(self, state: Json, subscription: Json, minor: int) -> None:
        now, state["invoices"] = int(time.time()), state["invoices"] + 1
        row = _kept(
            state, "invoice", "in",
            {
                "customer": subscription["customer"], "number": f"SM-{state['invoices']:06d}", "status": "open", "total": minor,
                "currency": "cny", "due_date": now + MONTH_S, "status_transitions": {"paid_at": None}, "hosted_invoice_url": None,
                "parent": {"subscription_details": {"subscription": subscription["id"]}},
            },
        )  # fmt: skip
        _tell(state, "invoice.finalized", row)

    # what happens on Stripe's side without us

    def pay_invoice(self, invoice_id: str, *, declined: bool = False) -> None:
        """The customer pays the hosted invoice, or tries to."""
        with self.store.opened() as state:
            row = state["objects"][invoice_id]
            if declined:
                _tell(state, "invoice.payment_failed", row)
                return
            row["status"], row["status_transitions"]["paid_at"] = "paid", int(time.time())
            _tell(state, "invoice.paid", row)

    def set_status(self, subscription_id: str, status: str) -> None:
        """Time passes: an invoice stays unpaid, a term ends."""
        with self.store.opened() as state:
            row = state["objects"][subscription_id]
            row["status"] = status
            ended = status == "canceled"
            _tell(state, f"customer.subscription.{'deleted' if ended else 'updated'}", row)

    def invoices_of(self, subscription_id: str) -> list[str]:
        """Return the ids of a subscription's invoices, oldest first."""
        with self.store.opened() as state:
            rows = [row for row in state["objects"].values() if row["object"] == "invoice"]
        return [row["id"] for row in rows if row["parent"]["subscription_details"]["subscription"] == subscription_id]

    def waiting_events(self) -> list[Json]:
        """Return the events that wait for delivery, in their order."""
        with self.store.opened() as state:
            return deepcopy(state["events"])  # type: ignore[no-any-return]

    def forget_events(self, keys: Collection[str]) -> None:
        """These were delivered. Until then they are sent again, as Stripe does."""
        with self.store.opened() as state:
            state["events"] = [event for event in state["events"] if event["id"] not in keys]


def signed(event: Mapping[str, Any], secret: str, *, at: float | None = None) -> tuple[bytes, str]:
    """Return a webhook's body and its `Stripe-Signature` header, `t=…,v1=…`."""
    moment, payload = int(at or time.time()), json.dumps(event).encode()
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + payload, hashlib.sha256).hexdigest()
    return payload, f"t={moment},v1={digest}"


def _new(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex[:24]}"


def _price(key: str) -> Json:
    return {"id": key, "object": "price", "currency": "cny", "unit_amount": PRICES[key]}


def _kept(state: Json, kind: str, prefix: str, values: Json) -> Json:
    row = {"id": _new(prefix), "object": kind, "created": int(time.time()), **values}
    state["objects"][row["id"]] = row
    return row


def _tell(state: Json, kind: str, row: Json) -> None:
    subject = {"id": _new("evt"), "object": "event", "type": kind, "created": int(time.time())}
    state["events"].append(subject | {"data": {"object": deepcopy(row)}})


class FakeGateway:
    """The port in front of the fake."""

    def __init__(self, remote: FakeStripe, webhook_secret: str) -> None:
        self.remote = remote
        self.webhook_secret = webhook_secret

    def create_customer(self, station_id: UUID, name: str, email: str, *, key: str) -> str:
        """Create the customer."""
        params = {"name": name, "email": email, "metadata": {STATION: str(station_id)}}
        return str(self._ask("POST", "customers", params, key)["id"])

    def start(self, customer_id: str, price_id: str, station_id: UUID, *, key: str) -> RemoteSubscription:
        """Begin it."""
        params = {"customer": customer_id, "items": [{"price": price_id}], "metadata": {STATION: str(station_id)}}
        return subscription_of(self._ask("POST", "subscriptions", params, key))

    def change_price(self, subscription_id: str, price_id: str, *, key: str) -> RemoteSubscription:
        """Move it to another price."""
        params = {"items": [{"price": price_id}], "cancel_at_period_end": False}
        return subscription_of(self._ask("POST", f"subscriptions/{subscription_id}", params, key))

    def cancel_at_period_end(self, subscription_id: str, *, key: str) -> RemoteSubscription:
        """Mark it to end."""
        return subscription_of(
            self._ask("POST", f"subscriptions/{subscription_id}", {"cancel_at_period_end": True}, key)
        )

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        """Read it."""
        return subscription_of(self._ask("GET", f"subscriptions/{subscription_id}"))

    def invoice(self, invoice_id: str) -> RemoteInvoice:
        """Read it."""
        return invoice_of(self._ask("GET", f"invoices/{invoice_id}"))

    def read_event(self, payload: bytes, signature: str) -> RemoteEvent:
        """Check the signature as for the original."""
        return signed_event(payload, signature, self.webhook_secret)

    def webhooks(self) -> list[tuple[str, bytes, str]]:
        """Return id, body and signature of the webhooks that wait for delivery."""
        return [(event["id"], *signed(event, self.webhook_secret)) for event in self.remote.waiting_events()]

    def _ask(self, method: str, path: str, params: Json | None = None, key: str = "") -> Json:
        try:
            status, body = self.remote.call(method, path, params, key)
        except LostAnswer as error:
            raise Unavailable("connection") from error
        if status < 400:
            return body
        code = body["error"].get("code", "")
        if status == 402:
            raise CardDeclined(code)
        raise Unavailable(str(status)) if status >= 500 or status == 429 else GatewayError(code)
