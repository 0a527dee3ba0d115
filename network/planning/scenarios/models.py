"""Scenarios that were asked, with what came out."""

from typing import Any, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record
from network.planning.scenarios.choices import LEVELS, NEAREST_SITES, USUAL_LEVEL, Existing, Measure, Question
from network.planning.uploads.models import PlaceList


class Scenario(Record):
    """One question about the network and its answer. Its job tells how far it is.

    `points` are cities, uploaded places and stations as they were when it was asked, `[kind, key, name_zh, name_en, province_code, region, lat,
    lon, weight, level]`, so that an answer can be checked later; `result` is the answer with its proof (`answering.py`). Money is in minor units,
    `factors` and `costs` go by province code, `quotas` by regional office: `[least, most]`; `brands` weigh the demand of each,
    without any all counts; `capacities` go by level of station, `capacity` holds for levels that they don't name.

    On roads, `roads` says the detour (`stretches` and `paces` of regions that have their own: `travel.policies`) and its version,
    then how many pairs a routing server was `asked` for, how many it `answered`, and the `ending`
    (`RoadEnding`); `road_pairs` are those, `[place, site, metres, seconds]` by the numbers of `points`: solved again, no server is asked.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "scn"

    title = models.CharField(_("name"), max_length=120)
    question = models.CharField(_("question"), max_length=20, choices=Question.choices)
    demand = models.CharField(_("demand"), max_length=20, default="vehicles")
    demand_list = models.ForeignKey(
        PlaceList, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("uploaded demand")
    )
    site_list = models.ForeignKey(
        PlaceList, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("uploaded sites")
    )
    brands = models.JSONField(_("brands"), default=dict, blank=True)
    factors = models.JSONField(_("factors by province"), default=dict, blank=True)
    count = models.PositiveSmallIntegerField(_("number of stations"), null=True, blank=True)
    radius_km = models.PositiveSmallIntegerField(_("radius (km)"))
    drive_min = models.PositiveSmallIntegerField(_("drive (min)"), null=True, blank=True)
    travel_rules = models.CharField(_("travel figures"), max_length=40, blank=True)
    measure = models.CharField(_("way of measuring"), max_length=10, choices=Measure.choices, default=Measure.STRAIGHT)
    nearest_sites = models.PositiveSmallIntegerField(_("sites asked for each place"), default=NEAREST_SITES)
    existing = models.CharField(_("today's stations"), max_length=10, choices=Existing.choices, default=Existing.STAY)
    kept = models.JSONField(_("stations that stay"), default=list, blank=True)
    closed = models.JSONField(_("stations that close"), default=list, blank=True)
    forbidden = models.JSONField(_("forbidden cities"), default=list, blank=True)
    wanted = models.JSONField(_("wanted cities"), default=list, blank=True)
    min_distance_km = models.PositiveSmallIntegerField(_("least distance (km)"), null=True, blank=True)
    quotas = models.JSONField(_("quotas by regional office"), default=dict, blank=True)
    capacity = models.PositiveIntegerField(_("capacity of a station"), null=True, blank=True)
    capacities = models.JSONField(_("capacities by level"), default=dict, blank=True)
    new_level = models.CharField(
        _("level of new stations"), max_length=4, choices=[(one, one) for one in LEVELS], default=USUAL_LEVEL
    )
    site_cost_minor = models.BigIntegerField(_("cost of a new station"), null=True, blank=True)
    costs = models.JSONField(_("costs by province"), default=dict, blank=True)
    budget_minor = models.BigIntegerField(_("budget"), null=True, blank=True)
    time_limit_s = models.PositiveSmallIntegerField(_("time limit (s)"), default=20)
    shared = models.BooleanField(_("shared"), default=False)
    job = models.OneToOneField("common.Job", on_delete=models.PROTECT, related_name="+")
    started_by = models.UUIDField()
    started_by_name = models.CharField(_("asked by"), max_length=80)
    points = models.JSONField(default=list, blank=True)
    roads = models.JSONField(default=dict, blank=True)
    road_pairs = models.JSONField(default=list, blank=True)
    result = models.JSONField(default=dict, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        db_table = "planning_scenario"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(radius_km__range=(1, 5000), time_limit_s__range=(1, 120)), name="scenario_sizes"
            ),
            models.CheckConstraint(
                condition=models.Q(budget_minor__isnull=True) | models.Q(site_cost_minor__isnull=False),
                name="scenario_budget_needs_cost",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this scenario."""
        return reverse("planning:scenario", args=[self.pk])

    @property
    def proof(self) -> dict[str, Any]:
        """Return the proof of the answer; empty until there is one."""
        found: dict[str, Any] = self.result.get("proof", {})
        return found
