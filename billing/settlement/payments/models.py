"""Payment batches, their lines, and the bank's answers."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.ledger.models import Transaction
from billing.settlement.payments.choices import BATCH_MOVES, PAYMENT_MOVES, BatchStatus, PaymentStatus
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record
from tenants.registry.models import Station


class PaymentBatch(Record):
    """Payments that go to the bank together. Who made it does not release it, by constraint; totals are read from the lines."""

    public_prefix: ClassVar[str] = "bat"
    moves: ClassVar[Moves | None] = BATCH_MOVES
    TONES: ClassVar[dict[str, str]] = {"released": "busy", "answered": "good"}

    number = models.CharField(_("number"), max_length=30, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=BatchStatus.choices, default=BatchStatus.DRAFT)
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    made_by = models.UUIDField()
    made_by_name = models.CharField(_("made by"), max_length=120)
    released_by = models.UUIDField(null=True, blank=True)
    released_by_name = models.CharField(_("released by"), max_length=120, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    file_sha256 = models.CharField(_("check sum of the bank file"), max_length=64, blank=True)

    class Meta:
        db_table = "settlement_batch"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(released_by__isnull=True) | ~models.Q(released_by=models.F("made_by")),
                name="batch_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["draft", "cancelled"]) | models.Q(released_by__isnull=False),
                name="batch_released_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the batch's page."""
        return reverse("settlement:batch", args=[self.pk])


class PaymentLine(Record):
    """The payment of one statement: how much, and to which account as it stood on the day. `reference` is the bank's key."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "pay"
    moves: ClassVar[Moves | None] = PAYMENT_MOVES
    TONES: ClassVar[dict[str, str]] = {"collected": "neutral", "sent": "busy", "dropped": "off"}

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="lines", verbose_name=_("batch"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    statement = models.ForeignKey(
        "settlement.Statement", models.PROTECT, related_name="payments", verbose_name=_("statement")
    )
    reference = models.CharField(_("reference"), max_length=35, unique=True)
    status = models.CharField(
        _("status"), max_length=20, choices=PaymentStatus.choices, default=PaymentStatus.COLLECTED
    )
    amount_minor = MoneyMinorField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    company_name = models.CharField(_("company"), max_length=120)
    bank_name = models.CharField(_("bank"), max_length=120)
    bank_code = models.CharField(_("bank code (CNAPS)"), max_length=12)
    account_number = models.CharField(_("account number"), max_length=34)
    posted = models.OneToOneField(
        Transaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("posting")
    )
    returned = models.OneToOneField(
        Transaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contra entries")
    )
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    rejection = models.CharField(_("why the bank rejected it"), max_length=200, blank=True)

    class Meta:
        db_table = "settlement_payment"
        ordering = ["reference"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement"],
                condition=models.Q(status__in=["collected", "sent", "paid"]),
                name="payment_once_a_statement",
            ),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=~models.Q(status__in=["sent", "paid", "rejected"]) | models.Q(posted__isnull=False),
                name="payment_sent_with_posting",
            ),
            models.CheckConstraint(
                condition=models.Q(status="rejected", returned__isnull=False)
                | (~models.Q(status="rejected") & models.Q(returned__isnull=True)),
                name="payment_rejected_with_contra",
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="payment_of_station")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        """Return the page of the statement that it pays."""
        return reverse("settlement:detail", args=[self.statement_id])


class BankAnswer(Record):
    """A file of the bank that was read, once: its check sum is unique."""

    public_prefix: ClassVar[str] = "ban"
    append_only: ClassVar[bool] = True

    batch = models.ForeignKey(PaymentBatch, models.PROTECT, related_name="answers", verbose_name=_("batch"))
    sha256 = models.CharField(_("check sum"), max_length=64, unique=True)
    name = models.CharField(_("file"), max_length=200)
    accepted = models.PositiveIntegerField(pgettext_lazy("payment", "accepted"))
    rejected = models.PositiveIntegerField(pgettext_lazy("payment", "rejected"))
    repeated = models.PositiveIntegerField(_("known already"))
    read_by_name = models.CharField(_("read by"), max_length=120)

    class Meta:
        db_table = "settlement_bank_answer"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of the batch that it answers."""
        return reverse("settlement:batch", args=[self.batch_id])
