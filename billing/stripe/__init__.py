"""Stripe behind a port. This folder is the only place that imports the `stripe` package; remove it to remove Stripe.

`gateway()` returns the real one where an API key is set, else a fake that keeps its state on this machine and signs its webhooks.
"""

from billing.stripe.choose import gateway, use_gateway
from billing.stripe.port import (
    BadSignature,
    CardDeclined,
    Gateway,
    GatewayError,
    RemoteEvent,
    RemoteInvoice,
    RemoteSubscription,
    Unavailable,
)

__all__ = [
    "BadSignature",
    "CardDeclined",
    "Gateway",
    "GatewayError",
    "RemoteEvent",
    "RemoteInvoice",
    "RemoteSubscription",
    "Unavailable",
    "gateway",
    "use_gateway",
]
