"""The fake provider at work: what it has to say goes to the same door at which a real one's webhooks arrive."""

from network.onboarding.signing.actions import receive
from network.onboarding.signing.fake import FakeProvider


def deliver_due(fake: FakeProvider) -> int:
    """Deliver what has happened; returns how much it was."""
    waiting = fake.deliveries()
    for _event, payload, headers in waiting:
        receive(payload, headers)
    fake.delivered([event for event, _payload, _headers in waiting])
    return len(waiting)
