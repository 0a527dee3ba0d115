"""A fake Stripe of each test's own, and ways to let time pass between it and us."""

from collections.abc import Callable, Iterator

import pytest

from billing.stripe import use_gateway
from billing.stripe.fake import FakeGateway, FakeStripe
from billing.subscriptions.models import Plan
from billing.subscriptions.remote import receive_webhook
from billing.subscriptions.seed import seed_plans
from common.history.relay import deliver_pending

SECRET = "whsec_test"


@pytest.fixture
def remote() -> Iterator[FakeGateway]:
    gateway = FakeGateway(FakeStripe(), SECRET)
    use_gateway(gateway)
    yield gateway
    use_gateway(None)


@pytest.fixture
def plans(db: None) -> dict[str, Plan]:
    return {plan.code: plan for plan in seed_plans()}


@pytest.fixture
def settle(remote: FakeGateway) -> Callable[[], None]:
    """Let the relay and the webhooks run until nothing is left to do."""

    def run() -> None:
        for _round in range(6):
            deliver_pending()
            for key, payload, signature in remote.webhooks():
                receive_webhook(payload, signature)
                remote.remote.forget_events({key})

    return run
