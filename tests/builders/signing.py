"""A provider of electronic signatures for tests: what it says is signed and comes in by the real door."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from accounts.roles import Role
from common.deadlines.keep import keep_due
from common.history.relay import deliver_pending
from common.scope import for_office
from network.onboarding.models import Agreement, Signing
from network.onboarding.signing.actions import receive, send_for_signature
from network.onboarding.signing.choose import use_provider
from network.onboarding.signing.fake import Delivery, FakeProvider
from tests.builders import onboarding as build
from tests.world import office_actor

SECRET = "whsec_dGVzdHMgb2YgdGhlIHNpZ25hdHVyZXM="


@contextmanager
def a_fake() -> Iterator[FakeProvider]:
    """Use a fake provider of one's own until the block ends."""
    fake = FakeProvider(SECRET)
    use_provider(fake)
    try:
        yield fake
    finally:
        use_provider(None)


def requested(agreement: Agreement | None = None, **changes: Any) -> Signing:
    """An agreement that was sent for signature; the customer-service manager signs for the manufacturer."""
    agreement = agreement or build.drafted()
    given = {"signatory": office_actor(Role.CUSTOMER_SERVICE_MANAGER).id} | changes
    with for_office():
        return send_for_signature(agreement.pk, **given, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def sent(agreement: Agreement | None = None, **changes: Any) -> Signing:
    """An agreement that waits for the station at the provider."""
    signing = requested(agreement, **changes)
    deliver_pending()
    return fresh(signing)


def hear(fake: FakeProvider, deliveries: Sequence[Delivery] | None = None) -> list[bool]:
    """Let the provider say what it has to say, and let it be looked at; returns which notices were new."""
    told = fake.deliveries() if deliveries is None else deliveries
    news = [receive(payload, headers) for _event, payload, headers in told]
    keep_due()
    return news


def fresh(signing: Signing) -> Signing:
    """The round as it is now."""
    found: Signing = Signing.objects.select_related("agreement", "agreement__candidate").get(pk=signing.pk)
    return found
