"""The API of rectification after a failed acceptance visit."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command
from common.records import RecordQuerySet
from network.onboarding.api.building import RejectBody
from network.onboarding.api.serializers import SeenBody
from network.onboarding.api.views import photos_in
from network.onboarding.building import mending, rectify
from network.onboarding.building.models import Rectification, RectificationReport
from network.onboarding.filters import RectificationFilter
from network.onboarding.models import Candidate


class ReportSerializer(RecordSerializer):
    """What the applicant reported by the own link, and the judgement on it: null until there is one."""

    class Meta:
        model = RectificationReport
        fields: ClassVar[tuple[str, ...]] = (
            "attempt", "words", "is_accepted", "reason", "judged_by_name", "judged_at",
        )  # fmt: skip
        read_only_fields = fields


class RectificationSerializer(RecordSerializer):
    """An item that failed at an acceptance visit. `due_at` is the limit of whoever's turn it is."""

    candidate = PublicIdField(model=Candidate, source="visit.candidate_id", read_only=True)
    visit = serializers.IntegerField(
        source="visit.attempt", read_only=True, help_text="Number of the visit that failed."
    )

    reports = ReportSerializer(many=True, read_only=True)

    class Meta:
        model = Rectification
        fields: ClassVar[tuple[str, ...]] = (
            "candidate", "visit", "code", "title_zh", "title_en", "found", "rules", "status", "due_at", "overdue_at", "words",
            "reported_by_name", "reported_at", "accepted_by_name", "reports",
        )  # fmt: skip
        read_only_fields = fields


class RectificationApi(RecordApi):
    """Rectification (整改) of what failed at acceptance visits; the repeated acceptance judges only these items."""

    action = "onboarding.view"
    serializer_class = RectificationSerializer
    filterset_class = RectificationFilter

    def records(self) -> RecordQuerySet:
        """Return the items in sight."""
        return rectify.rectifications_for(self.actor).prefetch_related("reports")

    @command(action="onboarding.propose", body=SeenBody)
    def report(self, item: Rectification, body: dict[str, Any]) -> Rectification:
        """Report an item as put right, with photos if there are any."""
        return rectify.report_rectified(item.pk, words=body["words"], photos=photos_in(body), acting_user=self.actor)

    @command(action="onboarding.judge")
    def accept(self, item: Rectification, body: dict[str, Any]) -> Rectification:
        """Accept what the applicant reported by the own link."""
        return mending.accept_report(item.pk, acting_user=self.actor)

    @command(action="onboarding.judge", body=RejectBody)
    def send_back(self, item: Rectification, body: dict[str, Any]) -> Rectification:
        """Send back what the applicant reported by the own link; the applicant reads the reason."""
        return mending.return_report(item.pk, reason=body["reason"], acting_user=self.actor)
