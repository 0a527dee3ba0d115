"""States of a subscription and of its invoices, as Stripe has them, and what a plan can include."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SubscriptionStatus(TextChoices):
    """Where a subscription stands. After `none` Stripe decides; we only follow."""

    NONE = "none", _("No plan")
    INCOMPLETE = "incomplete", _("Incomplete")
    INCOMPLETE_EXPIRED = "incomplete_expired", _("Never begun")
    TRIALING = "trialing", _("On trial")
    ACTIVE = "active", pgettext_lazy("subscription", "Active")
    PAST_DUE = "past_due", _("Payment overdue")
    UNPAID = "unpaid", _("Unpaid")
    PAUSED = "paused", _("Paused")
    CANCELED = "canceled", pgettext_lazy("subscription", "Ended")


class InvoiceStatus(TextChoices):
    """Where an invoice stands."""

    DRAFT = "draft", _("Draft")
    OPEN = "open", _("To be paid")
    PAID = "paid", _("Paid")
    UNCOLLECTIBLE = "uncollectible", _("Uncollectible")
    VOID = "void", _("Void")


# Events come late and out of order, so a state may be skipped; but nothing goes back to "no plan".
SUBSCRIPTION_MOVES = {
    start: {end for end in SubscriptionStatus if end not in (start, SubscriptionStatus.NONE)}
    for start in SubscriptionStatus
}
ENTITLING = frozenset({SubscriptionStatus.TRIALING, SubscriptionStatus.ACTIVE, SubscriptionStatus.PAST_DUE})


class Feature(TextChoices):
    """What a plan can include beyond the daily work, which every station may always do."""

    API = "api", _("API keys")
    EXPORTS = "exports", _("Bulk exports")
    ANALYTICS = "analytics", _("Dashboards")
    CAMPAIGNS = "campaigns", _("Customer campaigns")
    GROUP = "group", _("Dealer group view")


class SubscriptionError(StrEnum):
    """Why something about a subscription was refused."""

    SAME_PLAN = "subscription.same_plan"
    NO_PLAN = "subscription.no_plan"
    NOT_INCLUDED = "subscription.not_included"
    BAD_SIGNATURE = "subscription.bad_signature"
