"""The versions of the selection standard."""

from dataclasses import asdict
from typing import Any, ClassVar

from django.urls import reverse

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Placement
from network.onboarding.selection.policies import Policy, policy_of


class Standard(RuleVersion):
    """A version of what a candidate is measured by; `policies.Policy` says what it holds. A scorecard keeps its own."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "std"

    class Meta:
        app_label = "onboarding"
        db_table = "onboarding_standard"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("onboarding_standard")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("onboarding:standards_version", args=[self.pk])

    @property
    def policy(self) -> Policy:
        """Return what it holds as plain data."""
        return policy_of(self.label, self.values)

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """Return the criteria: code, names, points."""
        return [asdict(one) for one in self.policy.criteria]

    @property
    def pass_percent(self) -> int:
        """Return the share of all points from which a candidate is selected."""
        return self.policy.pass_percent
