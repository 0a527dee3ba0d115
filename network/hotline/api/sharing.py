"""Requests for a driver's position on the API. The answer comes from the driver's own page alone."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from network.hotline.choices import CallerLanguage, Verdict
from network.hotline.models import Case, PositionRequest
from network.hotline.sharing.actions import ask_position, ask_position_of_case
from network.hotline.sharing.doubts import decide_position
from network.hotline.sharing.selectors import requests_for


class PositionRequestSerializer(RecordSerializer):
    """A request for a position. The number is masked; the link goes to the driver alone."""

    case = PublicIdField(model=Case, source="case_id")
    phone = serializers.CharField(source="masked_phone", read_only=True)

    class Meta:
        model = PositionRequest
        fields: ClassVar[tuple[str, ...]] = (
            "case",
            "status",
            "phone",
            "language",
            "expires_at",
            "answered_at",
            "shared_by",
            "lat",
            "lon",
            "accuracy_m",
            "words",
            "answers",
            "doubt",
            "away_m",
            "verdict",
            "decided_by_name",
        )
        read_only_fields = fields


class AskBody(serializers.Serializer):
    """Whom to ask: the caller of a case, or a number before there is one (then `client_key` ties it to the case that opens with it)."""

    case = PublicIdField(model=Case, required=False)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    language = serializers.ChoiceField(CallerLanguage.choices, default=CallerLanguage.ZH)
    client_key = serializers.UUIDField(required=False)


class DecideBody(serializers.Serializer):
    """`answers` is how many answers of the driver were seen: when another came meanwhile, 409."""

    answers = serializers.IntegerField(min_value=1, max_value=100, required=False)


class PositionRequestApi(RecordApi):
    """Requests for the positions of drivers."""

    action = "hotline.view"
    serializer_class = PositionRequestSerializer

    def records(self) -> RecordQuerySet:
        """Return the requests in sight."""
        return requests_for(self.actor)

    @creates(action="hotline.answer", body=AskBody)
    def ask(self, body: dict[str, Any]) -> PositionRequest:
        """Send the driver a link that shares the position."""
        if case := body.get("case"):
            return ask_position_of_case(case, acting_user=self.actor)
        return ask_position(
            body["phone"], language=body["language"], form_key=body.get("client_key"), acting_user=self.actor
        )

    @command(action="hotline.answer", body=DecideBody)
    def take(self, request: PositionRequest, body: dict[str, Any]) -> PositionRequest:
        """Take a position in doubt: the case moves there. Of two agents one wins, the other gets 409 with who has decided."""
        return decide_position(request.pk, Verdict.TAKEN, answers=body.get("answers"), acting_user=self.actor)

    @command(action="hotline.answer", body=DecideBody)
    def leave(self, request: PositionRequest, body: dict[str, Any]) -> PositionRequest:
        """Leave the case where it is."""
        return decide_position(request.pk, Verdict.LEFT, answers=body.get("answers"), acting_user=self.actor)
