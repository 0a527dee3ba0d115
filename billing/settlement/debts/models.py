"""Documents by which a station owes: one row for each, one posting behind it. The balance is read from the ledger."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.models import Transaction
from billing.settlement.debts.choices import Debt
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Placement, Record
from tenants.registry.models import Station


class Receivable(Record):
    """A delivery of parts or vehicles that the station owes for. The document's number makes a repeat harmless."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "rcv"
    append_only: ClassVar[bool] = True

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    debt = models.CharField(_("debt"), max_length=20, choices=Debt.choices)
    document_number = models.CharField(_("document number"), max_length=40)
    document_on = models.DateField(_("document date"))
    due_on = models.DateField(_("due on"), null=True, blank=True)
    amount_minor = MoneyMinorField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    note = models.CharField(_("note"), max_length=200, blank=True)
    posted = models.OneToOneField(Transaction, models.PROTECT, related_name="+", verbose_name=_("posting"))
    booked_by_name = models.CharField(_("booked by"), max_length=120)

    class Meta:
        db_table = "settlement_receivable"
        ordering = ["-document_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["debt", "document_number"], name="receivable_once"),
            models.CheckConstraint(condition=models.Q(amount_minor__gt=0), name="receivable_positive"),
        ]
        indexes = [models.Index(fields=["station", "debt", "document_on"], name="receivable_of_station")]

    def __str__(self) -> str:
        return self.document_number

    def get_absolute_url(self) -> str:
        """Return the document's page."""
        return reverse("settlement:receivable", args=[self.pk])
