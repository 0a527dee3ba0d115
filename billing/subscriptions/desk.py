"""What subscriptions hang into the frame."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.sources import source_page
from billing.subscriptions.choices import SubscriptionStatus
from billing.subscriptions.selectors import subscriptions_for
from common.pages import STATION, Card, cards, menu, say

TROUBLED = [SubscriptionStatus.PAST_DUE, SubscriptionStatus.UNPAID]


def payment_trouble(actor: Actor) -> Card | None:
    """The station manager's home: only when something is wrong."""
    row = subscriptions_for(actor).filter(status__in=TROUBLED).first()
    if row is None:
        return None
    return Card(
        _("Your plan"), str(row.get_status_display()), reverse("subscriptions:own"), tone="warn", icon="credit-card"
    )


menu.add(
    "billing",
    _("Subscriptions"),
    "subscriptions:list",
    icon="credit-card",
    action="subscriptions.view",
    order=80,
    words="订阅",
)
menu.add(
    "billing",
    _("Plan and invoices"),
    "subscriptions:own",
    icon="credit-card",
    action="subscriptions.view",
    places=(STATION,),
    order=80,
)
cards.add(payment_trouble, action="subscriptions.view", places=(STATION,), order=90)
source_page("subscription", "subscriptions:detail")
say(
    {
        "invoice.draft": _("Invoice drafted"),
        "invoice.open": _("Invoice to be paid"),
        "invoice.paid": _("Invoice paid"),
        "invoice.uncollectible": _("Invoice uncollectible"),
        "invoice.void": _("Invoice void"),
        "stripe_event.received": _("Told by the payment service"),
        "subscription.requested": _("Plan asked for"),
        "subscription.end_requested": _("End asked for"),
        "subscription.changed": _("Changed by the payment service"),
        "subscription.refused": _("Refused by the payment service"),
        "subscription.payment_failed": _("A payment failed"),
    }
)
