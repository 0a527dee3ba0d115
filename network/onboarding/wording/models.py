"""The versions of the agreement's words."""

from typing import ClassVar

from django.urls import reverse

from billing.policy.rulebook.versions import RuleVersion, kept_by_the_database
from common.records import Placement


class AgreementTemplate(RuleVersion):
    """A version of the words of the authorised service agreement (特约服务协议); `policies.Policy` says what it holds.

    An agreement keeps the version that it was drafted under.
    """

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "agt"

    class Meta:
        app_label = "onboarding"
        db_table = "agreement_template"
        ordering = ["-valid_from"]
        constraints = kept_by_the_database("agreement_template")

    def get_absolute_url(self) -> str:
        """Return the page of this version."""
        return reverse("onboarding:templates_version", args=[self.pk])
