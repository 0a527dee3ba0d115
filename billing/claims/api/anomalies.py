"""Anomalies on the API: the flags with their dismissal, and the editions of the table of weights."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework import serializers

from billing.claims.anomalies.actions import dismiss_flag, publish_table
from billing.claims.anomalies.models import AnomalyTable, ClaimFlag
from billing.claims.anomalies.registry import Setting, sentence_of
from billing.claims.anomalies.selectors import flags_for, tables_for
from billing.claims.api.serializers import WhyBody
from billing.claims.filters import FlagFilter
from billing.claims.models import Claim
from common.api import PublicIdField, RecordApi, RecordSerializer, command, creates
from tenants.registry.models import Station


class FlagSerializer(RecordSerializer):
    """What one detector saw in a claim."""

    claim = PublicIdField(model=Claim, source="claim_id")
    station = PublicIdField(model=Station, source="station_id")
    sentence = serializers.SerializerMethodField()

    class Meta:
        model = ClaimFlag
        fields: ClassVar[tuple[str, ...]] = (
            "claim", "station", "kind", "position", "weight", "edition", "params", "sentence", "dismissed_at", "dismissed_by_name",
            "dismiss_reason",
        )  # fmt: skip

    def get_sentence(self, row: ClaimFlag) -> str:
        """Return the sentence in the language of the request."""
        return sentence_of(row.kind, row.params)


class SettingBody(serializers.Serializer):
    """What a detector weighs (0 switches it off) and allows."""

    weight = serializers.IntegerField(min_value=0, max_value=100)
    limits = serializers.DictField(child=serializers.IntegerField(min_value=0), required=False, default=dict)


class TableBody(serializers.Serializer):
    """The settings that change, by detector, and why."""

    settings = serializers.DictField(child=SettingBody())
    note = serializers.CharField(max_length=300)


class TableSerializer(RecordSerializer):
    """One edition of the table of weights."""

    class Meta:
        model = AnomalyTable
        fields: ClassVar[tuple[str, ...]] = ("edition", "settings", "note", "made_by_name")


class FlagApi(RecordApi):
    """Anomalies of claims; a reviewer dismisses what turned out to be nothing."""

    action = "claims.anomalies"
    serializer_class = FlagSerializer
    filterset_class = FlagFilter

    def records(self) -> QuerySet[Any]:  # type: ignore[override]
        """Return the flags in the actor's sight."""
        return flags_for(self.actor)

    @command(action="claims.first_review", body=WhyBody)
    def dismiss(self, flag: ClaimFlag, body: dict[str, Any]) -> ClaimFlag:
        """Dismiss it with a reason."""
        return dismiss_flag(flag.pk, reason=body["reason"], acting_user=self.actor)


class AnomalyTableApi(RecordApi):
    """The editions of the table of weights."""

    action = "claims.anomalies"
    serializer_class = TableSerializer

    def records(self) -> QuerySet[Any]:  # type: ignore[override]
        """Return the editions."""
        return tables_for(self.actor)

    @creates(action="claims.weigh", body=TableBody)
    def publish(self, body: dict[str, Any]) -> AnomalyTable:
        """Publish an edition; detectors that are not named keep their settings."""
        given = {code: Setting(one["weight"], one["limits"]) for code, one in body["settings"].items()}
        return publish_table(given, note=body["note"], acting_user=self.actor)
