"""Stripe's JSON into the port's plain data; the adapter and the fake share it, so both are read the same way."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from billing.stripe.port import RemoteEvent, RemoteInvoice, RemoteSubscription

STATION = "station_id"
Json = Mapping[str, Any]


def subscription_of(data: Json) -> RemoteSubscription:
    """Read a subscription. The period stands on its item since API version 2025-03-31."""
    item = data["items"]["data"][0]
    station = (data.get("metadata") or {}).get(STATION)
    return RemoteSubscription(
        id=data["id"],
        customer_id=_id(data["customer"]),
        price_id=_id(item["price"]),
        status=data["status"],
        station_id=UUID(station) if station else None,
        period_end=_moment(item.get("current_period_end") or data.get("current_period_end")),
        ends_at_period_end=bool(data.get("cancel_at_period_end")),
    )


def invoice_of(data: Json) -> RemoteInvoice:
    """Read an invoice."""
    issued = _moment(data["created"])
    assert issued is not None  # noqa: S101 - Stripe always sends it
    return RemoteInvoice(
        id=data["id"],
        subscription_id=subscription_id_of(data),
        number=data.get("number") or "",
        status=data["status"],
        amount_minor=data["total"],
        currency=data["currency"].upper(),
        issued_at=issued,
        due_at=_moment(data.get("due_date")),
        paid_at=_moment((data.get("status_transitions") or {}).get("paid_at")),
        url=data.get("hosted_invoice_url") or "",
    )


def event_of(data: Json) -> RemoteEvent:
    """Read an event."""
    subject = data["data"]["object"]
    is_invoice = subject["object"] == "invoice"
    created = _moment(data["created"])
    assert created is not None  # noqa: S101 - Stripe always sends it
    return RemoteEvent(
        id=data["id"],
        type=data["type"],
        created_at=created,
        subscription_id=subscription_id_of(subject) if is_invoice else _own_id(subject, "subscription"),
        invoice_id=subject["id"] if is_invoice else "",
    )


def subscription_id_of(invoice: Json) -> str:
    """Return the subscription that an invoice belongs to; it moved below `parent` in API version 2025-03-31."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    return _id(details.get("subscription") or invoice.get("subscription") or "")


def _own_id(subject: Json, kind: str) -> str:
    return str(subject["id"]) if subject["object"] == kind else ""


def _id(value: Any) -> str:
    return value if isinstance(value, str) else str(value["id"])


def _moment(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, tz=UTC) if seconds else None
