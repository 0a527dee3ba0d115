"""What the API shows of claims, and what its commands take."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.claims.choices import ClaimType, LineKind, Reason
from billing.claims.models import Claim, ClaimLine, JudgedReason
from billing.claims.rules import sentence_for
from catalog.models import Supplier, Vehicle
from common.api import MoneyField, PublicIdField, RecordSerializer
from tenants.registry.models import Station


class ReasonSerializer(serializers.ModelSerializer):
    """Why: what one rule said, with policy version and clause."""

    line = PublicIdField(model=ClaimLine, source="line_id")
    policy = serializers.CharField(source="policy_label")
    suggested = MoneyField(source="suggested_minor")
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = JudgedReason
        fields: ClassVar[tuple[str, ...]] = (
            "rule",
            "outcome",
            "line",
            "policy",
            "clause",
            "suggested",
            "params",
            "sentence",
        )

    def get_sentence(self, row: JudgedReason) -> str:
        """Return the sentence in the language of the request."""
        return sentence_for(row.rule, row.params)


class ClaimLineSerializer(RecordSerializer):
    """One line."""

    unit_price = MoneyField(source="unit_price_minor")
    claimed = MoneyField(source="claimed_minor")
    approved = MoneyField(source="approved_minor")
    final = MoneyField(source="final_minor")
    supplier = PublicIdField(model=Supplier, source="supplier_id")

    class Meta:
        model = ClaimLine
        fields: ClassVar[tuple[str, ...]] = (
            "position",
            "kind",
            "name_zh",
            "name_en",
            "operation_code",
            "part_number",
            "component_code",
            "quantity",
            "hours",
            "unit_price",
            "claimed",
            "approved",
            "final",
            "reason_code",
            "comment",
            "final_reason_code",
            "final_comment",
            "is_causal",
            "supplier",
            "old_serial",
            "new_serial",
            "old_part_state",
        )


class ClaimSerializer(RecordSerializer):
    """A claim with its lines and the reasons of the rules."""

    station = PublicIdField(model=Station, source="station_id")
    vehicle = PublicIdField(model=Vehicle, source="vehicle_id")
    policy = serializers.CharField(source="policy_label")
    claimed = MoneyField(source="claimed_minor")
    approved = MoneyField(source="approved_minor")
    final = MoneyField(source="final_minor")
    lines = ClaimLineSerializer(many=True)
    reasons = ReasonSerializer(many=True)

    class Meta:
        model = Claim
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "type",
            "status",
            "station",
            "vehicle",
            "vin",
            "model_code",
            "sold_on",
            "mileage_km",
            "repair_order_id",
            "repair_order_number",
            "rescue_number",
            "failed_on",
            "repair_started_on",
            "repair_finished_on",
            "failure_code",
            "complaint",
            "cause",
            "correction",
            "distance_m",
            "expected_distance_m",
            "is_night",
            "labour_coefficient",
            "policy",
            "is_clean",
            "appraiser_name",
            "certificate_number",
            "appraised_on",
            "submitted_at",
            "question",
            "answer",
            "first_reviewer_name",
            "first_reviewed_at",
            "final_reviewer_name",
            "final_reviewed_at",
            "claimed",
            "approved",
            "final",
            "lines",
            "reasons",
        )


class PrepareBody(serializers.Serializer):
    """Which repair order of the station is claimed, and under which promise (by the order's kind when left out)."""

    repair_order_id = serializers.CharField()
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False)


class LineBody(serializers.Serializer):
    """One line of a draft; without `line` a new one."""

    line = PublicIdField(model=ClaimLine, required=False)
    kind = serializers.ChoiceField(choices=[(kind.value, kind.label) for kind in LineKind])
    name = serializers.CharField(max_length=160, required=False, default="", allow_blank=True)
    operation_code = serializers.CharField(max_length=20, required=False, default="", allow_blank=True)
    part_number = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)
    quantity = serializers.DecimalField(max_digits=8, decimal_places=2, required=False)
    hours = serializers.DecimalField(max_digits=6, decimal_places=2, required=False, allow_null=True)
    unit_price = MoneyField()
    is_causal = serializers.BooleanField(required=False, default=False)
    old_serial = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    new_serial = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)


class EditBody(serializers.Serializer):
    """All lines as they shall be, and the words that change."""

    lines = LineBody(many=True)
    complaint = serializers.CharField(required=False)
    cause = serializers.CharField(required=False)
    correction = serializers.CharField(required=False)
    failure_code = serializers.CharField(required=False, max_length=20, allow_blank=True)
    failed_on = serializers.DateField(required=False)


class SubmitBody(serializers.Serializer):
    """The answer, when the claim was returned with a question."""

    answer = serializers.CharField(required=False, default="", allow_blank=True, max_length=1000)


class DecisionBody(serializers.Serializer):
    """What a line gets; a reason is needed for less than what came in."""

    line = PublicIdField(model=ClaimLine)
    approved = MoneyField()
    reason_code = serializers.ChoiceField(choices=Reason.choices, required=False, default="", allow_blank=True)
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class DecisionsBody(serializers.Serializer):
    """One decision for each line."""

    decisions = DecisionBody(many=True)


class QuestionBody(serializers.Serializer):
    """What the station is asked."""

    question = serializers.CharField(max_length=1000)


class RejectBody(serializers.Serializer):
    """Why the whole claim is rejected."""

    reason_code = serializers.ChoiceField(choices=Reason.choices)
    comment = serializers.CharField(required=False, default="", allow_blank=True, max_length=300)


class WhyBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class OptionalWhyBody(serializers.Serializer):
    """Why it is done, if there is something to say."""

    reason = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what was not given."""
    return {name: value for name, value in values.items() if value is not None}
