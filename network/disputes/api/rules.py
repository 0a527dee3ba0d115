"""Versions of the rules of mediation on the API."""

from typing import Any

from billing.policy.rulebook.bodies import AmendRulesBody, DraftRulesBody, WithdrawRulesBody
from common.api import RecordApi, command, creates
from common.records import RecordQuerySet
from network.disputes.api.serializers import DisputePolicySerializer
from network.disputes.models import DisputePolicy
from network.disputes.pages.tables import RulesFilter
from network.disputes.rules import (
    amend_dispute_rules,
    draft_dispute_rules,
    publish_dispute_rules,
    withdraw_dispute_rules,
)
from network.disputes.selectors import rules_for


class DisputePolicyApi(RecordApi):
    """Versions of the rules of mediation."""

    action = "disputes.rules"
    serializer_class = DisputePolicySerializer
    filterset_class = RulesFilter

    def records(self) -> RecordQuerySet:
        """Return the versions in sight."""
        return rules_for(self.actor)

    @creates(action="disputes.draft_rules", body=DraftRulesBody)
    def draft(self, body: dict[str, Any]) -> DisputePolicy:
        """Begin a draft."""
        return draft_dispute_rules(**body, acting_user=self.actor)

    @command(action="disputes.draft_rules", body=AmendRulesBody)
    def amend(self, version: DisputePolicy, body: dict[str, Any]) -> DisputePolicy:
        """Change a draft."""
        return amend_dispute_rules(version.pk, **body, acting_user=self.actor)

    @command(action="disputes.publish_rules")
    def publish(self, version: DisputePolicy, body: dict[str, Any]) -> DisputePolicy:
        """Put a draft in force from its moment; a second person does."""
        return publish_dispute_rules(version.pk, acting_user=self.actor)

    @command(action="disputes.draft_rules", body=WithdrawRulesBody)
    def withdraw(self, version: DisputePolicy, body: dict[str, Any]) -> DisputePolicy:
        """Put a draft away."""
        return withdraw_dispute_rules(version.pk, reason=body["reason"], acting_user=self.actor)
