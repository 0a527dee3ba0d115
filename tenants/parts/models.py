"""What a station keeps in stock, and every movement of it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.money import MoneyMinorField
from common.records import Placement, Record
from tenants.parts.choices import MoveKind


class StockItem(Record):
    """A part number in the station's store, with a snapshot of its names. `on_hand` is the sum of its movements."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "stk"

    station_id = models.UUIDField(editable=False)
    part_number = models.CharField(_("part number"), max_length=30, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    is_serialised = models.BooleanField(_("has a serial number"), default=False)
    bin = models.CharField(_("bin"), max_length=20, blank=True)
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    minimum = models.PositiveIntegerField(_("minimum"), default=0)
    unit_cost_minor = MoneyMinorField(_("unit cost"))

    class Meta:
        db_table = "stock_item"
        ordering = ["part_number"]

    def __str__(self) -> str:
        return f"{self.part_number} {self.name}"

    def get_absolute_url(self) -> str:
        """Return the item's page."""
        return reverse("parts:item", args=[self.pk])

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en

    @property
    def is_short(self) -> bool:
        """Whether less is there than the minimum."""
        return self.on_hand < self.minimum


class StockMove(Record):
    """One movement: what came or went, what was there afterwards, who did it. Never changed; a mistake is a further movement."""

    placement: ClassVar[Placement] = Placement.STATION
    public_prefix: ClassVar[str] = "stm"
    append_only: ClassVar[bool] = True

    item = models.ForeignKey(StockItem, on_delete=models.PROTECT, related_name="stock_moves")
    kind = models.CharField(_("kind"), max_length=10, choices=MoveKind.choices)
    quantity = models.IntegerField(_("quantity"))
    balance = models.PositiveIntegerField(_("afterwards"))
    order_id = models.UUIDField(null=True, blank=True)
    order_number = models.CharField(_("repair order"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    moved_by = models.UUIDField()
    mover_name = models.CharField(_("by"), max_length=80)

    class Meta:
        db_table = "stock_move"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind=MoveKind.RECEIPT) & Q(quantity__gt=0))
                | (Q(kind=MoveKind.ISSUE) & Q(quantity__lt=0) & Q(order_id__isnull=False))
                | Q(kind=MoveKind.COUNT),
                name="stock_move_sense",
            )
        ]
