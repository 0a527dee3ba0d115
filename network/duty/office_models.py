"""The regional offices' own duty phones, which are checked beside those of the stations."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from tenants.registry.choices import Region


class OfficePhone(Record):
    """A regional office's 24-hour duty phone. Without a number the office is not drawn."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "dop"

    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices, unique=True)
    phone = models.CharField(_("duty phone"), max_length=30, blank=True)
    rings_at = models.CharField(_("where it rings"), max_length=80, blank=True)

    class Meta:
        db_table = "duty_office_phone"
        ordering = ["region"]

    def __str__(self) -> str:
        return str(self.get_region_display())

    def get_absolute_url(self) -> str:
        """Return the list of the offices' phones."""
        return reverse("duty:phones")
