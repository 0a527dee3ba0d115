"""The API of applications: the office's steps. Applying itself is a form for people, without an endpoint."""

from typing import Any

from rest_framework import serializers

from common.api import NoBody, PublicIdField, RecordApi, RecordSerializer, command
from network.onboarding.applications import actions
from network.onboarding.applications.choices import DeclineReason
from network.onboarding.applications.models import Application
from network.onboarding.choices import Level
from network.onboarding.filters import ApplicationFilter
from network.onboarding.models import Candidate
from network.onboarding.selectors import applications_for


class ApplicationSerializer(RecordSerializer):
    """An application. The number is masked; `POST …/show-contact` shows it and records the look."""

    phone = serializers.CharField(source="masked_phone", read_only=True)
    candidate = PublicIdField(model=Candidate, source="candidate_id", allow_null=True, read_only=True)
    twin = PublicIdField(model=Application, source="twin_id", allow_null=True, read_only=True)

    class Meta:
        model = Application
        fields = (
            "number", "status", "language", "company", "region", "province_code", "province", "city", "address", "lat", "lon", "contact_name",
            "phone", "brands", "area_m2", "bays", "premises", "statement", "twin", "due_at", "candidate", "decline_reason", "decline_note",
            "decided_at",
        )  # fmt: skip
        read_only_fields = fields


class TakeBody(serializers.Serializer):
    """At which level the station is thought of."""

    level = serializers.ChoiceField(Level.choices, default=Level.B.value)


class AskBody(serializers.Serializer):
    """What is asked of the applicant, who reads it as it is."""

    question = serializers.CharField(max_length=2000)


class DeclineBody(serializers.Serializer):
    """Why not; the note stays with the office."""

    reason = serializers.ChoiceField(DeclineReason.choices)
    note = serializers.CharField(max_length=500, default="", allow_blank=True)


class ContactAnswer(serializers.Serializer):
    """Number and mail address in full."""

    phone = serializers.CharField()
    email = serializers.CharField()


class ApplicationApi(RecordApi):
    """Applications of companies that want to become a station."""

    action = "onboarding.view"
    serializer_class = ApplicationSerializer
    filterset_class = ApplicationFilter

    def records(self) -> Any:
        """Return the applications in sight."""
        return applications_for(self.actor)

    @command(action="onboarding.propose", body=TakeBody)
    def take(self, application: Application, body: dict[str, Any]) -> Application:
        """Take it over as a candidate."""
        actions.take_application(application.pk, **body, acting_user=self.actor)
        application.refresh_from_db()
        return application

    @command(action="onboarding.propose", body=AskBody)
    def ask(self, application: Application, body: dict[str, Any]) -> Application:
        """Ask the applicant for something more."""
        return actions.ask_applicant(application.pk, **body, acting_user=self.actor)

    @command(action="onboarding.reject", body=DeclineBody)
    def decline(self, application: Application, body: dict[str, Any]) -> Application:
        """Decline; the applicant reads a polite sentence."""
        return actions.decline_application(application.pk, **body, acting_user=self.actor)

    @command(action="onboarding.propose", body=NoBody, answer=ContactAnswer)
    def show_contact(self, application: Application, body: dict[str, Any]) -> dict[str, str]:
        """Show number and mail address in full; the look is recorded."""
        shown = actions.show_contact(application.pk, acting_user=self.actor)
        return {"phone": shown.contact_phone, "email": shown.contact_email}
