"""Versions of the rules of dispatch on the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.policy.rulebook.bodies import AmendRulesBody, DraftRulesBody, WithdrawRulesBody
from common.api import RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from network.dispatch.actions import amend_rules, draft_rules, publish_rules, withdraw_rules
from network.dispatch.filters import RulesFilter
from network.dispatch.models import DispatchPolicy
from network.dispatch.selectors import policies_for


class DispatchPolicySerializer(RecordSerializer):
    """A version with its values: times in seconds, distances in metres, rows as lists."""

    values = serializers.DictField(read_only=True)

    class Meta:
        model = DispatchPolicy
        fields: ClassVar[tuple[str, ...]] = (
            "label", "status", "valid_from", "summary", "values", "drafted_by_name", "published_by_name", "published_at",
        )  # fmt: skip


class DispatchPolicyApi(RecordApi):
    """Versions of the rules of dispatch."""

    action = "dispatch.rules"
    serializer_class = DispatchPolicySerializer
    filterset_class = RulesFilter

    def records(self) -> RecordQuerySet:
        """Return the versions in sight."""
        return policies_for(self.actor)

    @creates(action="dispatch.draft_rules", body=DraftRulesBody)
    def draft(self, body: dict[str, Any]) -> DispatchPolicy:
        """Begin a draft."""
        return draft_rules(**body, acting_user=self.actor)

    @command(action="dispatch.draft_rules", body=AmendRulesBody)
    def amend(self, version: DispatchPolicy, body: dict[str, Any]) -> DispatchPolicy:
        """Change a draft."""
        return amend_rules(version.pk, **body, acting_user=self.actor)

    @command(action="dispatch.publish_rules")
    def publish(self, version: DispatchPolicy, body: dict[str, Any]) -> DispatchPolicy:
        """Put a draft in force from its moment; a second person does."""
        return publish_rules(version.pk, acting_user=self.actor)

    @command(action="dispatch.draft_rules", body=WithdrawRulesBody)
    def withdraw(self, version: DispatchPolicy, body: dict[str, Any]) -> DispatchPolicy:
        """Put a draft away."""
        return withdraw_rules(version.pk, reason=body["reason"], acting_user=self.actor)
