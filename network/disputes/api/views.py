"""Disputes on the API: every step that a page offers."""

from typing import Any

from common.api import RecordApi, command, creates
from common.records import RecordQuerySet
from network.disputes import actions
from network.disputes.api import serializers as bodies
from network.disputes.models import ServiceDispute
from network.disputes.pages.tables import DisputeFilter
from network.disputes.selectors import disputes_for

VIEW, RECORD, ANSWER, MEDIATE = "disputes.view", "disputes.record", "disputes.answer", "disputes.mediate"


class DisputeApi(RecordApi):
    """Disputes between driver and station."""

    action = VIEW
    serializer_class = bodies.DisputeSerializer
    filterset_class = DisputeFilter

    def records(self) -> RecordQuerySet:
        """Return the disputes in sight."""
        rows: RecordQuerySet = disputes_for(self.actor).prefetch_related("statements", "proposals")
        return rows

    def again(self, dispute: ServiceDispute) -> ServiceDispute:
        """Return the dispute as it is now."""
        found: ServiceDispute = self.records().get_or_404(dispute.pk)
        return found

    @creates(action="disputes.open", body=bodies.OpenBody)
    def open(self, body: dict[str, Any]) -> ServiceDispute:
        """Open a dispute, with the first statement."""
        station, demanded = body.pop("station", None), body.pop("demanded", 0)
        facts = actions.DisputeFacts(**body, station_id=station, demanded_minor=demanded)
        return self.again(actions.open_dispute(facts, acting_user=self.actor))

    @command(action=ANSWER, body=bodies.StatementBody)
    def state(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The station states its view."""
        return self.again(actions.state_for_station(dispute.pk, acting_user=self.actor, **body))

    @command(action=RECORD, body=bodies.StatementBody)
    def state_driver(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The hotline records what the driver says."""
        return self.again(actions.state_for_driver(dispute.pk, acting_user=self.actor, **body))

    @command(action="disputes.appoint", body=bodies.MediatorBody)
    def appoint(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """Appoint the mediator: never somebody who handled the matter."""
        return self.again(actions.appoint_mediator(dispute.pk, body["person"], acting_user=self.actor))

    @command(action=MEDIATE, body=bodies.TermsBody)
    def propose(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """Put a proposal to both sides."""
        amounts = {f"{side}_minor": body.pop(f"{side}_bears", 0) for side in ("station", "maker")}
        actions.propose(dispute.pk, actions.Terms(**body, **amounts), acting_user=self.actor)
        return self.again(dispute)

    @command(action=ANSWER, body=bodies.AnswerBody)
    def answer(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The station accepts or declines."""
        return self.again(actions.answer_for_station(dispute.pk, acting_user=self.actor, **body))

    @command(action=RECORD, body=bodies.AnswerBody)
    def answer_driver(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The hotline records the driver's answer."""
        return self.again(actions.answer_for_driver(dispute.pk, acting_user=self.actor, **body))

    @command(action=ANSWER, body=bodies.CarriedOutBody)
    def carried_out(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The station has done and paid what was agreed."""
        return self.again(actions.report_carried_out(dispute.pk, acting_user=self.actor, **body))

    @command(action=RECORD, body=bodies.NoteBody)
    def confirm(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The driver has what was agreed: settled."""
        return self.again(actions.confirm_settlement(dispute.pk, acting_user=self.actor, **body))

    @command(action=MEDIATE, body=bodies.WhyBody)
    def fail(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The mediator ends it without agreement."""
        return self.again(actions.end_without_agreement(dispute.pk, acting_user=self.actor, **body))

    @command(action=RECORD, body=bodies.WhyBody)
    def withdraw(self, dispute: ServiceDispute, body: dict[str, Any]) -> ServiceDispute:
        """The driver does not pursue it any more."""
        return self.again(actions.withdraw(dispute.pk, acting_user=self.actor, **body))
