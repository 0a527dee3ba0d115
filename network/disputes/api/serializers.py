"""What the API shows of disputes, and what its commands take."""

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.selectors import office_people
from common.api import MoneyField, PublicIdField, RecordSerializer
from common.api.uploads import EvidenceUploadField
from network.disputes.choices import Cause, Origin
from network.disputes.models import DisputeProposal, DisputeStatement, ServiceDispute
from network.disputes.selectors import MEDIATORS
from tenants.registry.models import Station


@extend_schema_field({"type": "string", "format": "email"})
class MediatorField(serializers.Field):
    """Somebody of head office who may mediate, by login."""

    def to_internal_value(self, data: object) -> UUID:
        """Return the person's key."""
        wanted = str(data).strip().lower()
        found = next((one.pk for one in office_people(*MEDIATORS) if one.email.lower() == wanted), None)
        if found is None:
            raise serializers.ValidationError("Give the login of somebody at head office who may mediate.")
        return found

    def to_representation(self, value: object) -> None:
        """People are only taken in."""


class StatementSerializer(RecordSerializer):
    """What one side said."""

    class Meta:
        model = DisputeStatement
        fields: ClassVar[tuple[str, ...]] = ("side", "channel", "text", "made_by_name")


class ProposalSerializer(RecordSerializer):
    """A mediator's proposal and the answers."""

    station_bears = MoneyField(source="station_minor", read_only=True)
    maker_bears = MoneyField(source="maker_minor", read_only=True)

    class Meta:
        model = DisputeProposal
        fields: ClassVar[tuple[str, ...]] = (
            "round", "cause", "reasons", "remedy", "station_bears", "maker_bears", "made_by_name", "station_word", "station_reason",
            "driver_word", "driver_reason", "is_open",
        )  # fmt: skip


class DisputeSerializer(RecordSerializer):
    """A dispute with statements, proposals and result. `due_at` is the one time limit that it is under."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    demanded = MoneyField(source="demanded_minor", read_only=True)
    station_bears = MoneyField(source="station_minor", read_only=True)
    maker_bears = MoneyField(source="maker_minor", read_only=True)
    statements = StatementSerializer(many=True, read_only=True)
    proposals = ProposalSerializer(many=True, read_only=True)

    class Meta:
        model = ServiceDispute
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "status", "cause", "origin", "reference", "vin", "plate", "subject", "demanded", "opened_by_name",
            "mediator_name", "due_at", "is_overdue", "escalation", "statements", "proposals", "station_bears", "maker_bears", "remedy",
            "carried_out_at", "payment", "result", "closed_at",
        )  # fmt: skip


class OpenBody(serializers.Serializer):
    """What is known when a dispute is opened. `station` is needed where the origin does not tell."""

    origin = serializers.ChoiceField(choices=Origin.choices)
    reference = serializers.CharField(max_length=40)
    station = PublicIdField(model=Station, required=False, allow_null=True)
    cause = serializers.ChoiceField(choices=Cause.choices)
    subject = serializers.CharField(max_length=120)
    statement = serializers.CharField(max_length=4000)
    demanded = MoneyField(required=False)
    contact_name = serializers.CharField(max_length=80, required=False, allow_blank=True, default="")
    contact_phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")
    photos = serializers.ListField(child=EvidenceUploadField(), max_length=6, required=False, default=list)


class StatementBody(serializers.Serializer):
    """One side's view."""

    text = serializers.CharField(max_length=4000)
    photos = serializers.ListField(child=EvidenceUploadField(), max_length=6, required=False, default=list)


class MediatorBody(serializers.Serializer):
    """Who mediates: never somebody who handled the matter."""

    person = MediatorField()


class TermsBody(serializers.Serializer):
    """What the mediator proposes."""

    cause = serializers.ChoiceField(choices=Cause.choices)
    reasons = serializers.CharField(max_length=4000)
    remedy = serializers.CharField(max_length=4000)
    station_bears = MoneyField(required=False)
    maker_bears = MoneyField(required=False)


class AnswerBody(serializers.Serializer):
    """Yes or no; a no says why."""

    accepts = serializers.BooleanField()
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class CarriedOutBody(serializers.Serializer):
    """What was done, and the reference of the payment when there was something to pay."""

    result = serializers.CharField(max_length=4000)
    payment = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class NoteBody(serializers.Serializer):
    """What the driver says about it."""

    note = serializers.CharField(max_length=4000, required=False, allow_blank=True, default="")


class WhyBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)
