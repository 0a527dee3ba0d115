"""Contracts with suppliers, and the chargebacks raised under them."""

from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Ceil, Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.chargeback.choices import (
    CHARGEBACK_MOVES,
    LOOSE_MOVES,
    REVERSAL_MOVES,
    ChargebackStatus,
    LooseStatus,
    ReversalStatus,
)
from billing.ledger.models import Transaction
from catalog.models import Component, Part, Supplier
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record
from tenants.registry.models import Station

ANSWER_WORKING_DAYS = 15


class SupplierContract(Record):
    """What a supplier bears of a failed part: a share, for a part or a whole component, for windows of build dates and of batches, up to caps.

    A batch window is a range of serial or batch numbers as they stand on the part, compared as text. `yearly_cap_minor` bounds what is
    charged for the repairs of one calendar year.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sco"

    number = models.CharField(_("contract number"), max_length=40, unique=True)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="contracts", verbose_name=_("supplier"))
    part = models.ForeignKey(
        Part, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("part")
    )
    component = models.ForeignKey(
        Component, models.PROTECT, null=True, blank=True, related_name="contracts", verbose_name=_("component")
    )
    share_percent = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2)
    built_from = models.DateField(_("built from"), null=True, blank=True)
    built_to = models.DateField(_("built to"), null=True, blank=True)
    cap_minor = MoneyMinorField(_("cap per unit"), null=True, blank=True)
    yearly_cap_minor = MoneyMinorField(_("cap per year"), null=True, blank=True)
    batch_from = models.CharField(_("batch from"), max_length=40, blank=True)
    batch_to = models.CharField(_("batch to"), max_length=40, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("working days to answer"), default=ANSWER_WORKING_DAYS)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        db_table = "chargeback_contract"
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share_percent__gt=0, share_percent__lte=100), name="contract_share_is_percent"
            ),
            models.CheckConstraint(
                condition=Q(part__isnull=False, component__isnull=True) | Q(part__isnull=True, component__isnull=False),
                name="contract_part_or_component",
            ),
            models.CheckConstraint(
                condition=Q(cap_minor__isnull=True) | Q(cap_minor__gt=0), name="contract_cap_positive"
            ),
            models.CheckConstraint(
                condition=Q(yearly_cap_minor__isnull=True) | Q(yearly_cap_minor__gt=0),
                name="contract_yearly_cap_positive",
            ),
            models.CheckConstraint(
                condition=Q(batch_from="") | Q(batch_to="") | Q(batch_to__gte=F("batch_from")),
                name="contract_batch_in_order",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="contract_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> Part | Component | None:
        """What the supplier answers for: a part, or every part of a component."""
        return self.part or self.component

    def get_absolute_url(self) -> str:
        """Return the contract's page."""
        return reverse("chargeback:contract", args=[self.pk])


