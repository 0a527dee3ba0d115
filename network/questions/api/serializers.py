"""What the API shows of technical questions, and what its commands take."""

from typing import ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordSerializer
from common.api.uploads import EvidenceUploadField
from network.hotline.choices import Symptom
from network.questions.choices import TYPED, Urgency
from network.questions.models import QuestionEntry, TechnicalQuestion
from tenants.registry.models import Station


def codes(most: int = 20) -> serializers.ListField:
    """Return a list of codes."""
    return serializers.ListField(
        child=serializers.CharField(max_length=30), max_length=most, required=False, default=list
    )


def files() -> serializers.ListField:
    """Return pictures and PDF documents."""
    return serializers.ListField(child=EvidenceUploadField(), max_length=6, required=False, default=list)


def optional(most: int) -> serializers.CharField:
    """Return a text that may be left empty."""
    return serializers.CharField(max_length=most, required=False, allow_blank=True, default="")


class EntrySerializer(RecordSerializer):
    """A line of the thread."""

    class Meta:
        model = QuestionEntry
        fields: ClassVar[tuple[str, ...]] = ("kind", "text", "made_by_name")


class QuestionSerializer(RecordSerializer):
    """A technical question with thread and solution. `due_at` is the one time limit that it is under; `model` and `component` are codes."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    model = serializers.CharField(source="model.code", read_only=True, allow_null=True, default=None)
    component = serializers.CharField(source="component.code", read_only=True, allow_null=True, default=None)
    fault_codes = serializers.ListField(child=serializers.CharField(), read_only=True)
    solution_models = serializers.ListField(child=serializers.CharField(), read_only=True)
    solution_parts = serializers.ListField(child=serializers.CharField(), read_only=True)
    technical_case = serializers.CharField(source="literature.number", read_only=True, allow_null=True, default=None)
    entries = EntrySerializer(many=True, read_only=True)

    class Meta:
        model = TechnicalQuestion
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "status", "urgency", "desk", "origin", "reference", "vin", "model", "built_on", "mileage_km",
            "component", "symptom", "failure_code", "fault_codes", "title", "description", "measurements", "tried", "asked_by_name",
            "taken_by_name", "taken_at", "due_at", "is_overdue", "escalation", "first_answered_at", "first_in_time", "entries", "cause",
            "remedy", "solution_models", "solution_parts", "is_by_silence", "reopened", "closed_at", "technical_case",
        )  # fmt: skip


class AskBody(serializers.Serializer):
    """What is known when a question is raised. `vehicle` is a VIN or plate; left empty it is the order's or the case's."""

    origin = serializers.ChoiceField(choices=[(one.value, one.label) for one in TYPED], required=False, default="free")
    reference = optional(40)
    urgency = serializers.ChoiceField(choices=Urgency.choices, required=False, default=Urgency.NORMAL)
    title = serializers.CharField(max_length=120)
    description = serializers.CharField(max_length=4000)
    vehicle = optional(20)
    mileage_km = serializers.IntegerField(
        min_value=0, max_value=5_000_000, required=False, allow_null=True, default=None
    )
    symptom = serializers.ChoiceField(choices=Symptom.choices, required=False, allow_blank=True, default="")
    component = optional(12)
    failure_code = optional(20)
    fault_codes = codes()
    measurements = optional(4000)
    tried = optional(4000)
    photos = files()


class AnswerBody(serializers.Serializer):
    """The answer and its solution as data; `component`, `vehicle_models` and `parts` are codes and numbers of the catalogue."""

    text = serializers.CharField(max_length=4000)
    cause = serializers.CharField(max_length=4000)
    remedy = serializers.CharField(max_length=4000)
    component = optional(12)
    vehicle_models = codes()
    parts = codes()
    photos = files()


class TextBody(serializers.Serializer):
    """Something to say."""

    text = serializers.CharField(max_length=4000)
    photos = files()


class NoteBody(serializers.Serializer):
    """A remark about a solution that helped."""

    note = optional(4000)


class WhyBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class CaseBody(serializers.Serializer):
    """The technical case that a solved question becomes: no station, no person, no phone number, plate or VIN."""

    title_zh = serializers.CharField(max_length=160)
    body_zh = serializers.CharField(max_length=4000)
    title_en = optional(160)
    body_en = optional(4000)
