"""Versions of the travel figures."""

from typing import ClassVar

from django.db import models
from django.urls import reverse

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Placement


class TravelPolicy(RuleVersion):
    """A version of detour and speed; `policies.Policy` says which values there are.

    `evidence` is what drives had shown when the version was drafted from them (`calibrating.py`); empty for one that was typed.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "tpo"

    evidence = models.JSONField(default=dict, blank=True)

    class Meta:
        db_table = "planning_travel_policy"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("travel_policy")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("planning:travel_version", args=[self.pk])
