"""What the API takes for inspections."""

from rest_framework import serializers

from audit.inspections.choices import Severity
from audit.inspections.models import Inspection
from common.api import DayField, PublicIdField
from common.api.uploads import UploadField
from tenants.registry.models import Station


class PlanBody(serializers.Serializer):
    """The audit of a station."""

    station_id = PublicIdField(model=Station)
    planned_for = DayField()
    template_code = serializers.CharField(max_length=30, required=False)


class ScoreBody(serializers.Serializer):
    """Points by item code; null where an item does not apply."""

    scores = serializers.DictField(child=serializers.IntegerField(min_value=0, allow_null=True))
    notes = serializers.DictField(child=serializers.CharField(max_length=500, allow_blank=True), required=False)


class PhotoBody(serializers.Serializer):
    """A photo of an item."""

    item_code = serializers.CharField(max_length=20)
    photo = UploadField()


class FinishBody(serializers.Serializer):
    """What the report says."""

    summary = serializers.CharField(max_length=2000, required=False, allow_blank=True)


class ReasonBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class FindingBody(serializers.Serializer):
    """What is not in order."""

    inspection_id = PublicIdField(model=Inspection)
    item_code = serializers.CharField(max_length=20, required=False, allow_blank=True)
    severity = serializers.ChoiceField(choices=Severity.choices)
    description = serializers.CharField(max_length=2000)
    due_on = DayField(required=False)


class CorrectionBody(serializers.Serializer):
    """What was done about it, with at least one photo."""

    correction = serializers.CharField(max_length=2000)
    evidence = serializers.ListField(child=UploadField(), min_length=1, max_length=8)


class RecheckBody(serializers.Serializer):
    """Whether it is in order now."""

    is_in_order = serializers.BooleanField()
    comment = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    due_on = DayField(required=False)


class ItemBody(serializers.Serializer):
    """One line of a checklist."""

    code = serializers.CharField(max_length=20)
    group_zh = serializers.CharField(max_length=80)
    group_en = serializers.CharField(max_length=80)
    name_zh = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200)
    weight = serializers.IntegerField(min_value=1, max_value=100)
    is_critical = serializers.BooleanField(default=False)


class ReviseBody(serializers.Serializer):
    """The next edition."""

    pass_score = serializers.IntegerField(min_value=0, max_value=100)
    items = ItemBody(many=True)
