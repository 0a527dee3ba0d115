"""Build plans and their targets."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.db.models.enums import TextChoices
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from network.planning.scenarios.models import Scenario
from tenants.registry.choices import Region


class TargetLevel(TextChoices):
    """The level at which a station is to be built."""

    A = "A", _("A – full service")
    B = "B", _("B – usual service")
    C = "C", _("C – service point")


class BuildPlan(Record):
    """What is to be built (建站计划), made from an answered scenario. Whoever plans sees it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "bpl"

    title = models.CharField(_("name"), max_length=120)
    scenario = models.ForeignKey(Scenario, on_delete=models.PROTECT, related_name="build_plans")
    first_due_on = models.DateField(_("first station by"))
    last_due_on = models.DateField(_("last station by"))
    made_by = models.UUIDField()
    made_by_name = models.CharField(_("made by"), max_length=80)

    class Meta:
        db_table = "build_plan"
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(last_due_on__gte=F("first_due_on")), name="build_plan_dates")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this plan."""
        return reverse("planning:build_plan", args=[self.pk])


class Target(Record):
    """One station that is to be built: where, by which office, at which level, by when. `case_id` is the candidate who is to become it."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "tgt"

    plan = models.ForeignKey(BuildPlan, on_delete=models.PROTECT, related_name="targets")
    place_key = models.CharField(max_length=40)
    name_zh = models.CharField(_("place"), max_length=120)
    name_en = models.CharField(max_length=120)
    province_code = models.CharField(_("province code"), max_length=2)
    region = models.CharField(_("regional office"), max_length=20, choices=Region.choices)
    lat = models.FloatField(_("latitude (WGS-84)"))
    lon = models.FloatField(_("longitude (WGS-84)"))
    load = models.FloatField(_("demand served"))
    level = models.CharField(_("level"), max_length=4, choices=TargetLevel.choices)
    due_on = models.DateField(_("to be open by"))
    case_id = models.UUIDField(null=True, blank=True, unique=True)

    class Meta:
        db_table = "build_target"
        ordering = ["due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "place_key"], name="build_target_once")]

    def __str__(self) -> str:
        return f"{self.plan} · {self.name}"

    def get_absolute_url(self) -> str:
        """Return the page of its plan."""
        return self.plan.get_absolute_url()

    @property
    def name(self) -> str:
        """Return the place in the reader's language."""
        return self.name_zh if (get_language() or "").startswith("zh") else self.name_en
