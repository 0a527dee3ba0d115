"""Which gateway is in use: the real one with an API key; without one the fake, which production refuses."""

from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from billing.stripe.adapter import StripeGateway
from billing.stripe.fake import FakeGateway, FakeStripe
from billing.stripe.port import Gateway
from billing.stripe.store import FileStore

_given: list[Gateway] = []


def gateway() -> Gateway:
    """Return the gateway in use. Raises ImproperlyConfigured in production without an API key."""
    return _given[-1] if _given else _configured()


def use_gateway(one: Gateway | None) -> None:
    """Use another one in this process (tests, the demo's seed); None goes back to the configured one."""
    _given.clear()
    if one is not None:
        _given.append(one)


@cache
def _configured() -> Gateway:
    if settings.STRIPE_API_KEY:
        return StripeGateway(settings.STRIPE_API_KEY, settings.STRIPE_WEBHOOK_SECRET)
    if settings.PRODUCTION:
        raise ImproperlyConfigured("set STRIPE_API_KEY and STRIPE_WEBHOOK_SECRET: production does not run on the fake")
    return FakeGateway(FakeStripe(FileStore(Path(settings.STATE) / "stripe-fake.json")), settings.STRIPE_WEBHOOK_SECRET)
