"""Appeals on the API. A station files one with `POST /appeals`."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.claims.appeals.actions import decide_appeal, file_appeal, withdraw_appeal
from billing.claims.appeals.filters import AppealFilter
from billing.claims.appeals.selectors import appeals_for
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.claims.policies import LineDecision
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from tenants.registry.models import Station


class AppealSerializer(RecordSerializer):
    """An appeal."""

    station = PublicIdField(model=Station, source="station_id")
    claim = PublicIdField(model=Claim, source="claim_id")
    claimed = MoneyField(source="claimed_minor")
    decided = MoneyField(source="decided_minor")
    standing = MoneyField(source="standing_minor")
    granted = MoneyField(source="granted_minor")

    class Meta:
        model = Appeal
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "status",
            "station",
            "claim",
            "reason",
            "due_at",
            "filed_name",
            "filed_at",
            "claimed",
            "decided",
            "standing",
            "granted",
            "decided_name",
            "decided_at",
            "answer",
        )


class FileBody(serializers.Serializer):
    """Which claim, and why its decision is wrong."""

    claim = PublicIdField(model=Claim)
    reason = serializers.CharField(max_length=2000)


class AppealedLineBody(serializers.Serializer):
    """What one line gets."""

    line = PublicIdField(model=ClaimLine)
    approved = MoneyField()
    comment = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class DecideBody(serializers.Serializer):
    """Every line once, and the answer to the station."""

    decisions = AppealedLineBody(many=True)
    answer = serializers.CharField(max_length=2000)
    seen = MoneyField(
        required=False,
        help_text="What the claim is given now. Needed when that has changed since the appeal was filed; the refusal tells it.",
    )


class AppealApi(RecordApi):
    """Appeals: file, withdraw, decide."""

    action = "appeals.view"
    serializer_class = AppealSerializer
    filterset_class = AppealFilter

    def records(self) -> RecordQuerySet:
        """Return those in the actor's sight."""
        return appeals_for(self.actor)

    @creates(action="appeals.file", body=FileBody)
    def file(self, body: dict[str, Any]) -> Appeal:
        """File one."""
        return file_appeal(body["claim"], reason=body["reason"], acting_user=self.actor)

    @command(action="appeals.file")
    def withdraw(self, appeal: Appeal, body: dict[str, Any]) -> Appeal:
        """Take it back."""
        return withdraw_appeal(appeal.pk, acting_user=self.actor)

    @command(action="appeals.decide", body=DecideBody)
    def decide(self, appeal: Appeal, body: dict[str, Any]) -> Appeal:
        """Decide every line anew."""
        lines = [LineDecision(one["line"], one["approved"], "", one["comment"]) for one in body["decisions"]]
        return decide_appeal(
            appeal.pk, decisions=lines, answer=body["answer"], seen_minor=body.get("seen"), acting_user=self.actor
        )
