"""The rules of papers, as versions."""

from typing import ClassVar

from django.urls import reverse

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Placement


class PaperRules(RuleVersion):
    """A version of the rules of papers; `paper_policies.Policy` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "spr"

    class Meta:
        db_table = "station_paper_rules"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("station_paper_rules")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("support:rules_version", args=[self.pk])
