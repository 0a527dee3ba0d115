"""What the API shows of stations' lives, and the bodies of its steps."""

from rest_framework import serializers

from common.api import Base64Field, DayField, PublicIdField, RecordSerializer
from network.lifecycle.choices import AtEnd, ChangeKind, OrderKind
from network.lifecycle.models import Closing, ClosingStep, StationChange, StationOrder
from tenants.registry.models import Station


class ChangeSerializer(RecordSerializer):
    """A change of a station's facts: values before and after, and the people of its steps."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)

    class Meta:
        model = StationChange
        fields = (
            "number", "station", "kind", "status", "values", "before", "reason", "wanted_on", "due_at", "late_at", "requested_by_name",
            "checked_by_name", "check_note", "seen_on", "approved_by_name", "effective_on", "applied_at", "answer",
        )  # fmt: skip
        read_only_fields = fields


class PaperBody(serializers.Serializer):
    """A paper: a PDF or a picture."""

    name = serializers.CharField(max_length=120)
    content = Base64Field(max_length=21_000_000)


class RequestBody(serializers.Serializer):
    """What is to change. `values` holds the fields of the kind, such as `{"address": "…"}`; a station leaves `station` out."""

    station = PublicIdField(model=Station, required=False)
    kind = serializers.ChoiceField(ChangeKind.choices)
    values = serializers.DictField()
    reason = serializers.CharField(max_length=500)
    wanted_on = DayField(required=False, allow_null=True, default=None)
    evidence = PaperBody(many=True, default=list)


class EvidenceBody(serializers.Serializer):
    """Further papers."""

    evidence = PaperBody(many=True, allow_empty=False)


class CheckBody(serializers.Serializer):
    """What the regional office has checked."""

    note = serializers.CharField(max_length=500)
    seen_on = DayField(required=False, allow_null=True, default=None)


class ApproveBody(serializers.Serializer):
    """From which day it holds; without one from the day that was wanted."""

    effective_on = DayField(required=False, allow_null=True, default=None)


class NextAgreementBody(serializers.Serializer):
    """The terms of the agreement with a station's next owner; it begins on the day of the transfer at the earliest."""

    party_name = serializers.CharField(max_length=120)
    representative = serializers.CharField(max_length=80)
    territory = serializers.CharField(max_length=200)
    starts_on = DayField()
    labour_coefficient = serializers.DecimalField(max_digits=4, decimal_places=2)
    years = serializers.IntegerField(required=False, allow_null=True, default=None)


class InviteBody(serializers.Serializer):
    """Whom to invite as the station's manager."""

    name = serializers.CharField(max_length=80)
    email = serializers.EmailField()


class LeavingBody(serializers.Serializer):
    """The written order that answers a wish to leave: from which day, and until when the station's data is kept (two years at least)."""

    effective_on = DayField()
    keep_until = DayField()
    text = serializers.CharField(max_length=2000)


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class OptionalReasonBody(serializers.Serializer):
    """Why, if there is something to say."""

    reason = serializers.CharField(max_length=500, default="", allow_blank=True)


class OrderSerializer(RecordSerializer):
    """A written order about a station."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    wish = PublicIdField(model=StationChange, source="wish_id", read_only=True)

    class Meta:
        model = StationOrder
        fields = (
            "number", "station", "kind", "status", "text", "effective_on", "until", "at_end", "claims_go_on", "labour_coefficient",
            "keep_until", "wish", "instructed_by_name", "acted_by_name", "acted_at", "began_at", "ended_at", "late_at",
        )  # fmt: skip
        read_only_fields = fields


class OrderBody(serializers.Serializer):
    """An order. `until`, `at_end` and `claims_go_on` belong to a suspension, `labour_coefficient` to that kind, `keep_until` to the two endings."""

    station = PublicIdField(model=Station)
    kind = serializers.ChoiceField(OrderKind.choices)
    text = serializers.CharField(max_length=2000)
    effective_on = DayField()
    until = DayField(required=False, allow_null=True, default=None)
    at_end = serializers.ChoiceField(AtEnd.choices, required=False, allow_blank=True, default="")
    claims_go_on = serializers.BooleanField(default=False)
    keep_until = DayField(required=False, allow_null=True, default=None)
    labour_coefficient = serializers.DecimalField(
        max_digits=4, decimal_places=2, required=False, allow_null=True, default=None
    )


class StepSerializer(RecordSerializer):
    """A step of a closing: whose it is, until when, what is left."""

    class Meta:
        model = ClosingStep
        fields = (
            "place", "code", "owner", "status", "due_at", "late_at", "left", "left_names", "looked_at", "done_at", "done_by_name", "note",
        )  # fmt: skip
        read_only_fields = fields


class ClosingSerializer(RecordSerializer):
    """A station on its way out, with its steps."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    order = PublicIdField(model=StationOrder, source="order_id", read_only=True)
    steps = StepSerializer(many=True, read_only=True)

    class Meta:
        model = Closing
        fields = ("number", "station", "order", "kind", "status", "begun_on", "keep_until", "finished_at", "steps")
        read_only_fields = fields


class NoteBody(serializers.Serializer):
    """What was done, or to whom it was passed on."""

    note = serializers.CharField(max_length=500)
