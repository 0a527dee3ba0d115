"""The API of electronic signatures of agreements."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from network.onboarding.api.serializers import ReasonBody
from network.onboarding.filters import SigningFilter
from network.onboarding.models import Agreement, Signing
from network.onboarding.signing.actions import withdraw_signing
from network.onboarding.signing.selectors import signings_for


class SigningSerializer(RecordSerializer):
    """One sending of an agreement for electronic signature. `sha256` is that of the paper that was sent."""

    agreement = PublicIdField(model=Agreement, source="agreement_id", read_only=True)

    class Meta:
        model = Signing
        fields: ClassVar[tuple[str, ...]] = (
            "agreement", "attempt", "status", "sha256", "rules", "again_reason", "office_signatory_name", "due_at", "station_signed_at",
            "ended_at", "reason", "problem",
        )  # fmt: skip
        read_only_fields = fields


class SigningBody(serializers.Serializer):
    """Who signs for the manufacturer, by login; why, when it was sent before."""

    signatory = serializers.EmailField()
    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class SigningApi(RecordApi):
    """Rounds of electronic signatures (电子签): the station's representative signs first, then the manufacturer's signatory."""

    action = "onboarding.view"
    serializer_class = SigningSerializer
    filterset_class = SigningFilter

    def records(self) -> RecordQuerySet:
        """Return the rounds in sight."""
        return signings_for(self.actor)

    @command(action="onboarding.sign", body=ReasonBody)
    def withdraw(self, signing: Signing, body: dict[str, Any]) -> Signing:
        """Take the agreement back."""
        return withdraw_signing(signing.pk, reason=body["reason"], acting_user=self.actor)
