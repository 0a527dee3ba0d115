"""Follow-up calls in the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from tenants.care.actions import note_call
from tenants.care.choices import Outcome
from tenants.care.models import FollowUp
from tenants.care.pages.follow_ups import FollowUpFilter
from tenants.care.selectors import follow_ups_for
from tenants.workshop.models import RepairOrder


class FollowUpSerializer(RecordSerializer):
    """A call that is owed, or what came of it."""

    repair_order = PublicIdField(model=RepairOrder, source="repair_order_id", read_only=True)

    class Meta:
        model = FollowUp
        fields = (
            "repair_order", "order_number", "sequence", "status", "plate", "customer_name", "customer_phone", "delivered_at",
            "due_at", "attempts", "satisfaction", "has_complaint", "answer", "called_at", "caller_name",
        )  # fmt: skip


class CallBody(serializers.Serializer):
    """What came of a call; reached needs a score."""

    outcome = serializers.ChoiceField(choices=Outcome.choices)
    satisfaction = serializers.IntegerField(min_value=1, max_value=5, required=False)
    has_complaint = serializers.BooleanField(default=False)
    answer = serializers.CharField(max_length=2000, required=False)


class FollowUpApi(RecordApi):
    """Follow-up calls of the caller's station."""

    action = "care.view"
    serializer_class = FollowUpSerializer
    filterset_class: ClassVar[Any] = FollowUpFilter

    def records(self) -> RecordQuerySet:
        """Return the station's follow-ups."""
        return follow_ups_for(self.actor)

    @command(action="care.call", body=CallBody)
    def call(self, follow_up: FollowUp, body: dict[str, Any]) -> Any:
        """Enter a call."""
        return note_call(follow_up.pk, **body, acting_user=self.actor)
