"""Violations in the API."""

from typing import Any, ClassVar

from accounts.actors import Actor
from audit.violations import actions
from audit.violations.actions import OffenceFacts
from audit.violations.api.bodies import (
    AppealBody,
    HearingBody,
    OffenceBody,
    PenaltyBody,
    ReportBody,
    SubmitBody,
    WhyBody,
)
from audit.violations.models import Offence, Violation
from audit.violations.pages.tables import OffenceFilter, ViolationFilter
from audit.violations.selectors import offences_for, violations_for
from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from tenants.registry.models import Station

VIEW, INVESTIGATE, DECIDE = "violations.view", "violations.investigate", "violations.decide"
INNER = (
    "source", "reference", "description", "opened_by_name", "due_on", "is_overdue", "investigator_name", "report", "proposal",
    "submitted_at",
)  # fmt: skip


class ViolationSerializer(RecordSerializer):
    """A violation. What was suspected and by whom, and the investigation, are head office's alone: empty for a station."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    offence = PublicIdField(model=Offence, source="offence_id", read_only=True)
    fine = MoneyField(source="fine_minor", read_only=True)

    class Meta:
        model = Violation
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "offence", "status", "happened_on", *INNER, "fine", "points", "decision", "decided_by_name",
            "decided_at", "appeal_until", "appeal", "appealed_by_name", "appealed_at", "answer", "heard_by_name", "heard_at",
            "final_at",
        )  # fmt: skip

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Return the record as the reader may see it."""
        shown: dict[str, Any] = super().to_representation(instance)
        actor: Actor = self.context["request"].actor
        return shown if actor.is_office else shown | dict.fromkeys(INNER)


class OffenceSerializer(RecordSerializer):
    """A clause of the catalogue."""

    fine_from = MoneyField(source="fine_from_minor", read_only=True)
    fine_to = MoneyField(source="fine_to_minor", read_only=True)

    class Meta:
        model = Offence
        fields: ClassVar[tuple[str, ...]] = (
            "code", "clause", "name_zh", "name_en", "severity", "fine_from", "fine_to", "points_from", "points_to",
            "investigate_days", "appeal_days", "is_active",
        )  # fmt: skip


class ViolationApi(RecordApi):
    """Violations."""

    action = VIEW
    serializer_class = ViolationSerializer
    filterset_class = ViolationFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the violations in sight."""
        return violations_for(self.actor)

    @creates(action="violations.report", body=ReportBody)
    def report(self, body: dict[str, Any]) -> Violation:
        """Write a suspicion down."""
        return actions.report_violation(body.pop("station"), body.pop("offence"), acting_user=self.actor, **body)

    @command(action=INVESTIGATE)
    def investigate(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Take the investigation on."""
        return actions.begin_investigation(violation.pk, acting_user=self.actor)

    @command(action=INVESTIGATE, body=SubmitBody)
    def submit(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Hand the report in."""
        return actions.submit_report(violation.pk, acting_user=self.actor, **body)

    @command(action=DECIDE, body=PenaltyBody)
    def decide(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Fix the penalty."""
        return actions.decide_violation(violation.pk, fine_minor=body.pop("fine"), acting_user=self.actor, **body)

    @command(action=VIEW, body=WhyBody)
    def dismiss(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Drop it."""
        return actions.dismiss_violation(violation.pk, reason=body["reason"], acting_user=self.actor)

    @command(action=DECIDE, body=WhyBody)
    def send_back(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Ask the investigator for more."""
        return actions.send_back(violation.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="violations.appeal", body=AppealBody)
    def appeal(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Appeal against the decision."""
        return actions.appeal_violation(violation.pk, acting_user=self.actor, **body)

    @command(action="violations.hear", body=HearingBody)
    def hear(self, violation: Violation, body: dict[str, Any]) -> Violation:
        """Decide the appeal."""
        return actions.decide_appeal(violation.pk, fine_minor=body.pop("fine"), acting_user=self.actor, **body)


class OffenceApi(RecordApi):
    """The catalogue."""

    action = VIEW
    serializer_class = OffenceSerializer
    filterset_class = OffenceFilter
    actor: Actor

    def records(self) -> RecordQuerySet:
        """Return the clauses in sight."""
        return offences_for(self.actor)

    @creates(action="violations.rules", body=OffenceBody)
    def add(self, body: dict[str, Any]) -> Offence:
        """Write a clause."""
        return actions.save_offence(_facts(body), acting_user=self.actor)

    @command(action="violations.rules", body=OffenceBody)
    def revise(self, offence: Offence, body: dict[str, Any]) -> Offence:
        """Change a clause: decisions from now on are held to it."""
        return actions.save_offence(_facts(body), offence_id=offence.pk, acting_user=self.actor)


def _facts(body: dict[str, Any]) -> OffenceFacts:
    amounts = {f"{name}_minor": body.pop(name) for name in ("fine_from", "fine_to")}
    return OffenceFacts(**body, **amounts)
