"""Versions of the rules of calling on the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.policy.rulebook.bodies import AmendRulesBody, DraftRulesBody, WithdrawRulesBody
from common.api import RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from network.hotline.filters import CallRulesFilter
from network.hotline.models import CallPolicy
from network.hotline.telephony.rules import (
    amend_call_rules,
    call_policies_for,
    draft_call_rules,
    publish_call_rules,
    withdraw_call_rules,
)


class CallPolicySerializer(RecordSerializer):
    """A version with its values: times in seconds."""

    values = serializers.DictField(read_only=True)

    class Meta:
        model = CallPolicy
        fields: ClassVar[tuple[str, ...]] = (
            "label", "status", "valid_from", "summary", "values", "drafted_by_name", "published_by_name", "published_at",
        )  # fmt: skip


class CallPolicyApi(RecordApi):
    """Versions of the rules of calling."""

    action = "hotline.rules"
    serializer_class = CallPolicySerializer
    filterset_class = CallRulesFilter

    def records(self) -> RecordQuerySet:
        """Return the versions in sight."""
        return call_policies_for(self.actor)

    @creates(action="hotline.draft_rules", body=DraftRulesBody)
    def draft(self, body: dict[str, Any]) -> CallPolicy:
        """Begin a draft."""
        return draft_call_rules(**body, acting_user=self.actor)

    @command(action="hotline.draft_rules", body=AmendRulesBody)
    def amend(self, version: CallPolicy, body: dict[str, Any]) -> CallPolicy:
        """Change a draft."""
        return amend_call_rules(version.pk, **body, acting_user=self.actor)

    @command(action="hotline.publish_rules")
    def publish(self, version: CallPolicy, body: dict[str, Any]) -> CallPolicy:
        """Put a draft in force from its moment; a second person does."""
        return publish_call_rules(version.pk, acting_user=self.actor)

    @command(action="hotline.draft_rules", body=WithdrawRulesBody)
    def withdraw(self, version: CallPolicy, body: dict[str, Any]) -> CallPolicy:
        """Put a draft away."""
        return withdraw_call_rules(version.pk, reason=body["reason"], acting_user=self.actor)
