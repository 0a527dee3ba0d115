"""Invoices and bank details. What an invoice says is kept as it was printed; what does not agree is computed, never stored."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.settlement.invoicing.choices import (
    DETAILS_MOVES,
    INVOICE_MOVES,
    DetailsStatus,
    InvoiceStatus,
)
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record
from tenants.registry.models import Station


class BankDetails(Record):
    """The company behind a station and the account to which it is paid.

    The station proposes; one person of finance calls it back on a number that was known before, another approves: three people.
    `call_required` is false for those that were approved before call-backs were written down.
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "bkd"
    moves: ClassVar[Moves | None] = DETAILS_MOVES
    TONES: ClassVar[dict[str, str]] = {"proposed": "warn"}

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    status = models.CharField(_("status"), max_length=20, choices=DetailsStatus.choices, default=DetailsStatus.PROPOSED)
    company_name = models.CharField(_("company"), max_length=120)
    tax_number = models.CharField(_("tax number"), max_length=20)
    bank_name = models.CharField(_("bank"), max_length=120)
    bank_code = models.CharField(_("bank code (CNAPS)"), max_length=12)
    account_number = models.CharField(_("account number"), max_length=34)
    reason = models.CharField(_("reason"), max_length=200)
    proposed_by = models.UUIDField()
    proposed_by_name = models.CharField(_("proposed by"), max_length=120)
    call_required = models.BooleanField(default=True)
    called_by = models.UUIDField(null=True, blank=True)
    called_by_name = models.CharField(_("called back by"), max_length=120, blank=True)
    called_at = models.DateTimeField(_("called back at"), null=True, blank=True)
    called_number = models.CharField(_("number that was called"), max_length=30, blank=True)
    called_person = models.CharField(_("who confirmed it"), max_length=80, blank=True)
    call_note = models.CharField(_("what was confirmed"), max_length=200, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    answer = models.CharField(_("why it was refused"), max_length=500, blank=True)

    class Meta:
        db_table = "settlement_bank_details"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["station"], condition=models.Q(status="approved"), name="bank_details_approved_once"
            ),
            models.UniqueConstraint(
                fields=["station"], condition=models.Q(status="proposed"), name="bank_details_proposed_once"
            ),
            models.CheckConstraint(
                condition=models.Q(status="proposed", decided_by__isnull=True)
                | (~models.Q(status="proposed") & models.Q(decided_by__isnull=False)),
                name="bank_details_decided",
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposed_by")),
                name="bank_details_by_two_people",
            ),
            models.CheckConstraint(
                condition=models.Q(called_by__isnull=True) | ~models.Q(called_by=models.F("proposed_by")),
                name="bank_details_called_by_another",
            ),
            models.CheckConstraint(
                condition=~models.Q(status__in=["approved", "superseded"])
                | models.Q(call_required=False)
                | (models.Q(called_by__isnull=False) & ~models.Q(called_by=models.F("decided_by"))),
                name="bank_details_approved_after_a_call",
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="bank_details_of_station")]

    def __str__(self) -> str:
        return f"{self.company_name} {self.masked}"

    def get_absolute_url(self) -> str:
        """Return the page of these details."""
        return reverse("settlement:bank_details", args=[self.pk])

    @property
    def masked(self) -> str:
        """The account number as lists show it: its last four digits."""
        return f"****{self.account_number[-4:]}"


class Invoice(Record):
    """A fully digitalised e-invoice (数电票) of a station for a statement. Several may make up one statement."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "inv"
    moves: ClassVar[Moves | None] = INVOICE_MOVES
    TONES: ClassVar[dict[str, str]] = {"accepted": "good", "withdrawn": "off"}

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    statement = models.ForeignKey(
        "settlement.Statement", models.PROTECT, related_name="invoices", verbose_name=_("statement")
    )
    number = models.CharField(_("invoice number"), max_length=20)
    issued_on = models.DateField(_("invoice date"))
    net_minor = MoneyMinorField(_("amount without tax"))
    tax_rate = models.DecimalField(_("tax rate"), max_digits=5, decimal_places=2)
    tax_minor = MoneyMinorField(_("tax"))
    total_minor = MoneyMinorField(_("total"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    seller_name = models.CharField(_("seller"), max_length=120)
    seller_tax_number = models.CharField(_("seller's tax number"), max_length=20)
    buyer_name = models.CharField(_("buyer"), max_length=120)
    buyer_tax_number = models.CharField(_("buyer's tax number"), max_length=20)
    status = models.CharField(
        _("status"), max_length=20, choices=InvoiceStatus.choices, default=InvoiceStatus.SUBMITTED
    )
    entered_by_name = models.CharField(_("entered by"), max_length=120)
    checked_by_name = models.CharField(_("checked by"), max_length=120, blank=True)
    answer = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        db_table = "settlement_invoice"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(status__in=["submitted", "accepted"]), name="invoice_number_once"
            ),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{20}$"), name="invoice_number_of_20_digits"
            ),
            models.CheckConstraint(condition=models.Q(total_minor__gt=0), name="invoice_positive"),
            models.CheckConstraint(
                condition=~models.Q(status="accepted")
                | models.Q(total_minor=models.F("net_minor") + models.F("tax_minor")),
                name="invoice_accepted_adds_up",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="refused") | ~models.Q(answer=""), name="invoice_refused_with_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["station", "status"], name="settlement_invoice_of_station"),
            models.Index(fields=["number"], name="settlement_invoice_by_number"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the invoice's page."""
        return reverse("settlement:invoice", args=[self.pk])
