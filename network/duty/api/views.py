"""Duty-phone checks on the API: every step that a page offers."""

from typing import Any

from common.api import RecordApi, command, creates, list_command
from common.records import RecordQuerySet
from network.duty import actions
from network.duty.api.serializers import (
    AppealBody,
    CallBody,
    CheckSerializer,
    DecisionBody,
    DrawBody,
    DrawSerializer,
    OfficePhoneBody,
    OfficePhoneSerializer,
    PlanBody,
    PlanSerializer,
    TakenAnswer,
)
from network.duty.choices import Outcome
from network.duty.models import DutyCheck, DutyDraw, DutyPlan, OfficePhone
from network.duty.pages.tables import CheckFilter, DrawFilter, PhoneFilter, PlanFilter
from network.duty.policies import CallFacts
from network.duty.selectors import checks_for, draws_for, office_phones_for, plans_for

VIEW = "dutychecks.view"


class CheckApi(RecordApi):
    """Duty-phone checks."""

    action = VIEW
    serializer_class = CheckSerializer
    filterset_class = CheckFilter

    def records(self) -> RecordQuerySet:
        """Return the checks in sight."""
        rows: RecordQuerySet = checks_for(self.actor).prefetch_related("calls")
        return rows

    @list_command(action="dutychecks.call", answer=TakenAnswer)
    def take_next(self, body: dict[str, Any]) -> dict[str, Any]:
        """Take the next check that is due; only now is its number told."""
        check = actions.take_next_check(acting_user=self.actor)
        return {"check": self.get_serializer(check).data, "phone": check.place.phone}

    @command(action="dutychecks.call", body=CallBody)
    def report(self, check: DutyCheck, body: dict[str, Any]) -> DutyCheck:
        """Write down what came of the call."""
        facts = CallFacts(**(body | {"outcome": Outcome(body["outcome"])}))
        return actions.report_call(check.pk, facts, acting_user=self.actor)

    @command(action="dutychecks.appeal", body=AppealBody)
    def appeal(self, check: DutyCheck, body: dict[str, Any]) -> DutyCheck:
        """Appeal against the result."""
        pictures = [(one["name"], one["content"]) for one in body["evidence"]]
        return actions.appeal_check(check.pk, text=body["text"], evidence=pictures, acting_user=self.actor)

    @command(action="dutychecks.decide", body=DecisionBody)
    def decide(self, check: DutyCheck, body: dict[str, Any]) -> DutyCheck:
        """Decide the appeal; never by who called."""
        return actions.decide_appeal(check.pk, acting_user=self.actor, **body)


class PlanApi(RecordApi):
    """Editions of the sampling plan."""

    action = VIEW
    serializer_class = PlanSerializer
    filterset_class = PlanFilter

    def records(self) -> RecordQuerySet:
        """Return the editions."""
        return plans_for(self.actor)

    @creates(action="dutychecks.plan", body=PlanBody)
    def issue(self, body: dict[str, Any]) -> DutyPlan:
        """Issue the next edition."""
        return actions.issue_plan(acting_user=self.actor, **body)


class OfficePhoneApi(RecordApi):
    """The regional offices' own duty phones."""

    action = VIEW
    serializer_class = OfficePhoneSerializer
    filterset_class = PhoneFilter

    def records(self) -> RecordQuerySet:
        """Return the phones in sight."""
        return office_phones_for(self.actor)

    @creates(action="dutychecks.phones", body=OfficePhoneBody)
    def set_phone(self, body: dict[str, Any]) -> OfficePhone:
        """Register an office's duty phone, or change it."""
        return actions.set_office_phone(acting_user=self.actor, **body)


class DrawApi(RecordApi):
    """Draws."""

    action = "dutychecks.draw"
    serializer_class = DrawSerializer
    filterset_class = DrawFilter

    def records(self) -> RecordQuerySet:
        """Return the draws in sight."""
        return draws_for(self.actor)

    @creates(action="dutychecks.draw", body=DrawBody)
    def make(self, body: dict[str, Any]) -> DutyDraw:
        """Draw a period."""
        return actions.draw_checks(body.get("day"), acting_user=self.actor)
