"""What the API shows of campaigns, and what its commands take."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.campaigns.choices import CampaignKind, WorkKind
from billing.campaigns.models import Campaign
from common.api import DayField, RecordSerializer


class WorkSerializer(serializers.Serializer):
    """A line of the fixed work."""

    kind = serializers.ChoiceField(choices=WorkKind.choices)
    code = serializers.CharField(max_length=30)
    amount = serializers.DecimalField(max_digits=7, decimal_places=2)


class CampaignSerializer(RecordSerializer):
    """A campaign with its work and progress."""

    work = WorkSerializer(many=True, read_only=True)
    listed = serializers.IntegerField(read_only=True, default=0)
    done = serializers.IntegerField(read_only=True, default=0)

    class Meta:
        model = Campaign
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "kind",
            "status",
            "title_zh",
            "title_en",
            "instructions",
            "begins_on",
            "ends_on",
            "closed_on",
            "drafted_by_name",
            "opened_by_name",
            "work",
            "listed",
            "done",
        )


class AmendCampaignBody(serializers.Serializer):
    """A changed draft."""

    kind = serializers.ChoiceField(choices=CampaignKind.choices)
    title_zh = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=160)
    instructions = serializers.CharField(required=False, default="", allow_blank=True)
    begins_on = DayField()
    ends_on = DayField(required=False, allow_null=True, default=None)
    work = WorkSerializer(many=True)


class DraftCampaignBody(AmendCampaignBody):
    """A new campaign."""

    number: Any = serializers.CharField(max_length=24)


class VinsBody(serializers.Serializer):
    """VINs to be called in."""

    vins = serializers.ListField(child=serializers.CharField(max_length=40), max_length=200_000)
    leave_out_bad = serializers.BooleanField(required=False, default=False)


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
