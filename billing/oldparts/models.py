"""Old parts and the shipments in which they come back."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from billing.oldparts.choices import (
    OUTSTANDING,
    PART_MOVES,
    SHIPMENT_MOVES,
    Disposal,
    PartStatus,
    ShipmentStatus,
    Verdict,
)
from common.money import DEFAULT_CURRENCY, MoneyMinorField
from common.records import Moves, Placement, Record


class Shipment(Record):
    """Several old parts of a station in one consignment, with its packing list."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "shp"
    moves: ClassVar[Moves | None] = SHIPMENT_MOVES

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    number = models.CharField(_("number"), max_length=24, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=ShipmentStatus.choices, default=ShipmentStatus.SENT)
    carrier = models.CharField(_("carrier"), max_length=60)
    tracking_number = models.CharField(_("tracking number"), max_length=60, blank=True)
    boxes = models.PositiveSmallIntegerField(_("boxes"), default=1)
    shipped_by = models.UUIDField()
    shipped_by_name = models.CharField(_("sent by"), max_length=80)
    shipped_at = models.DateTimeField(_("sent"))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    closed_by_name = models.CharField(_("closed by"), max_length=80, blank=True)

    class Meta:
        db_table = "old_part_shipment"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["station", "-created_at"], name="shipment_of_station")]
        constraints = [models.CheckConstraint(condition=Q(boxes__gte=1), name="shipment_has_a_box")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of this shipment."""
        return reverse("oldparts:shipment", args=[self.pk])


class DisposalBatch(Record):
    """One entry of the disposal register: several parts that went the same way, before whose eyes, under which certificate."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "dsp"

    number = models.CharField(_("number"), max_length=24, unique=True)
    disposal = models.CharField(_("disposal"), max_length=20, choices=Disposal.choices)
    supplier = models.ForeignKey(
        "catalog.Supplier",
        verbose_name=_("supplier"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    recipient = models.CharField(_("recipient"), max_length=120, blank=True)
    witness = models.CharField(_("witness"), max_length=80, blank=True)
    certificate = models.CharField(_("certificate or manifest number"), max_length=60, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    pieces = models.PositiveIntegerField(_("parts"))
    disposed_by = models.UUIDField()
    disposed_by_name = models.CharField(_("disposed of by"), max_length=80)
    disposed_at = models.DateTimeField(_("disposed of"))

    class Meta:
        db_table = "old_part_disposal"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(disposal=Disposal.SCRAPPED) | (~Q(witness="") & ~Q(certificate="")),
                name="disposal_scrapped_before_a_witness",
            ),
            models.CheckConstraint(
                condition=~Q(disposal=Disposal.TO_SUPPLIER) | Q(supplier__isnull=False),
                name="disposal_to_which_supplier",
            ),
            models.CheckConstraint(
                condition=Q(witness="") | ~Q(witness=F("disposed_by_name")), name="disposal_witness_is_another"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """Return the page of this entry."""
        return reverse("oldparts:disposal", args=[self.pk])


class OldPart(Record):
    """The replaced part of one claim line, from its label to its disposal. What it is was copied from the claim."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "old"
    moves: ClassVar[Moves | None] = PART_MOVES
    searched: ClassVar[tuple[str, ...]] = ("label_code", "part_number", "vin", "claim_number")
    TONES: ClassVar[dict[str, str]] = {
        PartStatus.LABELLED: "warn",
        PartStatus.SHIPPED: "info",
        PartStatus.RECEIVED: "busy",
        PartStatus.CONFIRMED: "good",
        PartStatus.MISSING: "bad",
        PartStatus.WAIVED: "off",
        PartStatus.RETAINED: "info",
        PartStatus.DISPOSED: "off",
    }

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    claim = models.ForeignKey(
        "claims.Claim", verbose_name=_("claim"), on_delete=models.PROTECT, related_name="old_parts"
    )
    line = models.OneToOneField("claims.ClaimLine", on_delete=models.PROTECT, related_name="old_part")
    shipment = models.ForeignKey(
        Shipment, verbose_name=_("shipment"), on_delete=models.PROTECT, null=True, blank=True, related_name="parts"
    )
    label_code = models.CharField(_("label"), max_length=24, unique=True)
    status = models.CharField(_("status"), max_length=20, choices=PartStatus.choices, default=PartStatus.LABELLED)
    claim_number = models.CharField(_("claim"), max_length=24)
    vin = models.CharField(_("VIN"), max_length=17)
    part_number = models.CharField(_("part number"), max_length=30)
    name_zh = models.CharField(_("Chinese name"), max_length=160)
    name_en = models.CharField(_("English name"), max_length=160)
    old_serial = models.CharField(_("serial number"), max_length=40, blank=True)
    supplier_id = models.UUIDField(null=True, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=1)
    clause = models.CharField(_("clause"), max_length=20, blank=True)
    shelf = models.CharField(_("shelf"), max_length=30, blank=True)
    box = models.PositiveSmallIntegerField(_("box"), null=True, blank=True)
    due_on = models.DateField(_("to be returned by"), null=True, blank=True)
    keep_until = models.DateField(_("to be kept until"), null=True, blank=True)
    is_overdue = models.BooleanField(_("overdue"), default=False)
    warned_at = models.DateTimeField(_("warned"), null=True, blank=True)
    escalated_at = models.DateTimeField(_("escalated"), null=True, blank=True)
    received_by_name = models.CharField(pgettext_lazy("old part", "received by"), max_length=80, blank=True)
    quantity_received = models.PositiveIntegerField(_("quantity received"), null=True, blank=True)
    weight_g = models.PositiveIntegerField(_("weight (g)"), null=True, blank=True)
    seen_number = models.CharField(_("part number on the part"), max_length=30, blank=True)
    seen_serial = models.CharField(_("serial number on the part"), max_length=40, blank=True)
    received_at = models.DateTimeField(_("received"), null=True, blank=True)
    checked_by = models.UUIDField(null=True, blank=True)
    checked_by_name = models.CharField(_("checked by"), max_length=80, blank=True)
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    disposal = models.CharField(_("disposal"), max_length=20, choices=Disposal.choices, blank=True)
    disposed_at = models.DateTimeField(_("disposed of"), null=True, blank=True)
    disposed_by_name = models.CharField(_("disposed of by"), max_length=80, blank=True)
    batch = models.ForeignKey(
        DisposalBatch,
        verbose_name=_("disposal register"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="parts",
    )

    class Meta:
        db_table = "old_part"
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["station", "status", "due_on"], name="old_part_of_station"),
            models.Index(fields=["status", "due_on"], name="old_part_due"),
            models.Index(fields=["due_on", "id"], name="old_part_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status__in=[PartStatus.REJECTED, PartStatus.MISSING, PartStatus.WAIVED]) | ~Q(reason=""),
                name="old_part_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status=PartStatus.DISPOSED) | ~Q(disposal=""), name="old_part_disposal_named"
            ),
            models.CheckConstraint(
                condition=~Q(status=PartStatus.SHIPPED) | Q(shipment__isnull=False), name="old_part_in_shipment"
            ),
            models.CheckConstraint(
                condition=~Q(status=PartStatus.RETAINED) | Q(keep_until__isnull=False), name="old_part_kept_until"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=OUTSTANDING) | Q(due_on__isnull=False), name="old_part_back_by"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label_code} {self.part_number}"

    def get_absolute_url(self) -> str:
        """Return the page of this part."""
        return reverse("oldparts:detail", args=[self.pk])

    @property
    def name(self) -> str:
        """Return the part's name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def is_outstanding(self) -> bool:
        """Whether it has not reached head office."""
        return self.status in OUTSTANDING


class Reinspection(Record):
    """What the inspection section found when a supplier disputed a charge: in words, and in money before and after."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "rei"

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    chargeback_id = models.UUIDField(unique=True)
    chargeback_number = models.CharField(_("chargeback"), max_length=30)
    part = models.ForeignKey(
        OldPart,
        verbose_name=_("old part"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reinspections",
    )
    claim_number = models.CharField(_("claim"), max_length=30)
    verdict = models.CharField(_("verdict"), max_length=20, choices=Verdict.choices)
    finding = models.CharField(_("finding"), max_length=500)
    line_before_minor = MoneyMinorField(_("claim line before"))
    line_after_minor = MoneyMinorField(_("claim line after"))
    due_before_minor = MoneyMinorField(_("charge before"))
    due_after_minor = MoneyMinorField(_("charge after"))
    currency = models.CharField(max_length=3, default=DEFAULT_CURRENCY)
    inspected_by = models.UUIDField()
    inspected_by_name = models.CharField(_("re-inspected by"), max_length=80)
    inspected_at = models.DateTimeField(_("re-inspected"))

    class Meta:
        db_table = "old_part_reinspection"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["station", "-created_at"], name="reinspection_of_station")]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    due_after_minor__gte=0, line_after_minor__gte=0, due_after_minor__lte=F("line_after_minor")
                ),
                name="reinspection_charge_within_line",
            ),
        ]

    def __str__(self) -> str:
        return self.chargeback_number

    def get_absolute_url(self) -> str:
        """Return the page of the chargeback that it is about."""
        return reverse("chargeback:detail", args=[self.chargeback_id])
