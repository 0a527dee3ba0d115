"""What the API shows of months and cards, and what its commands take."""

from typing import Any

from rest_framework import serializers

from common.api import PublicIdField, RecordSerializer
from network.scorecards.models import Assessment, OfficeCard, ScoreCard
from tenants.registry.models import Station


class AssessmentSerializer(RecordSerializer):
    """A month. `values` are those of the standard by which it is measured."""

    values = serializers.DictField(read_only=True)

    class Meta:
        model = Assessment
        fields = (
            "month", "status", "standard_label", "values", "round", "stations", "started_by_name", "computed_at", "published_by_name",
            "published_at", "appeal_until",
        )  # fmt: skip
        read_only_fields = fields


class LineSerializer(serializers.Serializer):
    """A line of a card. `value` is null without facts; `counts` is the weight in per cent after spreading; `top` of `bottom` was gained."""

    source: Any = serializers.CharField()
    value = serializers.FloatField(allow_null=True)
    points = serializers.FloatField(allow_null=True)
    weight = serializers.IntegerField()
    counts = serializers.FloatField()
    top = serializers.FloatField()
    bottom = serializers.FloatField()
    facts = serializers.IntegerField()


class CardSerializer(RecordSerializer):
    """A station's card. A station reads its own place in its region; `rank` in the network is head office's."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    assessment = PublicIdField(model=Assessment, source="assessment_id", read_only=True)
    lines = LineSerializer(many=True, read_only=True)
    rank = serializers.SerializerMethodField()

    class Meta:
        model = ScoreCard
        fields = (
            "station", "assessment", "month", "region", "level", "edition", "is_current", "is_published", "reason", "points", "grade",
            "covered", "rank", "region_rank", "region_of", "region_points", "lines",
        )  # fmt: skip
        read_only_fields = fields

    def get_rank(self, card: ScoreCard) -> int | None:
        """Return the rank in the network to head office only."""
        actor = getattr(self.context.get("request"), "actor", None)
        return card.rank if actor is not None and actor.is_office else None


class OfficeCardSerializer(RecordSerializer):
    """A regional office's card."""

    assessment = PublicIdField(model=Assessment, source="assessment_id", read_only=True)
    lines = LineSerializer(many=True, read_only=True)

    class Meta:
        model = OfficeCard
        fields = ("assessment", "month", "region", "stations", "points", "grade", "covered", "rank", "lines")
        read_only_fields = fields


class MonthBody(serializers.Serializer):
    """A month that is over."""

    month = serializers.RegexField(r"^\d{4}-(0[1-9]|1[0-2])$")


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)
