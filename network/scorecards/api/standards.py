"""Versions of the assessment standard on the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.policy.rulebook.bodies import AmendRulesBody, DraftRulesBody, WithdrawRulesBody
from common.api import RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from network.scorecards.actions import amend_standard, draft_standard, release_standard, withdraw_standard
from network.scorecards.filters import StandardFilter
from network.scorecards.models import ScoreStandard
from network.scorecards.selectors import standards_for


class StandardSerializer(RecordSerializer):
    """A version with its values: figures, indicators and grades."""

    values = serializers.DictField(read_only=True)

    class Meta:
        model = ScoreStandard
        fields: ClassVar[tuple[str, ...]] = (
            "label", "status", "valid_from", "summary", "values", "drafted_by_name", "published_by_name", "published_at",
        )  # fmt: skip


class StandardApi(RecordApi):
    """Versions of the assessment standard."""

    action = "scorecards.view"
    serializer_class = StandardSerializer
    filterset_class = StandardFilter

    def records(self) -> RecordQuerySet:
        """Return the versions in sight."""
        return standards_for(self.actor)

    @creates(action="scorecards.draft", body=DraftRulesBody)
    def draft(self, body: dict[str, Any]) -> ScoreStandard:
        """Begin a draft."""
        return draft_standard(**body, acting_user=self.actor)

    @command(action="scorecards.draft", body=AmendRulesBody)
    def amend(self, version: ScoreStandard, body: dict[str, Any]) -> ScoreStandard:
        """Change a draft."""
        return amend_standard(version.pk, **body, acting_user=self.actor)

    @command(action="scorecards.release")
    def publish(self, version: ScoreStandard, body: dict[str, Any]) -> ScoreStandard:
        """Put a draft in force from its moment; a second person does."""
        return release_standard(version.pk, acting_user=self.actor)

    @command(action="scorecards.draft", body=WithdrawRulesBody)
    def withdraw(self, version: ScoreStandard, body: dict[str, Any]) -> ScoreStandard:
        """Put a draft away."""
        return withdraw_standard(version.pk, reason=body["reason"], acting_user=self.actor)
