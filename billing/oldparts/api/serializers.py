"""What the API shows of old parts and shipments, and what its commands take."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.chargeback.models import Chargeback
from billing.claims.api.preauthorisations import PhotoBody
from billing.claims.models import Claim, ClaimLine
from billing.oldparts.choices import Disposal, Verdict
from billing.oldparts.models import DisposalBatch, OldPart, Reinspection, Shipment
from catalog.models import Supplier
from common.api import MoneyField, PublicIdField, RecordSerializer
from tenants.registry.models import Station


class OldPartSerializer(RecordSerializer):
    """An old part."""

    station = PublicIdField(model=Station, source="station_id")
    claim = PublicIdField(model=Claim, source="claim_id")
    line = PublicIdField(model=ClaimLine, source="line_id")
    shipment = PublicIdField(model=Shipment, source="shipment_id")
    batch = PublicIdField(model=DisposalBatch, source="batch_id")

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
            "quantity",
            "shelf",
            "box",
            "due_on",
            "keep_until",
            "is_overdue",
            "received_at",
            "quantity_received",
            "weight_g",
            "seen_number",
            "seen_serial",
            "checked_by_name",
            "checked_at",
            "reason",
            "disposal",
            "batch",
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
            "boxes",
            "shipped_by_name",
            "shipped_at",
            "received_at",
            "parts",
        )


class DisposalSerializer(RecordSerializer):
    """An entry of the disposal register with the labels that are in it."""

    supplier = PublicIdField(model=Supplier, source="supplier_id")
    parts: Any = serializers.SlugRelatedField(slug_field="label_code", many=True, read_only=True)

    class Meta:
        model = DisposalBatch
        fields: ClassVar[tuple[str, ...]] = (
            "number", "disposal", "supplier", "recipient", "witness", "certificate", "note", "pieces", "disposed_by_name", "disposed_at",
            "parts",
        )  # fmt: skip


class ReinspectionSerializer(RecordSerializer):
    """The result of a re-inspection, with the amounts before and after."""

    chargeback = PublicIdField(model=Chargeback, source="chargeback_id")
    part = PublicIdField(model=OldPart, source="part_id")
    line_before = MoneyField(source="line_before_minor", read_only=True)
    line_after = MoneyField(source="line_after_minor", read_only=True)
    due_before = MoneyField(source="due_before_minor", read_only=True)
    due_after = MoneyField(source="due_after_minor", read_only=True)

    class Meta:
        model = Reinspection
        fields: ClassVar[tuple[str, ...]] = (
            "chargeback", "chargeback_number", "part", "claim_number", "verdict", "finding", "line_before", "line_after", "due_before",
            "due_after", "inspected_by_name", "inspected_at",
        )  # fmt: skip


class BoxBody(serializers.Serializer):
    """Which part lies in which box."""

    part = PublicIdField(model=OldPart)
    box = serializers.IntegerField(min_value=1, max_value=200)


class ShipBody(serializers.Serializer):
    """Which parts go together, in which boxes, and who carries them."""

    parts = serializers.ListField(child=PublicIdField(model=OldPart), max_length=500)
    boxes = BoxBody(many=True, required=False, default=list)
    carrier = serializers.CharField(max_length=60)
    tracking_number = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)


class ScanBody(serializers.Serializer):
    """The label as it was scanned; a label of another shipment than the given one is refused, unless `anyway`."""

    code = serializers.CharField(max_length=40)
    shipment = PublicIdField(model=Shipment, required=False)
    anyway = serializers.BooleanField(required=False, default=False)
    quantity = serializers.IntegerField(required=False, min_value=0, max_value=9999)


class SeenBody(serializers.Serializer):
    """What stands on the part; empty where nothing can be read."""

    part_number = serializers.CharField(max_length=30, required=False, default="", allow_blank=True)
    serial = serializers.CharField(max_length=40, required=False, default="", allow_blank=True)
    quantity = serializers.IntegerField(required=False, min_value=0, max_value=9999)


class RejectBody(SeenBody):
    """Why the part is refused, and what stands on it."""

    reason = serializers.CharField(max_length=300)


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=300)


class ShelfBody(serializers.Serializer):
    """Where the part lies."""

    shelf = serializers.CharField(max_length=30, allow_blank=True)


class RecallBody(ReasonBody):
    """Within how many days a kept part is wanted back, and why."""

    days = serializers.IntegerField(min_value=1, max_value=365)


class WeightBody(serializers.Serializer):
    """What the part weighs, and a photo of it: one of the two, or both."""

    weight_g = serializers.IntegerField(min_value=1, max_value=5_000_000, required=False)
    photo = PhotoBody(required=False)


class TrackingBody(serializers.Serializer):
    """Under which number the carrier has the part."""

    tracking_number = serializers.CharField(max_length=80)


class NoteBody(serializers.Serializer):
    """A remark."""

    note = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class DisposeBody(NoteBody):
    """Which way the part goes, before whose eyes, under which paper."""

    disposal = serializers.ChoiceField(choices=Disposal.choices)
    witness = serializers.CharField(max_length=80, required=False, default="", allow_blank=True)
    certificate = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    recipient = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class BatchBody(DisposeBody):
    """Several parts that go the same way."""

    parts = serializers.ListField(child=PublicIdField(model=OldPart), max_length=1_000)


class ReinspectBody(serializers.Serializer):
    """The result of a re-inspection: what the claim's line is worth now, and what the supplier owes of it."""

    chargeback = PublicIdField(model=Chargeback)
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    finding = serializers.CharField(max_length=500)
    line = MoneyField()
    due = MoneyField()
