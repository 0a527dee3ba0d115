"""Repair orders and what belongs to them. They stay in the station's schema: no other station and no page of head office reads them."""

from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.money import MoneyMinorField, times
from common.records import Moves, Placement, Record
from tenants.workshop.choices import CLOSED, EXTRA_MOVES, MOVES, ExtraStatus, RepairKind, RepairStatus


class NotAmong(Func):
    """SQL's `value <> ALL (array)`."""

    template = "(%(expressions)s))"
    arg_joiner = " <> ALL ("
    output_field = BooleanField()


def in_chinese() -> bool:
    """Tell whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


class RepairOrder(Record):
    """One visit of one vehicle. What it says of vehicle and customer is a snapshot of the day of reception."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "rpo"
    moves: ClassVar[Moves | None] = MOVES
    TONES: ClassVar[dict[str, str]] = {
        "reception": "info",
        "repairing": "busy",
        "inspecting": "warn",
        "ready": "good",
        "delivered": "neutral",
    }

    station_id = models.UUIDField(editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True)
    status = models.CharField(_("status"), max_length=12, choices=RepairStatus.choices, default=RepairStatus.RECEPTION)
    kind = models.CharField(_("kind"), max_length=16, choices=RepairKind.choices, default=RepairKind.WARRANTY)
    vin = models.CharField(_("VIN"), max_length=17)
    vehicle_id = models.UUIDField(null=True, blank=True)
    plate = models.CharField(_("plate"), max_length=16, blank=True)
    model_name = models.CharField(_("model"), max_length=120, blank=True)
    model_name_en = models.CharField(max_length=120, blank=True)
    engine_no = models.CharField(_("engine number"), max_length=40, blank=True)
    mileage_km = models.PositiveIntegerField(_("mileage (km)"))
    customer_name = models.CharField(_("customer"), max_length=80)
    customer_phone = models.CharField(_("customer's phone"), max_length=30)
    complaint = models.TextField(_("complaint"), max_length=2000)
    cause = models.TextField(_("cause"), max_length=2000, blank=True)
    correction = models.TextField(_("correction"), max_length=2000, blank=True)
    failure_code = models.CharField(_("failure code"), max_length=20, blank=True)
    failure_name = models.CharField(max_length=120, blank=True)
    failure_name_en = models.CharField(max_length=120, blank=True)
    received_at = models.DateTimeField(_("received at"))
    received_by = models.UUIDField(null=True, blank=True)
    advisor_name = models.CharField(_("received by"), max_length=80, blank=True)
    promised_at = models.DateTimeField(_("promised for"), null=True, blank=True)
    promise_no = models.PositiveSmallIntegerField(default=0, editable=False)
    started_at = models.DateTimeField(_("repair started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("repair finished"), null=True, blank=True)
    finished_by = models.UUIDField(null=True, blank=True)
    inspected_at = models.DateTimeField(_("inspected at"), null=True, blank=True)
    inspected_by = models.UUIDField(null=True, blank=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True, blank=True)

    class Meta:
        db_table = "repair_order"
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["vin"], name="repair_order_vin"),
            models.Index(fields=["-received_at"], name="repair_order_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["vin"], condition=~Q(status__in=CLOSED), name="repair_order_one_open_per_vin"
            ),
            models.CheckConstraint(
                condition=Q(inspected_by__isnull=True) | ~Q(inspected_by=F("finished_by")),
                name="repair_order_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(delivered_at__isnull=True) | Q(inspected_at__isnull=False),
                name="repair_order_checked_first",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def model_label(self) -> str:
        """Return the model's name in the reader's language."""
        return self.model_name if in_chinese() else self.model_name_en

    @property
    def failure_label(self) -> str:
        """Return the failure code with its name in the reader's language."""
        return f"{self.failure_code} {self.failure_name if in_chinese() else self.failure_name_en}".strip()

    @property
    def is_open(self) -> bool:
        """Whether the vehicle is still in the station's hands."""
        return self.status not in CLOSED

    def get_absolute_url(self) -> str:
        """Return the order's page."""
        return reverse("workshop:order", args=[self.pk])


class Line(Record):
    """A line of a repair order, with a snapshot of the catalogue's names."""

    placement: ClassVar[Placement] = Placement.STATION

    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_extra = models.BooleanField(_("extra work"), default=False)

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if in_chinese() else self.name_en


class LabourLine(Line):
    """An operation that was done; `hours` are the standard hours of that day, `actual_hours` what it took."""

    public_prefix: ClassVar[str] = "rpl"

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="labour_lines")
    operation_code = models.CharField(_("operation"), max_length=20)
    hours = models.DecimalField(_("standard hours"), max_digits=5, decimal_places=2)
    actual_hours = models.DecimalField(_("actual hours"), max_digits=5, decimal_places=2, null=True, blank=True)
    technician_id = models.UUIDField()
    technician_name = models.CharField(_("technician"), max_length=80)

    class Meta:
        db_table = "repair_labour"
        ordering = ["created_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(hours__gt=0), name="repair_labour_hours")]


class PartLine(Line):
    """A part that was fitted; the causal one is what the fault came from."""

    public_prefix: ClassVar[str] = "rpp"

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="part_lines")
    part_number = models.CharField(_("part number"), max_length=30)
    quantity = models.PositiveSmallIntegerField(_("quantity"), default=1)
    unit_price_minor = MoneyMinorField(_("unit price"))
    old_serial = models.CharField(_("old serial"), max_length=40, blank=True)
    new_serial = models.CharField(_("new serial"), max_length=40, blank=True)
    is_causal = models.BooleanField(_("causal part"), default=False)

    class Meta:
        db_table = "repair_part"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0, unit_price_minor__gte=0), name="repair_part_amounts"),
            models.UniqueConstraint(fields=["order"], condition=Q(is_causal=True), name="repair_part_one_causal"),
        ]

    @property
    def total_minor(self) -> int:
        """Return quantity × unit price."""
        return times(self.unit_price_minor, Decimal(self.quantity))


class ExtraWork(Record):
    """Work or time beyond the order that a technician found necessary; nothing is done before the customer agrees."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "rpx"
    moves: ClassVar[Moves | None] = EXTRA_MOVES
    TONES: ClassVar[dict[str, str]] = {"proposed": "warn", "agreed": "good", "declined": "off"}

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="extra_work")
    status = models.CharField(_("status"), max_length=12, choices=ExtraStatus.choices, default=ExtraStatus.PROPOSED)
    what = models.CharField(_("what was found"), max_length=500)
    extra_minutes = models.PositiveIntegerField(_("further minutes"), default=0)
    proposed_by = models.UUIDField()
    proposer_name = models.CharField(max_length=80)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(_("customer's answer"), max_length=500, blank=True)

    class Meta:
        db_table = "repair_extra"
        ordering = ["created_at", "id"]


class QualityCheck(Record):
    """One final inspection. The database refuses an inspector who worked on the vehicle."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "rpq"

    order = models.ForeignKey(RepairOrder, on_delete=models.CASCADE, related_name="quality_checks")
    is_passed = models.BooleanField(_("passed"))
    is_road_tested = models.BooleanField(_("road test done"), default=False)
    remarks = models.CharField(_("remarks"), max_length=1000, blank=True)
    inspector_id = models.UUIDField()
    inspector_name = models.CharField(_("inspected by"), max_length=80)
    repairer_ids = ArrayField(models.UUIDField())

    class Meta:
        db_table = "repair_check"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=NotAmong(F("inspector_id"), F("repairer_ids")),
                name="repair_check_not_own_work",
            )
        ]
