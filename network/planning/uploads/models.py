"""Lists of places, and their places."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from tenants.registry.choices import Region


class PlaceList(Record):
    """Places that belong together, such as the transport parks of a survey. Whoever plans sees it; put away, scenarios no longer offer it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "pls"

    name = models.CharField(_("name"), max_length=80)
    made_by = models.UUIDField()
    made_by_name = models.CharField(_("brought by"), max_length=80)
    put_away_at = models.DateTimeField(_("out of use since"), null=True, blank=True)

    class Meta:
        db_table = "place_list"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(put_away_at__isnull=True), name="place_list_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of this list."""
        return reverse("planning:place_list", args=[self.pk])


class UploadedPlace(Record):
    """One place of a list: demand of a weight, a candidate site, or both. Positions are WGS-84; province and office are the nearest city's."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "plp"

    list = models.ForeignKey(PlaceList, on_delete=models.PROTECT, related_name="places", verbose_name=_("list"))
    name = models.CharField(_("name"), max_length=60)
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    weight = models.DecimalField(_("weight"), max_digits=12, decimal_places=2, default=0)
    is_site = models.BooleanField(_("candidate site"), default=False)
    province_code = models.CharField(_("province code"), max_length=2)
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)

    class Meta:
        db_table = "uploaded_place"
        ordering = ["list", "name"]
        constraints = [
            models.UniqueConstraint(fields=["list", "name"], name="uploaded_place_once"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="uploaded_place_weight"),
            models.CheckConstraint(condition=Q(weight__gt=0) | Q(is_site=True), name="uploaded_place_has_a_use"),
            models.CheckConstraint(
                condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="uploaded_place_on_earth"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the page of its list."""
        return reverse("planning:place_list", args=[self.list_id])
