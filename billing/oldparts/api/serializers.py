"""What the API shows of old parts and shipments, and what its commands take."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.claims.models import Claim, ClaimLine
from billing.oldparts.choices import Disposal
from billing.oldparts.models import OldPart, Shipment
from common.api import PublicIdField, RecordSerializer
from tenants.registry.models import Station


class OldPartSerializer(RecordSerializer):
    """An old part."""

    station = PublicIdField(model=Station, source="station_id")
    claim = PublicIdField(model=Claim, source="claim_id")
    line = PublicIdField(model=ClaimLine, source="line_id")
    shipment = PublicIdField(model=Shipment, source="shipment_id")

    class Meta:
        model = OldPart
        fields: ClassVar[tuple[str, ...]] = (
            "label_code",
            "status",
            "station",
            "claim",
            "claim_number",
            "line",
            "shipment",
            "vin",
            "part_number",
            "name_zh",
            "name_en",
            "old_serial",
            "due_on",
            "is_overdue",
            "received_at",
            "checked_by_name",
            "checked_at",
            "reason",
            "disposal",
        )


class ShipmentSerializer(RecordSerializer):
    """A shipment with the labels that are in it."""

    station = PublicIdField(model=Station, source="station_id")
    parts: Any = serializers.SlugRelatedField(slug_field="label_code", many=True, read_only=True)

    class Meta:
        model = Shipment
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "status",
            "station",
            "carrier",
            "tracking_number",
            "shipped_by_name",
            "shipped_at",
            "received_at",
            "parts",
        )


class ShipBody(serializers.Serializer):
    """Which parts go together, and who carries them."""

    parts = serializers.ListField(child=PublicIdField(model=OldPart), max_length=500)
    carrier = serializers.CharField(max_length=60)
    tracking_number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class ScanBody(serializers.Serializer):
    """The label as it was scanned."""

    code = serializers.CharField(max_length=40)


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=300)


class DisposeBody(serializers.Serializer):
    """Where the part goes."""

    disposal = serializers.ChoiceField(choices=Disposal.choices)
    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)
