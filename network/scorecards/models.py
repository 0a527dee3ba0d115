"""Standards, monthly cards, appeals, proposals and awards."""

from typing import ClassVar

from django.urls import reverse

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Placement


class ScoreStandard(RuleVersion):
    """A version of the assessment standard; `standard.Standard` says which values there are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "sst"

    class Meta:
        db_table = "score_standard"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("score_standard")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("scorecards:standards_version", args=[self.pk])