class Chargeback(Record):
    """What a supplier is charged for one settled claim line, with a snapshot of what it was (the supplier sees no claim)."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "chb"
    supplier_visible: ClassVar[bool] = True
    moves: ClassVar[Moves | None] = CHARGEBACK_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "claim_number", "vin", "part_number")
    TONES: ClassVar[dict[str, str]] = {
        "raised": "info",
        "accepted": "busy",
        "disputed": "warn",
        "resolved": "busy",
        "unpaid": "warn",
    }

    number = models.CharField(_("number"), max_length=30, unique=True)
    status = models.CharField(
        _("status"), max_length=20, choices=ChargebackStatus.choices, default=ChargebackStatus.RAISED
    )
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="chargebacks", verbose_name=_("supplier"))
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("station"))
    contract = models.ForeignKey(
        SupplierContract, models.PROTECT, related_name="chargebacks", verbose_name=_("contract")
    )
    transaction = models.ForeignKey(Transaction, models.PROTECT, related_name="+", verbose_name=_("posting"))
    claim_id = models.UUIDField()
    claim_number = models.CharField(_("claim"), max_length=30)
    line_id = models.UUIDField()
    vin = models.CharField(_("VIN"), max_length=17)
    part_number = models.CharField(_("part number"), max_length=30)
    part_name = models.CharField(_("part"), max_length=120)
    finding = models.CharField(_("what was found"), max_length=500, blank=True)
    built_on = models.DateField(_("built on"), null=True, blank=True)
    repaired_on = models.DateField(_("repaired on"))
    final_minor = MoneyMinorField(_("settled amount"))
    share_percent = models.DecimalField(_("share (%)"), max_digits=5, decimal_places=2)
    exact_percent = models.DecimalField(
        _("share of goodwill without rounding (%)"), max_digits=11, decimal_places=8, null=True, blank=True
    )
    amount_minor = MoneyMinorField(_("charged amount"))
    resolved_minor = MoneyMinorField(_("amount after re-inspection"), null=True, blank=True)
    resolved_final_minor = MoneyMinorField(_("settled amount after re-inspection"), null=True, blank=True)
    paid_minor = MoneyMinorField(_("paid amount"), default=0)
    serial = models.CharField(_("serial number"), max_length=40, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    answer_due_at = models.DateTimeField(_("answer due"), null=True, blank=True)
    answered_at = models.DateTimeField(pgettext_lazy("chargeback", "answered"), null=True, blank=True)
    part_wanted_at = models.DateTimeField(_("part asked for"), null=True, blank=True)
    part_sent_at = models.DateTimeField(_("part sent"), null=True, blank=True)
    part_tracking = models.CharField(_("tracking number"), max_length=80, blank=True)
    part_back_at = models.DateTimeField(_("part came back"), null=True, blank=True)
    answer = models.CharField(_("reason of the dispute"), max_length=500, blank=True)
    resolution = models.CharField(_("result of the re-inspection"), max_length=500, blank=True)

    class Meta:
        db_table = "chargeback"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["line_id", "contract"],
                condition=~Q(status=ChargebackStatus.CANCELLED),
                name="chargeback_once_per_line",
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="chargeback_positive"),
            models.CheckConstraint(
                condition=Q(
                    amount_minor__lte=Ceil(F("final_minor") * Coalesce(F("exact_percent"), F("share_percent")) / 100)
                ),
                name="chargeback_within_share",
            ),
            models.CheckConstraint(
                condition=Q(resolved_minor__isnull=True)
                | Q(
                    resolved_minor__gte=0,
                    resolved_minor__lte=Ceil(
                        Coalesce(F("resolved_final_minor"), F("final_minor"))
                        * Coalesce(F("exact_percent"), F("share_percent"))
                        / 100
                    ),
                ),
                name="chargeback_resolved_within",
            ),
            models.CheckConstraint(condition=Q(paid_minor__gte=0), name="chargeback_paid_not_negative"),
            models.CheckConstraint(
                condition=~Q(status=ChargebackStatus.UNPAID) | Q(paid_minor=0), name="chargeback_unpaid_has_no_receipt"
            ),
            models.CheckConstraint(
                condition=Q(part_sent_at__isnull=True) | Q(part_wanted_at__isnull=False), name="chargeback_part_wanted"
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "created_at"], name="chargeback_of_supplier"),
            models.Index(fields=["-created_at", "-id"], name="chargeback_newest"),
            models.Index(fields=["station", "created_at"], name="chargeback_of_station"),
            models.Index(fields=["claim_id"], name="chargeback_of_claim"),
            models.Index(fields=["line_id"], name="chargeback_of_line"),
            models.Index(fields=["contract", "repaired_on"], name="chargeback_of_contract"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the chargeback's page."""
        return reverse("chargeback:detail", args=[self.pk])

    @property
    def due_minor(self) -> int:
        """What the supplier owes: the charged amount, after a re-inspection its result, nothing once withdrawn."""
        if self.status == ChargebackStatus.CANCELLED:
            return 0
        return self.amount_minor if self.resolved_minor is None else self.resolved_minor

    @property
    def exact_share(self) -> Decimal:
        """The share in percent as it is reckoned with: of goodwill without the rounding of what is written down."""
        return self.share_percent if self.exact_percent is None else self.exact_percent

    @property
    def open_minor(self) -> int:
        """What is still open between the two: due less paid, below zero when the supplier has paid too much."""
        return self.due_minor - self.paid_minor

    @property
    def is_part_away(self) -> bool:
        """Whether the old part is with the supplier."""
        return self.part_sent_at is not None and self.part_back_at is None


