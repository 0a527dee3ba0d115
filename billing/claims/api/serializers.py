"""What the API shows of claims, and what its commands take."""

from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from billing.claims.actions.draft import WORDS_MOST
from billing.claims.anomalies.models import ClaimFlag
from billing.claims.anomalies.registry import sentence_of
from billing.claims.api.preauthorisations import PhotoBody
from billing.claims.choices import ClaimType, LineKind, PhotoSubject, Reason
from billing.claims.models import Claim, ClaimLine, JudgedReason, Preauthorisation
from billing.claims.photos import subject_of
from billing.claims.rules import sentence_for
from catalog.models import Supplier, Vehicle
from common.api import DayField, MoneyField, PublicIdField, RecordSerializer
from common.files.models import StoredFile
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

    base_price = MoneyField(source="base_price_minor")
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
            "standard_hours",
            "coefficient",
            "base_price",
            "markup_percent",
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
            "batch",
            "vendor",
            "fitted_on",
            "fitted_km",
            "fitted_order_number",
            "old_part_state",
        )


class PhotoSerializer(RecordSerializer):
    """A photo: what it shows, when and where it was taken, when it was sent, and its hashes."""

    subject = serializers.SerializerMethodField()

    class Meta:
        model = StoredFile
        fields: ClassVar[tuple[str, ...]] = (
            "subject",
            "captured_at",
            "captured_lat",
            "captured_lon",
            "sha256",
            "source_sha256",
            "perceptual_hash",
        )

    def get_subject(self, file: StoredFile) -> str:
        """Return what it shows."""
        return subject_of(file)


OF_REVIEWERS = frozenset({"risk", "anomalies"})


@extend_schema_serializer(component_name="ClaimAnomaly")
class AnomalySerializer(RecordSerializer):
    """What one detector saw in the claim, what it weighs, and in which words."""

    sentence = serializers.SerializerMethodField()

    class Meta:
        model = ClaimFlag
        fields: ClassVar[tuple[str, ...]] = ("kind", "position", "weight", "params", "sentence", "dismissed_at")

    def get_sentence(self, row: ClaimFlag) -> str:
        """Return the sentence in the language of the request."""
        return sentence_of(row.kind, row.params)


def may_see_risk(actor: Any) -> bool:
    """Whether the person may know what looks odd about claims: never a station."""
    return bool(actor.is_office and actor.may("claims.anomalies"))


class ClaimSerializer(RecordSerializer):
    """A claim with its lines and the reasons of the rules."""

    station = PublicIdField(model=Station, source="station_id")
    vehicle = PublicIdField(model=Vehicle, source="vehicle_id")
    policy = serializers.CharField(source="policy_label")
    preauthorisation = PublicIdField(model=Preauthorisation, source="preauthorisation_id")
    claimed = MoneyField(source="claimed_minor")
    approved = MoneyField(source="approved_minor")
    final = MoneyField(source="final_minor")
    lines = ClaimLineSerializer(many=True)
    reasons = ReasonSerializer(many=True)
    risk = serializers.IntegerField(required=False, help_text="Sum of the anomalies' weights; for reviewers alone.")
    anomalies = AnomalySerializer(many=True, source="flags", required=False, help_text="For reviewers alone.")

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
            "engine_no",
            "region",
            "sold_on",
            "mileage_km",
            "repair_order_id",
            "repair_order_number",
            "document_id",
            "rescue_number",
            "failed_on",
            "repair_started_on",
            "repair_finished_on",
            "failure_code",
            "dtc",
            "spn",
            "fmi",
            "complaint",
            "cause",
            "correction",
            "distance_m",
            "expected_distance_m",
            "is_night",
            "is_highway",
            "is_plateau",
            "persons",
            "gps_trip_id",
            "labour_coefficient",
            "policy",
            "preauthorisation",
            "is_clean",
            "appraiser_name",
            "certificate_number",
            "appraised_on",
            "submitted_at",
            "question",
            "answer",
            "first_reviewer_name",
            "first_reviewed_at",
            "goodwill_name",
            "final_reviewer_name",
            "final_reviewed_at",
            "claimed",
            "approved",
            "final",
            "lines",
            "reasons",
            "risk",
            "anomalies",
        )

    def get_fields(self) -> dict[str, Any]:
        """Leave out what looks odd about a claim for those who may not know."""
        fields: dict[str, Any] = super().get_fields()
        view = self.context.get("view")
        if getattr(view, "swagger_fake_view", False):
            return fields
        is_told = view is not None and may_see_risk(view.actor)
        return fields if is_told else {name: one for name, one in fields.items() if name not in OF_REVIEWERS}


class PrepareBody(serializers.Serializer):
    """Which repair order of the station is claimed, and under which promise (by the order's kind when left out)."""

    repair_order_id = serializers.CharField()
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False)


class LineBody(serializers.Serializer):
    """One line of a draft; without `line` a new one.

    `fitted_on` and `fitted_km` say when the spare part of a parts-warranty claim had been fitted; left out, an earlier repair order of the
    station tells, if there is one.
    """

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
    batch = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    vendor = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)
    fitted_on = DayField(required=False, allow_null=True)
    fitted_km = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=5_000_000)


class EditBody(serializers.Serializer):
    """All lines as they shall be, and the words that change."""

    lines = LineBody(many=True)
    complaint = serializers.CharField(required=False, max_length=WORDS_MOST)
    cause = serializers.CharField(required=False, max_length=WORDS_MOST)
    correction = serializers.CharField(required=False, max_length=WORDS_MOST)
    failure_code = serializers.CharField(required=False, max_length=20, allow_blank=True)
    failed_on = DayField(required=False)
    repair_started_on = DayField(required=False)
    mileage_km = serializers.IntegerField(required=False, min_value=0, max_value=5_000_000)
    dtc = serializers.CharField(required=False, max_length=12, allow_blank=True)
    spn = serializers.IntegerField(required=False, min_value=0, allow_null=True)
    fmi = serializers.IntegerField(required=False, min_value=0, allow_null=True)
    distance_m = serializers.IntegerField(required=False, min_value=0, max_value=100_000_000, allow_null=True)
    is_night = serializers.BooleanField(required=False)
    persons = serializers.IntegerField(required=False, min_value=0, max_value=50, allow_null=True)
    gps_trip_id = serializers.CharField(required=False, max_length=40, allow_blank=True)
    preauthorisation = PublicIdField(
        model=Preauthorisation, required=False, allow_null=True, source="preauthorisation_id"
    )


class AddPhotosBody(serializers.Serializer):
    """Photos of one subject: in Base64 in JSON, or as `files` of a form (multipart/form-data)."""

    subject = serializers.ChoiceField(choices=PhotoSubject.choices)
    photos = PhotoBody(many=True, required=False, default=list)
    files = serializers.ListField(child=serializers.FileField(), required=False, default=list)


class PhotoIdBody(serializers.Serializer):
    """Which photo."""

    photo = PublicIdField(model=StoredFile)


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


class AskGoodwillBody(DecisionsBody):
    """One decision for each line, and why the role above should grant more than the reviewer may."""

    reason = serializers.CharField(max_length=1000)


class QuestionBody(serializers.Serializer):
    """What the station is asked."""

    question = serializers.CharField(max_length=1000)


class NoteBody(serializers.Serializer):
    """What colleagues shall know."""

    text = serializers.CharField(max_length=1000)


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
