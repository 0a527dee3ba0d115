"""What head office may know of a repair that nobody claims: which vehicle, where, when, at which mileage. No customer, no price, no words."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from tenants.workshop.choices import RepairKind


class VehicleVisit(Record):
    """One delivered repair order, told by the station's own history; the order itself stays in the station's schema."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "vst"

    station = models.ForeignKey(
        "registry.Station", verbose_name=_("station"), on_delete=models.PROTECT, related_name="+"
    )
    repair_order_id = models.UUIDField(unique=True)
    repair_order_number = models.CharField(_("repair order"), max_length=40)
    vin = models.CharField(_("VIN"), max_length=17)
    kind = models.CharField(_("kind"), max_length=16, choices=RepairKind.choices, blank=True)
    delivered_on = models.DateField(_("delivered"))
    mileage_km = models.PositiveIntegerField(_("mileage (km)"), null=True, blank=True)

    class Meta:
        db_table = "vehicle_visit"
        ordering = ["-delivered_on", "-id"]
        indexes = [
            models.Index(fields=["vin", "-delivered_on"], name="visit_of_vehicle"),
            models.Index(fields=["station", "-delivered_on"], name="visit_of_station"),
        ]