class ReceiptReversal(Record):
    """That a receipt booked by mistake shall be taken back. One person asks and another confirms, both by constraint; head office's alone."""

    public_prefix: ClassVar[str] = "rrv"
    moves: ClassVar[Moves | None] = REVERSAL_MOVES
    TONES: ClassVar[dict[str, str]] = {"requested": "warn", "done": "good", "refused": "off"}

    chargeback = models.ForeignKey(Chargeback, models.PROTECT, related_name="reversals", verbose_name=_("Chargeback"))
    receipt = models.ForeignKey(Transaction, models.PROTECT, related_name="+", verbose_name=_("receipt"))
    status = models.CharField(
        _("status"), max_length=12, choices=ReversalStatus.choices, default=ReversalStatus.REQUESTED
    )
    amount_minor = MoneyMinorField(_("amount"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
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
        db_table = "chargeback_receipt_reversal"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(status=ReversalStatus.REFUSED), name="receipt_reversal_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="receipt_reversal_by_two_people",
            ),
            models.CheckConstraint(
                condition=Q(status=ReversalStatus.REQUESTED) | Q(decided_by__isnull=False),
                name="receipt_reversal_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(status=ReversalStatus.DONE) | Q(contra__isnull=False), name="receipt_reversal_with_contra"
            ),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="receipt_reversal_by_status")]

    def __str__(self) -> str:
        return self.receipt.description

    def get_absolute_url(self) -> str:
        """Return the page on which it is decided."""
        return reverse("chargeback:reversal", args=[self.pk])


class LooseLine(Record):
    """A settled line with a causal part that no contract covers: the work list "supplier unknown". Never left blank, never forgotten."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "lse"
    moves: ClassVar[Moves | None] = LOOSE_MOVES
    TONES: ClassVar[dict[str, str]] = {"open": "warn", "charged": "good", "borne": "off"}

    status = models.CharField(_("status"), max_length=12, choices=LooseStatus.choices, default=LooseStatus.OPEN)
    station = models.ForeignKey(Station, models.PROTECT, related_name="+", verbose_name=_("station"))
    claim_id = models.UUIDField()
    claim_number = models.CharField(_("claim"), max_length=30)
    line_id = models.UUIDField(unique=True)
    vin = models.CharField(_("VIN"), max_length=17)
    part_number = models.CharField(_("part number"), max_length=30)
    part_name = models.CharField(_("part"), max_length=120)
    serial = models.CharField(_("serial number"), max_length=40, blank=True)
    finding = models.CharField(_("what was found"), max_length=500, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    built_on = models.DateField(_("built on"), null=True, blank=True)
    repaired_on = models.DateField(_("repaired on"))
    final_minor = MoneyMinorField(_("settled amount"))
    currency = models.CharField(_("currency"), max_length=3, default=DEFAULT_CURRENCY)
    goodwill_percent = models.DecimalField(
        _("suppliers' part of goodwill (%)"), max_digits=11, decimal_places=8, null=True, blank=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        db_table = "chargeback_loose_line"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["station", "created_at"], name="loose_line_of_station"),
            models.Index(fields=["status", "-created_at"], name="loose_line_by_status"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status=LooseStatus.BORNE) | ~Q(reason=""), name="loose_line_borne_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_number} {self.part_number}"

    def get_absolute_url(self) -> str:
        """Return the line's page."""
        return reverse("chargeback:loose", args=[self.pk])
