"""Plans, each station's subscription, its invoices, and the webhooks that were taken in."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.models import Transaction
from billing.subscriptions.choices import SUBSCRIPTION_MOVES, Feature, InvoiceStatus, SubscriptionStatus
from catalog.models import Named
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record
from tenants.registry.models import Station


class Plan(Named):
    """What a station can subscribe to."""

    public_prefix: ClassVar[str] = "pln"

    code = models.CharField(_("code"), max_length=20, unique=True)
    rank = models.PositiveSmallIntegerField(default=0)
    price_minor = MoneyMinorField(_("price a month"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    stripe_price_id = models.CharField(max_length=60, unique=True)
    features = models.JSONField(_("features"), default=list)
    people = models.PositiveSmallIntegerField(_("people"), default=0, help_text=_("0: no limit"))
    is_offered = models.BooleanField(_("on offer"), default=True)

    class Meta:
        db_table = "subscription_plan"
        ordering = ["rank", "code"]

    @property
    def feature_labels(self) -> list[str]:
        """The words for what it includes."""
        return [str(Feature(code).label) for code in self.features]


class Subscription(Record):
    """A station's subscription, as Stripe last told us. `wanted_plan` was asked for and is not confirmed yet."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sbs"
    moves: ClassVar[Moves | None] = SUBSCRIPTION_MOVES
    TONES: ClassVar[dict[str, str]] = {
        "past_due": "warn",
        "unpaid": "bad",
        "canceled": "off",
        "trialing": "info",
        "incomplete": "warn",
    }

    station = models.OneToOneField(Station, models.PROTECT, related_name="subscription", verbose_name=_("station"))
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan"))
    wanted_plan = models.ForeignKey(
        Plan, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("plan asked for")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=SubscriptionStatus.choices, default=SubscriptionStatus.NONE
    )
    period_end = models.DateTimeField(_("runs until"), null=True, blank=True)
    ends_at_period_end = models.BooleanField(_("ends then"), default=False)
    problem = models.CharField(_("problem"), max_length=60, blank=True)
    stripe_customer_id = models.CharField(max_length=60, blank=True)
    stripe_subscription_id = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "subscription"
        ordering = ["station"]
        constraints = [
            models.UniqueConstraint(
                fields=["stripe_subscription_id"],
                condition=~models.Q(stripe_subscription_id=""),
                name="subscription_remote_once",
            )
        ]

    def __str__(self) -> str:
        return str(self.station)

    def get_absolute_url(self) -> str:
        """Return the subscription's page at head office."""
        return reverse("subscriptions:detail", args=[self.pk])


class Invoice(Record):
    """An invoice for a subscription, as Stripe last told us."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sin"
    TONES: ClassVar[dict[str, str]] = {"open": "info", "uncollectible": "bad"}

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    subscription = models.ForeignKey(
        Subscription, models.PROTECT, related_name="invoices", verbose_name=_("subscription")
    )
    stripe_invoice_id = models.CharField(max_length=60, unique=True)
    number = models.CharField(_("number"), max_length=40)
    status = models.CharField(_("status"), max_length=20, choices=InvoiceStatus.choices)
    amount_minor = MoneyMinorField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    issued_at = models.DateTimeField(_("issued at"))
    due_at = models.DateTimeField(_("due by"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    url = models.CharField(max_length=500, blank=True)
    transaction = models.ForeignKey(
        Transaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posting")
    )

    class Meta:
        db_table = "subscription_invoice"
        ordering = ["-issued_at", "-id"]
        indexes = [models.Index(fields=["station", "issued_at"], name="invoice_of_station")]

    def __str__(self) -> str:
        return self.number


class WebhookEvent(Record):
    """A webhook that was taken in, once. It names the object; how that is now is asked when it is handled."""

    placement: ClassVar[Placement] = Placement.OFFICE
    append_only: ClassVar[bool] = True

    event_id = models.CharField(max_length=60, unique=True)
    type = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    subscription_id = models.CharField(max_length=60, blank=True)
    invoice_id = models.CharField(max_length=60, blank=True)

    class Meta:
        db_table = "subscription_webhook_event"

    def __str__(self) -> str:
        return f"{self.type} {self.event_id}"
