"""The port: what this product needs of a subscription service, in plain data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class GatewayError(Exception):
    """The service refused: a programming or configuration error. `code` is the service's own."""

    def __init__(self, code: str = "") -> None:
        self.code = code
        super().__init__(code)


class CardDeclined(GatewayError):
    """The customer's means of payment was refused."""


class Unavailable(GatewayError):
    """No answer, or a failure on the service's side: try again later with the same key."""


class BadSignature(GatewayError):
    """A webhook that the service did not send, or too old a copy of one."""


@dataclass(frozen=True, slots=True)
class RemoteSubscription:
    """A subscription as the service has it now. `station_id` comes back from the metadata that we gave it."""

    id: str
    customer_id: str
    price_id: str
    status: str
    station_id: UUID | None
    period_end: datetime | None
    ends_at_period_end: bool


@dataclass(frozen=True, slots=True)
class RemoteInvoice:
    """An invoice as the service has it now."""

    id: str
    subscription_id: str
    number: str
    status: str
    amount_minor: int
    currency: str
    issued_at: datetime
    due_at: datetime | None
    paid_at: datetime | None
    url: str


@dataclass(frozen=True, slots=True)
class RemoteEvent:
    """Something happened there. It says to which object, not how that object is now: events come late, twice and out of order."""

    id: str
    type: str
    created_at: datetime
    subscription_id: str
    invoice_id: str


class Gateway(Protocol):
    """What the service does for us. `key` makes a call safe to repeat: the same key is carried out once."""

    def create_customer(self, station_id: UUID, name: str, email: str, *, key: str) -> str:
        """Return the new customer's id."""

    def start(self, customer_id: str, price_id: str, station_id: UUID, *, key: str) -> RemoteSubscription:
        """Begin a subscription, paid by invoice. Raises CardDeclined, Unavailable, GatewayError."""

    def change_price(self, subscription_id: str, price_id: str, *, key: str) -> RemoteSubscription:
        """Move a subscription to another price, the difference by the day. Raises as `start` does."""

    def cancel_at_period_end(self, subscription_id: str, *, key: str) -> RemoteSubscription:
        """Let a subscription run out. Raises Unavailable, GatewayError."""

    def subscription(self, subscription_id: str) -> RemoteSubscription:
        """Return it as it is now."""

    def invoice(self, invoice_id: str) -> RemoteInvoice:
        """Return it as it is now."""

    def read_event(self, payload: bytes, signature: str) -> RemoteEvent:
        """Return the event of a webhook after checking its signature. Raises BadSignature."""
