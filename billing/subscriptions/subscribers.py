"""What follows a wish and a webhook; run by the relay, again after a failure, each effect once."""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from billing.stripe import gateway
from billing.stripe.fake import FakeGateway
from billing.subscriptions.models import Subscription
from billing.subscriptions.remote import handle_event, receive_webhook, send_end, send_wish
from common.clock import database_now
from common.deadlines.keep import on_deadline, set_deadline
from common.deadlines.models import Deadline
from common.history.models import History
from common.history.subscribers import subscribe

FAKE_DELIVERY = "stripe.fake_delivery"
FAKE_DELAY = timedelta(seconds=1)


@subscribe("subscription.requested")
def tell_stripe_the_wish(event: History) -> None:
    """Ask Stripe for the plan; the event's own key makes a repeat harmless."""
    send_wish(_station(event), event.after["wanted_plan"], str(event.pk))
    _deliver_soon(event.pk)


@subscribe("subscription.end_requested")
def tell_stripe_to_end_it(event: History) -> None:
    """Ask Stripe to let it run out."""
    send_end(_station(event), str(event.pk))
    _deliver_soon(event.pk)


@subscribe("stripe_event.received")
def bring_it_up_to_date(event: History) -> None:
    """Ask Stripe how the object of a webhook is now."""
    handle_event(event.aggregate_id)


def _station(event: History) -> UUID:
    return Subscription.objects.values_list("station_id", flat=True).get(pk=event.aggregate_id)


def _deliver_soon(key: UUID) -> None:
    """The fake has nobody to send its webhooks but us."""
    if isinstance(gateway(), FakeGateway):
        set_deadline(FAKE_DELIVERY, key, database_now() + FAKE_DELAY)


@on_deadline(FAKE_DELIVERY)
def deliver_what_the_fake_has_to_say(deadline: Deadline) -> None:
    """Hand the fake's signed webhooks to the same door at which the original's arrive."""
    remote = gateway()
    if isinstance(remote, FakeGateway):
        waiting = remote.webhooks()
        for _key, payload, signature in waiting:
            receive_webhook(payload, signature)
        transaction.on_commit(lambda: remote.remote.forget_events({key for key, _payload, _signature in waiting}))
