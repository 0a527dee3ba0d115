"""What the API takes for violations."""

from rest_framework import serializers

from audit.violations.choices import Severity, Source
from audit.violations.models import Offence
from common.api import DayField, MoneyField, PublicIdField
from common.api.uploads import UploadField
from tenants.registry.models import Station


class ReportBody(serializers.Serializer):
    """A suspicion."""

    station = PublicIdField(model=Station)
    offence = PublicIdField(model=Offence)
    source = serializers.ChoiceField(choices=Source.choices)  # type: ignore[assignment]
    reference = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    happened_on = DayField()
    description = serializers.CharField(max_length=4000)


class SubmitBody(serializers.Serializer):
    """The investigation report."""

    report = serializers.CharField(max_length=4000)
    proposal = serializers.CharField(max_length=4000)
    photos = serializers.ListField(child=UploadField(), max_length=8, required=False, default=list)


class PenaltyBody(serializers.Serializer):
    """The penalty, within the offence's range."""

    fine = MoneyField()
    points = serializers.IntegerField(min_value=0, max_value=1000)
    decision = serializers.CharField(max_length=4000)


class WhyBody(serializers.Serializer):
    """Why it is done."""

    reason = serializers.CharField(max_length=500)


class AppealBody(serializers.Serializer):
    """Why the station does not accept it."""

    appeal = serializers.CharField(max_length=4000)
    photos = serializers.ListField(child=UploadField(), max_length=8, required=False, default=list)


class HearingBody(serializers.Serializer):
    """What is left of the penalty."""

    fine = MoneyField()
    points = serializers.IntegerField(min_value=0, max_value=1000)
    answer = serializers.CharField(max_length=4000)


class OffenceBody(serializers.Serializer):
    """A clause of the catalogue."""

    code = serializers.CharField(max_length=20)
    clause = serializers.CharField(max_length=40)
    name_zh = serializers.CharField(max_length=200)
    name_en = serializers.CharField(max_length=200)
    severity = serializers.ChoiceField(choices=Severity.choices)
    fine_from = MoneyField()
    fine_to = MoneyField()
    points_from = serializers.IntegerField(min_value=0, max_value=1000)
    points_to = serializers.IntegerField(min_value=0, max_value=1000)
    investigate_days = serializers.IntegerField(min_value=1, max_value=120, default=15)
    appeal_days = serializers.IntegerField(min_value=1, max_value=60, default=10)
    is_active = serializers.BooleanField(default=True)
