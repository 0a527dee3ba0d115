"""Goodwill above a reviewer's limit on the API. `POST /claims/{id}/ask-goodwill` asks."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.claims.choices import Reason
from billing.claims.goodwill.actions import grant_goodwill, refuse_goodwill, withdraw_goodwill
from billing.claims.goodwill.filters import GoodwillFilter
from billing.claims.goodwill.selectors import goodwill_for
from billing.claims.models import Claim, ClaimLine, GoodwillApproval
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet


class AskedLineSerializer(serializers.Serializer):
    """What one line would get."""

    line = PublicIdField(model=ClaimLine, source="line_id")
    approved = MoneyField(source="approved_minor")
    reason_code = serializers.ChoiceField(choices=Reason.choices, allow_blank=True)
    comment = serializers.CharField(allow_blank=True)


class GoodwillSerializer(RecordSerializer):
    """A request for more goodwill than the reviewer's role may grant."""

    claim = PublicIdField(model=Claim, source="claim_id")
    claimed = MoneyField(source="claimed_minor")
    asked = MoneyField(source="asked_minor")
    limit = MoneyField(source="limit_minor")
    decisions = AskedLineSerializer(many=True, source="asked_amounts")

    class Meta:
        model = GoodwillApproval
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "status",
            "claim",
            "claimed",
            "asked",
            "limit",
            "clause",
            "decisions",
            "reason",
            "asked_name",
            "asked_at",
            "decided_name",
            "decided_at",
            "answer",
        )


class AnswerBody(serializers.Serializer):
    """Why, if there is something to say."""

    answer = serializers.CharField(max_length=1000, required=False, default="", allow_blank=True)


class RefusalBody(serializers.Serializer):
    """Why it is refused."""

    answer = serializers.CharField(max_length=1000)


class GoodwillApi(RecordApi):
    """Requests for goodwill: grant, refuse, withdraw."""

    action = "goodwill.view"
    serializer_class = GoodwillSerializer
    filterset_class = GoodwillFilter

    def records(self) -> RecordQuerySet:
        """Return those in the actor's sight."""
        return goodwill_for(self.actor)

    @command(action="goodwill.approve", body=AnswerBody)
    def grant(self, approval: GoodwillApproval, body: dict[str, Any]) -> GoodwillApproval:
        """Grant it as asked."""
        return grant_goodwill(approval.pk, answer=body["answer"], acting_user=self.actor)

    @command(action="goodwill.approve", body=RefusalBody)
    def refuse(self, approval: GoodwillApproval, body: dict[str, Any]) -> GoodwillApproval:
        """Refuse it; the claim waits for the first review again."""
        return refuse_goodwill(approval.pk, answer=body["answer"], acting_user=self.actor)

    @command(action="claims.first_review", body=AnswerBody)
    def withdraw(self, approval: GoodwillApproval, body: dict[str, Any]) -> GoodwillApproval:
        """Take it back."""
        return withdraw_goodwill(approval.pk, reason=body["answer"], acting_user=self.actor)
