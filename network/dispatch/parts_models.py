"""Parts that crews used at the roadside, until the store has taken them into a repair order."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from tenants.registry.models import Station


class RescuePart(Record):
    """A part that a crew used on a rescue, from its station's own store. `client_id` is the phone's key: sent twice it is one line.

    It is promised out of the stock at once; the stock itself moves when the store issues it to a repair order (`order_number`).
    """

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "rpt"

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="+", verbose_name=_("station"))
    rescue = models.ForeignKey(
        "dispatch.Rescue", on_delete=models.PROTECT, related_name="parts", verbose_name=_("rescue")
    )
    client_id = models.UUIDField()
    part_number = models.CharField(_("part number"), max_length=30)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    quantity = models.PositiveSmallIntegerField(_("quantity"))
    serial = models.CharField(_("serial number"), max_length=40, blank=True)
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    used_by_name = models.CharField(_("used by"), max_length=80)
    order_id = models.UUIDField(null=True, blank=True)
    order_number = models.CharField(_("repair order"), max_length=40, blank=True)

    class Meta:
        db_table = "dispatch_rescue_part"
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["rescue", "client_id"], name="rescue_part_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="rescue_part_some"),
            models.CheckConstraint(
                condition=Q(order_id__isnull=True, order_number="") | (Q(order_id__isnull=False) & ~Q(order_number="")),
                name="rescue_part_order_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["station", "part_number"], name="rescue_part_promised", condition=Q(order_id__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.part_number} {self.name}"

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en
