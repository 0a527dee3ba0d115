"""What the API shows of insight."""

from typing import ClassVar

from rest_framework import serializers

from billing.claims.models import Claim
from billing.insight.models import BatchWarning, ClaimFact, WarningRule
from common.api import DayField, MoneyField, PublicIdField, RecordSerializer
from tenants.registry.models import Station


class FactSerializer(RecordSerializer):
    """A claim as the figures count it."""

    claim = PublicIdField(model=Claim, source="claim_id", read_only=True)
    station = PublicIdField(model=Station, source="station_id", read_only=True)
    claimed = MoneyField(source="claimed_minor", read_only=True)
    approved = MoneyField(source="approved_minor", read_only=True)
    final = MoneyField(source="final_minor", read_only=True)

    class Meta:
        model = ClaimFact
        fields: ClassVar[tuple[str, ...]] = (
            "claim", "number", "station", "region", "month", "type", "status", "model_code", "component_code", "part_number",
            "failure_code", "vin", "built_month", "sold_on", "failed_on", "age_days", "mileage_km", "waiting_since", "reviewed",
            "first_passed", "automatic", "claimed", "approved", "final",
        )  # fmt: skip


class CountsSerializer(serializers.Serializer):
    """What was counted for one key; rates in percent, null where nothing was reviewed."""

    key = serializers.CharField()
    claims = serializers.IntegerField()
    reviewed = serializers.IntegerField()
    first_passed = serializers.IntegerField()
    automatic = serializers.IntegerField()
    settled = serializers.IntegerField()
    rejected = serializers.IntegerField()
    claimed = MoneyField(source="claimed_minor")
    approved = MoneyField(source="approved_minor")
    final = MoneyField(source="final_minor")
    first_pass_rate = serializers.FloatField(allow_null=True)
    automatic_rate = serializers.FloatField(allow_null=True)


class FiguresSerializer(serializers.Serializer):
    """Figures of the chosen months by one key."""

    by = serializers.CharField()
    first_month = serializers.CharField()
    last_month = serializers.CharField()
    figures = CountsSerializer(many=True)


class RecoveredSerializer(serializers.Serializer):
    """What suppliers were charged for the repairs of a month."""

    key = serializers.CharField()
    chargebacks = serializers.IntegerField()
    charged = MoneyField(source="charged_minor")
    standing = MoneyField(source="standing_minor")
    paid = MoneyField(source="paid_minor")
    rate = serializers.FloatField(allow_null=True)


class RecoverySerializer(serializers.Serializer):
    """Recovery of the chosen months."""

    by = serializers.CharField()
    figures = RecoveredSerializer(many=True)


class LifeSerializer(serializers.Serializer):
    """The life model of a component's first failure, in days in service. `problem` says why a shape of 1 was assumed."""

    component = serializers.CharField()
    vehicles = serializers.IntegerField()
    failures = serializers.IntegerField()
    shape = serializers.FloatField()
    shape_low = serializers.FloatField()
    shape_high = serializers.FloatField()
    scale_days = serializers.FloatField(allow_null=True)
    problem = serializers.CharField(allow_null=True)
    failed_after_12_months_percent = serializers.FloatField()
    watched_from = DayField()
    watched_until = DayField()


class WarningSerializer(RecordSerializer):
    """A warning of a batch defect."""

    class Meta:
        model = BatchWarning
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "subject", "subject_code", "component_code", "built_from", "built_to", "observed", "expected",
            "p_value", "q_value", "vehicles", "at_risk", "months", "evaluated_on", "finding",
        )  # fmt: skip


class WarningRuleSerializer(RecordSerializer):
    """When warnings are raised; the newest counts."""

    class Meta:
        model = WarningRule
        fields: ClassVar[tuple[str, ...]] = (
            "false_alarm_percent", "least_failures", "least_ratio", "months_back", "lag_days", "reason",
        )  # fmt: skip


class NoteBody(serializers.Serializer):
    """Who looks into it, and where."""

    note = serializers.CharField(max_length=500, allow_blank=True, default="")


class FindingBody(serializers.Serializer):
    """What was found."""

    finding = serializers.CharField(max_length=500)


class DismissalBody(serializers.Serializer):
    """Why it is none."""

    reason = serializers.CharField(max_length=500)


class RuleBody(serializers.Serializer):
    """When warnings are to be raised."""

    false_alarm_percent = serializers.DecimalField(max_digits=4, decimal_places=1, min_value=0, max_value=50)
    least_failures = serializers.IntegerField(min_value=2, max_value=1000)
    least_ratio = serializers.DecimalField(max_digits=4, decimal_places=2, min_value=1, max_value=99)
    months_back = serializers.IntegerField(min_value=3, max_value=120)
    lag_days = serializers.IntegerField(min_value=0, max_value=180)
    reason = serializers.CharField(max_length=500)
