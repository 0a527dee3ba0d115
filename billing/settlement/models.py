"""Statements. A statement holds which entries it settles, and no figure: figures are read from the ledger, always."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.ledger.models import Correction, Entry
from billing.settlement.choices import DISPUTE_MOVES, STATEMENT_MOVES, DisputeStatus, StatementStatus
from billing.settlement.debts.models import Receivable
from billing.settlement.invoicing.models import BankDetails, Invoice
from billing.settlement.offsets.models import Offset, OffsetConfirmation
from billing.settlement.payments.models import BankAnswer, PaymentBatch, PaymentLine
from common.money import DEFAULT_CURRENCY
from common.records import Moves, Placement, Record
from tenants.registry.models import Station

__all__ = [
    "BankAnswer",
    "BankDetails",
    "Dispute",
    "Invoice",
    "Offset",
    "OffsetConfirmation",
    "PaymentBatch",
    "PaymentLine",
    "Receivable",
    "Statement",
    "StatementLine",
]


class Statement(Record):
    """A station's month. While it is a draft entries are added; issuing freezes them (a trigger refuses further lines)."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "stm"
    moves: ClassVar[Moves | None] = STATEMENT_MOVES
    TONES: ClassVar[dict[str, str]] = {"confirmed": "busy", "paying": "busy", "carried": "off"}

    number = models.CharField(_("number"), max_length=30, unique=True)
    station = models.ForeignKey(
        Station, models.PROTECT, related_name="statements", db_index=False, verbose_name=_("station")
    )
    period = models.DateField(_("month"))  # the first of the month
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    status = models.CharField(
        _("status"), max_length=20, choices=StatementStatus.choices, default=StatementStatus.DRAFT
    )
    issued_at = models.DateTimeField(_("issued at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)

    class Meta:
        db_table = "settlement_statement"
        ordering = ["-period", "station"]
        constraints = [
            models.UniqueConstraint(fields=["station", "period", "currency"], name="statement_once_a_month"),
            models.CheckConstraint(condition=models.Q(period__day=1), name="statement_period_is_month"),
        ]
        indexes = [models.Index(fields=["period", "status"], name="statement_of_month")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the statement's page."""
        return reverse("settlement:detail", args=[self.pk])

    @property
    def month(self) -> str:
        """The month as people write it: 2026-11."""
        return self.period.strftime("%Y-%m")


class StatementLine(Record):
    """That a statement settles an entry. An entry is settled once."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "stl"
    append_only: ClassVar[bool] = True

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="lines", db_index=False)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="settled_in")

    class Meta:
        db_table = "settlement_line"
        indexes = [
            models.Index(fields=["station", "statement"], name="settlement_line_of_station"),
            models.Index(fields=["statement"], name="settlement_line_of_statement"),
        ]

    def __str__(self) -> str:
        return str(self.entry)

    def get_absolute_url(self) -> str:
        """Return the page of the statement that it stands on."""
        return reverse("settlement:entries", args=[self.statement_id])


class Dispute(Record):
    """What a station objects to on a statement: a line, or (without one) that something is missing or wrong as a whole."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "dsp"
    moves: ClassVar[Moves | None] = DISPUTE_MOVES
    TONES: ClassVar[dict[str, str]] = {"open": "warn", "granted": "good", "explained": "neutral"}

    station = models.ForeignKey(Station, models.PROTECT, related_name="+", db_index=False, verbose_name=_("station"))
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="disputes", verbose_name=_("statement"))
    line = models.ForeignKey(
        StatementLine, models.PROTECT, null=True, blank=True, related_name="disputes", verbose_name=_("entry")
    )
    status = models.CharField(_("status"), max_length=20, choices=DisputeStatus.choices, default=DisputeStatus.OPEN)
    reason = models.CharField(_("what is disputed"), max_length=500)
    raised_by_name = models.CharField(_("raised by"), max_length=120)
    answer = models.CharField(_("answer to the dispute"), max_length=500, blank=True)
    answered_by_name = models.CharField(_("answered by"), max_length=120, blank=True)
    correction = models.ForeignKey(
        Correction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("ledger", "correction"),
    )

    class Meta:
        db_table = "settlement_dispute"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "line"],
                condition=models.Q(status="open"),
                nulls_distinct=False,
                name="dispute_open_once_a_line",
            ),
            models.CheckConstraint(
                condition=models.Q(status="open") | ~models.Q(answer=""), name="dispute_closed_with_an_answer"
            ),
        ]
        indexes = [models.Index(fields=["station", "status"], name="dispute_of_station")]

    def __str__(self) -> str:
        return str(self.line.entry.transaction) if self.line else str(self.statement)

    def get_absolute_url(self) -> str:
        """Return the page of the statement that it is about."""
        return reverse("settlement:detail", args=[self.statement_id])
