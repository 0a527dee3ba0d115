"""Simulations that were asked for, with what came out."""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.records import Placement, Record


class Simulation(Record):
    """One simulation: which day, what is changed against today, and the result. Its job tells how far it is.

    `values` are those of the version as it was tried, None for the rules in force. `partial` holds the runs that are done while it runs.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sml"

    title = models.CharField(_("title"), max_length=120)
    day = models.DateField(_("recorded day"), null=True, blank=True)
    calls_per_day = models.PositiveIntegerField(_("calls a day"))
    seeds = models.PositiveSmallIntegerField(_("seeds"))
    policy = models.ForeignKey(
        "dispatch.DispatchPolicy", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    policy_label = models.CharField(_("policy tried"), max_length=40, blank=True)
    values = models.JSONField(null=True, blank=True)
    closed = models.JSONField(_("stations closed"), default=list, blank=True)
    crew_plan = models.TextField(_("crew plan"), blank=True)
    agents = models.PositiveSmallIntegerField(_("agents"), null=True, blank=True)
    job = models.OneToOneField("common.Job", on_delete=models.PROTECT, related_name="+")
    started_by = models.UUIDField()
    started_by_name = models.CharField(_("started by"), max_length=80)
    partial = models.JSONField(default=list, blank=True)
    result = models.JSONField(default=dict, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        db_table = "dispatch_simulation"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seeds__gte=1, seeds__lte=100, calls_per_day__gte=1), name="simulation_sizes"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the page of this simulation."""
        return reverse("dispatch:simulation", args=[self.pk])

    @property
    def day_label(self) -> str:
        """Which day was played."""
        return self.day.isoformat() if self.day else gettext("synthetic day")
