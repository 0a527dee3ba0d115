"""The sample of decisions by rule on the API: what was drawn, the check of one, and how often the rules were wrong."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from billing.claims.automatic.actions import check_sample
from billing.claims.automatic.models import SampledClaim
from billing.claims.automatic.selectors import figures, samples_for
from billing.claims.choices import Reason
from billing.claims.models import Claim
from billing.claims.pages.samples import SampleFilter
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from tenants.registry.models import Station


class SampleSerializer(RecordSerializer):
    """A claim that was settled by rule and drawn for a check."""

    claim = PublicIdField(model=Claim, source="claim_id")
    station = PublicIdField(model=Station, source="station_id")
    policy = serializers.CharField(source="policy_label")
    amount = MoneyField(source="amount_minor")

    class Meta:
        model = SampledClaim
        fields: ClassVar[tuple[str, ...]] = (
            "claim", "station", "round", "status", "policy", "clause", "amount", "reason_code", "missed_rule", "comment",
            "checked_by_name", "checked_at",
        )  # fmt: skip


class VerdictBody(serializers.Serializer):
    """Whether it was decided rightly; if not, what was wrong and which rule should have objected."""

    is_right = serializers.BooleanField()
    reason_code = serializers.ChoiceField(choices=Reason.choices, required=False, default="", allow_blank=True)
    missed_rule = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    comment = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class ErrorRateSerializer(serializers.Serializer):
    """How many of the checked decisions were wrong."""

    name = serializers.CharField()
    checked = serializers.IntegerField()
    wrong = serializers.IntegerField()


class SampleFiguresSerializer(serializers.Serializer):
    """How the sample stands, by policy and clause, and by the rule that should have objected."""

    automatic = serializers.IntegerField()
    drawn = serializers.IntegerField()
    open = serializers.IntegerField()
    total = ErrorRateSerializer()
    by_policy = ErrorRateSerializer(many=True)
    by_rule = ErrorRateSerializer(many=True)


class SampleApi(RecordApi):
    """The sample of decisions by rule; head office's alone."""

    action = "claims.view_samples"
    serializer_class = SampleSerializer
    filterset_class = SampleFilter

    def records(self) -> RecordQuerySet:
        """Return what was drawn."""
        return samples_for(self.actor)

    @extend_schema(responses=SampleFiguresSerializer)
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def figures(self, request: Request) -> Response:
        """Answer the error rates."""
        return Response(SampleFiguresSerializer(figures(self.actor)).data)

    @command(action="claims.check_samples", body=VerdictBody)
    def check(self, sample: SampledClaim, body: dict[str, Any]) -> SampledClaim:
        """Say whether it was decided rightly; a wrong one goes back to a person while it is not settled."""
        return check_sample(sample.pk, acting_user=self.actor, **body)
