"""Cities as demand points, and the rule by which they count as covered."""

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from network.planning.building.models import BuildPlan as BuildPlan
from network.planning.building.models import Target as Target
from network.planning.scenarios.models import Scenario as Scenario
from network.planning.travel.models import TravelPolicy as TravelPolicy
from network.planning.uploads.models import PlaceList as PlaceList
from network.planning.uploads.models import UploadedPlace as UploadedPlace
from tenants.registry.choices import Region


class City(Record):
    """A city of 100,000 people or more. Positions and people are GeoNames' (CC BY), the province's name is the division table's."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cty"

    geoname_id = models.PositiveIntegerField(unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=60)
    province_code = models.CharField(_("province code"), max_length=2)
    province_zh = models.CharField(max_length=40)
    province_en = models.CharField(max_length=40)
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    population = models.PositiveIntegerField(_("population"))
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))

    class Meta:
        db_table = "city"
        ordering = ["-population", "name_en"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language."""
        return self.name_zh if _reads_chinese() else self.name_en

    @property
    def province(self) -> str:
        """Return the province in the reader's language."""
        return self.province_zh if _reads_chinese() else self.province_en


class CoverageRule(Record):
    """Within how many kilometres of a station a place counts as covered. A change is a new row: the newest counts."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "cov"
    append_only: ClassVar[bool] = True

    radius_km = models.PositiveSmallIntegerField(_("rescue radius (km)"))
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    set_by = models.UUIDField(null=True, blank=True)

    class Meta:
        db_table = "coverage_rule"
        constraints = [
            models.CheckConstraint(condition=models.Q(radius_km__range=(5, 1000)), name="coverage_rule_sensible")
        ]


def _reads_chinese() -> bool:
    return (get_language() or "").startswith("zh")
