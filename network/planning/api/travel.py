"""Versions of the travel figures on the API, and what drives say."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from billing.policy.rulebook.api import versions_api
from common.api import MomentField, RecordSerializer, list_command
from network.planning.models import TravelPolicy
from network.planning.travel.rules import DRAFT, TRAVEL, calibration_for, draft_calibrated


class TravelPolicySerializer(RecordSerializer):
    """A version: `detour` (road over straight line) and `speed_mps`; `evidence` is what drives had shown when it was drafted from them."""

    values = serializers.DictField(read_only=True)
    evidence = serializers.DictField(read_only=True)

    class Meta:
        model = TravelPolicy
        fields: ClassVar[tuple[str, ...]] = (
            "label", "status", "valid_from", "summary", "values", "evidence", "drafted_by_name", "published_by_name", "published_at",
        )  # fmt: skip


class FitSerializer(serializers.Serializer):
    """What drives of an office (of all: an empty `region`) show: how many, the detour by least squares, its fit, eight of ten, the speed."""

    region = serializers.CharField()
    n = serializers.IntegerField()
    left_out = serializers.IntegerField()
    detour = serializers.FloatField(allow_null=True)
    r2 = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    speed_mps = serializers.FloatField(allow_null=True)


class CalibrateBody(serializers.Serializer):
    """Label and moment; the figures are measured."""

    label: Any = serializers.CharField(max_length=40)
    valid_from = MomentField()
    summary = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


_Versions: Any = versions_api(TRAVEL, "TravelPolicy", "Versions of the travel figures.", TravelPolicySerializer)


class TravelPolicyApi(_Versions):
    """Versions of the travel figures."""

    @extend_schema(responses=FitSerializer(many=True))
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def calibration(self, request: Request) -> Response:
        """Answer what the drives of the last year show, in all and by regional office."""
        return Response(FitSerializer(calibration_for(self.actor), many=True).data)

    @list_command(action=DRAFT, body=CalibrateBody, answer=TravelPolicySerializer)
    def calibrate(self, body: dict[str, Any]) -> TravelPolicy:
        """Begin a draft of what the drives of the last year show; refused while they are too few."""
        return draft_calibrated(**body, acting_user=self.actor)
