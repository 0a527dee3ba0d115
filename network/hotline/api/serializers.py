"""What the API shows of calls and cases, and what its commands take."""

from rest_framework import serializers

from catalog.models import Vehicle
from common.api import MomentField, PublicIdField, RecordSerializer
from common.datum import Datum
from network.hotline.choices import CallerLanguage, CaseKind, Road, Safety, Symptom
from network.hotline.models import Call, Case, Seat, TriageScript


class CaseSerializer(RecordSerializer):
    """A case. The caller's number is masked; `POST …/show-phone` shows it and records the look."""

    vehicle = PublicIdField(model=Vehicle, source="vehicle_id")
    phone = serializers.CharField(source="masked_phone", read_only=True)

    class Meta:
        model = Case
        fields = (
            "number", "kind", "status", "vehicle", "vin", "plate", "brand", "symptom", "safety", "needs_tow", "description", "place", "road",
            "lat", "lon", "place_datum", "contact_name", "phone", "language", "triage", "result", "closed_at",
        )  # fmt: skip
        read_only_fields = fields


class CallSerializer(RecordSerializer):
    """A call; the number is masked. Where its recording is kept is told by `POST …/open-recording`, which records the look."""

    case = PublicIdField(model=Case, source="case_id")
    phone = serializers.CharField(source="masked_phone", read_only=True)
    ringing = serializers.ListField(child=serializers.CharField(), read_only=True)
    is_recorded = serializers.BooleanField(read_only=True)

    class Meta:
        model = Call
        fields = (
            "number", "direction", "status", "phone", "rang_at", "answered_at", "ended_at", "answer_s", "ringing", "extension", "agent_name",
            "is_recorded", "case", "note",
        )  # fmt: skip
        read_only_fields = fields


class CallBody(serializers.Serializer):
    """A call that was answered."""

    phone = serializers.CharField(max_length=30, allow_blank=True)
    rang_at = MomentField(required=False)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)


class CaseBody(serializers.Serializer):
    """A case to open. `lat` and `lon` are in `datum` and are stored as WGS-84; `vehicle` is a VIN, its last eight characters, or a plate."""

    kind = serializers.ChoiceField(CaseKind.choices, default=CaseKind.RESCUE)
    vehicle = serializers.CharField(max_length=20, default="", allow_blank=True)
    brand = serializers.CharField(max_length=40, default="", allow_blank=True)
    symptom = serializers.ChoiceField(Symptom.choices, default="", allow_blank=True)
    safety = serializers.ChoiceField(Safety.choices, default="", allow_blank=True)
    needs_tow = serializers.BooleanField(
        default=None,
        allow_null=True,
        help_text="Without it the answers of the triage script decide; given, it holds against them.",
    )
    description = serializers.CharField(max_length=2000, default="", allow_blank=True)
    place = serializers.CharField(max_length=200, default="", allow_blank=True)
    road = serializers.ChoiceField(Road.choices, default="", allow_blank=True)
    lat = serializers.FloatField(required=False, allow_null=True)
    lon = serializers.FloatField(required=False, allow_null=True)
    datum = serializers.ChoiceField(Datum.choices, default=Datum.WGS84)
    contact_name = serializers.CharField(max_length=60, default="", allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    triage_script = PublicIdField(model=TriageScript, required=False)
    triage_keys = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=9), required=False)
    language = serializers.ChoiceField(CallerLanguage.choices, default=CallerLanguage.ZH)
    call = PublicIdField(model=Call, required=False)
    despite_duplicate = serializers.BooleanField(default=False)


class ResultBody(serializers.Serializer):
    """How it ended."""

    result = serializers.CharField(max_length=2000)


class PhoneAnswer(serializers.Serializer):
    """A number in full."""

    phone = serializers.CharField()


class RecordingAnswer(serializers.Serializer):
    """Where a recording is kept."""

    recording = serializers.CharField()


class SeatSerializer(RecordSerializer):
    """An extension and who sits at it."""

    agent = serializers.CharField(source="user.name", default="", read_only=True)

    class Meta:
        model = Seat
        fields = ("extension", "agent")
        read_only_fields = fields


class SeatBody(serializers.Serializer):
    """Where somebody sits down."""

    extension = serializers.CharField(max_length=12)
