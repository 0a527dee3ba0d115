"""The double-entry ledger: accounts, transactions, entries. Append-only, and each transaction sums to zero per currency.

Triggers keep both (see the migration): `ledger_balanced` at commit, `ledger_entry_fits` on insert. A correction is a contra entry.
"""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.choices import CORRECTION_MOVES, AccountKind, CorrectionStatus, TransactionKind
from catalog.models import Supplier
from common.money import DEFAULT_CURRENCY, MoneyMinorField, format_minor
from common.records import Moves, Placement, Record
from tenants.registry.models import Station


class Account(Record):
    """One account of one currency: head office's, a station's or a supplier's."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "acc"
    append_only: ClassVar[bool] = True
    supplier_visible: ClassVar[bool] = True

    kind = models.CharField(_("kind"), max_length=30, choices=AccountKind.choices)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("station")
    )
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)

    class Meta:
        db_table = "ledger_account"
        ordering = ["kind", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "station", "supplier", "currency"], name="ledger_account_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=~models.Q(station__isnull=False, supplier__isnull=False), name="ledger_account_one_owner"
            ),
        ]

    def __str__(self) -> str:
        owner = self.station or self.supplier
        return f"{self.get_kind_display()} · {owner}" if owner else str(self.get_kind_display())

    def get_absolute_url(self) -> str:
        """Return the account's page."""
        return reverse("ledger:account", args=[self.pk])


class Transaction(Record):
    """Something that happened to money, once: the business key says what. `reference` is the key of the record behind it."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "txn"
    searched: ClassVar[tuple[str, ...]] = ("description", "business_key")
    append_only: ClassVar[bool] = True
    supplier_visible: ClassVar[bool] = True

    business_key = models.CharField(_("business key"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=TransactionKind.choices)
    occurred_on = models.DateField(_("date"))
    description = models.CharField(_("description"), max_length=200)
    reference = models.UUIDField(null=True, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversal", verbose_name=_("corrects")
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("station")
    )
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supplier")
    )
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(_("posted by"), max_length=120)
    fingerprint = models.CharField(max_length=64, editable=False)

    class Meta:
        db_table = "ledger_transaction"
        ordering = ["-occurred_on", "-id"]
        indexes = [
            models.Index(fields=["station", "occurred_on"], name="ledger_txn_of_station"),
            models.Index(fields=["occurred_on", "id"], name="ledger_txn_by_day"),
            models.Index(fields=["reference"], name="ledger_txn_reference"),
        ]

    def __str__(self) -> str:
        return self.description

    def get_absolute_url(self) -> str:
        """Return the transaction's page."""
        return reverse("ledger:transaction", args=[self.pk])


class Entry(Record):
    """A signed amount on an account: positive is a debit, negative a credit. Station and supplier are the account's, for row-level security."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "ent"
    append_only: ClassVar[bool] = True
    supplier_visible: ClassVar[bool] = True

    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="entries", verbose_name=_("transaction"))
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="entries", db_index=False, verbose_name=_("account")
    )
    line = models.PositiveSmallIntegerField(_("line"))
    amount_minor = MoneyMinorField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3)
    occurred_on = models.DateField(_("date"))
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("station")
    )
    supplier = models.ForeignKey(
        Supplier, models.PROTECT, null=True, blank=True, related_name="+", db_index=False, verbose_name=_("supplier")
    )

    class Meta:
        db_table = "ledger_entry"
        ordering = ["occurred_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["transaction", "line"], name="ledger_entry_line_once"),
            models.CheckConstraint(condition=~models.Q(amount_minor=0), name="ledger_entry_not_zero"),
        ]
        indexes = [
            models.Index(fields=["account", "occurred_on"], name="ledger_entry_of_account"),
            models.Index(fields=["occurred_on", "id"], name="ledger_entry_by_day"),
            models.Index(fields=["station", "occurred_on"], name="ledger_entry_of_station"),
            models.Index(fields=["supplier", "occurred_on"], name="ledger_entry_of_supplier"),
        ]

    @property
    def credit_minor(self) -> int:
        """The amount as a credit: what a payable grows by."""
        return -self.amount_minor

    def __str__(self) -> str:
        return f"{self.occurred_on} {format_minor(self.amount_minor, self.currency)}"

    def get_absolute_url(self) -> str:
        """Return the page of its transaction."""
        return reverse("ledger:transaction", args=[self.transaction_id])


class Carried(Record):
    """What the account's entries up to and including the day `until` sum to. Worked out from them, never entered: see `carrying.py`."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "acf"
    supplier_visible: ClassVar[bool] = True

    account = models.OneToOneField(Account, models.CASCADE, related_name="carried", verbose_name=_("account"))
    station_id = models.UUIDField(null=True, blank=True)
    supplier_id = models.UUIDField(null=True, blank=True)
    until = models.DateField(_("carried forward to"))
    amount_minor = MoneyMinorField(_("amount"))

    class Meta:
        db_table = "ledger_carried"

    def __str__(self) -> str:
        return f"{self.until} {self.amount_minor}"


class Correction(Record):
    """That a transaction shall be taken back by contra entries. One person asks and another posts it, both by constraint."""

    public_prefix: ClassVar[str] = "cor"
    moves: ClassVar[Moves | None] = CORRECTION_MOVES
    TONES: ClassVar[dict[str, str]] = {"requested": "warn", "posted": "good", "refused": "off"}

    original = models.ForeignKey(
        Transaction, models.PROTECT, related_name="corrections", verbose_name=_("transaction to correct")
    )
    status = models.CharField(
        _("status"), max_length=20, choices=CorrectionStatus.choices, default=CorrectionStatus.REQUESTED
    )
    reason = models.CharField(_("reason"), max_length=500)
    requested_by = models.UUIDField()
    requested_by_name = models.CharField(_("requested by"), max_length=120)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_by_name = models.CharField(_("decided by"), max_length=120, blank=True)
    answer = models.CharField(_("why it was refused"), max_length=500, blank=True)
    contra = models.OneToOneField(
        Transaction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("contra entries")
    )

    class Meta:
        db_table = "ledger_correction"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["original"], condition=~models.Q(status="refused"), name="correction_once"),
            models.CheckConstraint(
                condition=models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("requested_by")),
                name="correction_by_two_people",
            ),
            models.CheckConstraint(
                condition=~models.Q(status="posted") | models.Q(decided_by__isnull=False, contra__isnull=False),
                name="correction_posted_with_contra",
            ),
        ]

    def __str__(self) -> str:
        return str(self.original)

    def get_absolute_url(self) -> str:
        """Return the correction's page."""
        return reverse("ledger:correction", args=[self.pk])
