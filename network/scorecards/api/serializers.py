"""What the API shows of months and cards, and what its commands take."""

from typing import Any

from rest_framework import serializers

from common.api import DayField, PublicIdField, RecordSerializer
from network.scorecards.choices import Source
from network.scorecards.models import Assessment, GradeProposal, OfficeCard, ScoreAppeal, ScoreCard
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


class AppealSerializer(RecordSerializer):
    """An appeal against a figure: `was` was measured, `corrected` counts since it was granted."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    card = PublicIdField(model=ScoreCard, source="card_id", read_only=True)
    indicator = serializers.CharField(source="source", read_only=True)

    class Meta:
        model = ScoreAppeal
        fields = (
            "number", "station", "card", "month", "indicator", "status", "text", "appealed_by_name", "was", "corrected", "due_at",
            "late_at", "decision", "decided_by_name", "decided_at",
        )  # fmt: skip
        read_only_fields = fields


class AppealBody(serializers.Serializer):
    """Which figure, and what is wrong with it."""

    indicator = serializers.ChoiceField(Source.choices)
    text = serializers.CharField(max_length=2000)


class DecisionBody(serializers.Serializer):
    """The decision. `value` is what is right; without one the card is computed from the facts as they are now."""

    is_granted = serializers.BooleanField()
    decision = serializers.CharField(max_length=2000)
    value = serializers.FloatField(required=False, allow_null=True, default=None)


class ProposalSerializer(RecordSerializer):
    """What a grade proposes; null or empty: no change."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    card = PublicIdField(model=ScoreCard, source="card_id", read_only=True)

    class Meta:
        model = GradeProposal
        fields = (
            "number", "station", "card", "status", "grade", "months", "coefficient_now", "coefficient", "level_now", "level", "instruction",
            "order_number", "decided_by_name", "decided_at",
        )  # fmt: skip
        read_only_fields = fields


class InstructionBody(serializers.Serializer):
    """The written instruction."""

    instruction = serializers.CharField(max_length=2000)
    effective_on = DayField(required=False, allow_null=True, default=None)
