"""Months and cards on the API."""

from datetime import date
from typing import Any

from common.api import RecordApi, command, creates
from common.records import RecordQuerySet
from network.scorecards import actions
from network.scorecards.api.serializers import (
    AppealBody,
    AppealSerializer,
    AssessmentSerializer,
    CardSerializer,
    DecisionBody,
    InstructionBody,
    MonthBody,
    OfficeCardSerializer,
    ProposalSerializer,
    ReasonBody,
)
from network.scorecards.models import Assessment, GradeProposal, ScoreAppeal, ScoreCard
from network.scorecards.pages.tables import AppealFilter, AssessmentFilter, CardFilter, OfficeCardFilter, ProposalFilter
from network.scorecards.selectors import appeals_for, assessments_for, cards_for, office_cards_for, proposals_for

VIEW = "scorecards.view"


class AssessmentApi(RecordApi):
    """Months of assessment."""

    action = VIEW
    serializer_class = AssessmentSerializer
    filterset_class = AssessmentFilter

    def records(self) -> RecordQuerySet:
        """Return the months in sight."""
        return assessments_for(self.actor)

    @creates(action="scorecards.compute", body=MonthBody)
    def compute(self, body: dict[str, Any]) -> Assessment:
        """Compute a month by a job; again as long as it is not published."""
        return actions.compute_month(date.fromisoformat(f"{body['month']}-01"), acting_user=self.actor)[0]

    @command(action="scorecards.publish")
    def publish(self, month: Assessment, body: dict[str, Any]) -> Assessment:
        """Show stations their cards; never by who computed them."""
        return actions.publish_month(month.pk, acting_user=self.actor)


class ScoreCardApi(RecordApi):
    """Stations' cards."""

    action = VIEW
    serializer_class = CardSerializer
    filterset_class = CardFilter

    def records(self) -> RecordQuerySet:
        """Return the cards in sight."""
        return cards_for(self.actor)

    @command(action="scorecards.compute", body=ReasonBody)
    def recalculate(self, card: ScoreCard, body: dict[str, Any]) -> ScoreCard:
        """Compute it again from the facts as they are now; the answer is the next edition."""
        return actions.recalculate_card(card.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="scorecards.appeal", body=AppealBody, answer=AppealSerializer)
    def appeal(self, card: ScoreCard, body: dict[str, Any]) -> ScoreAppeal:
        """Object to one figure; the answer is the appeal."""
        given = {"source": body["indicator"], "text": body["text"]}
        return actions.appeal_indicator(card.pk, acting_user=self.actor, **given)


class OfficeCardApi(RecordApi):
    """Regional offices' cards."""

    action = VIEW
    serializer_class = OfficeCardSerializer
    filterset_class = OfficeCardFilter

    def records(self) -> RecordQuerySet:
        """Return the cards in sight."""
        return office_cards_for(self.actor)


class ScoreAppealApi(RecordApi):
    """Appeals against figures."""

    action = VIEW
    serializer_class = AppealSerializer
    filterset_class = AppealFilter

    def records(self) -> RecordQuerySet:
        """Return the appeals in sight."""
        return appeals_for(self.actor)

    @command(action="scorecards.decide", body=DecisionBody)
    def decide(self, appeal: ScoreAppeal, body: dict[str, Any]) -> ScoreAppeal:
        """Decide it; never by who computed or published the month."""
        return actions.decide_score_appeal(appeal.pk, acting_user=self.actor, **body)


class GradeProposalApi(RecordApi):
    """What grades propose."""

    action = VIEW
    serializer_class = ProposalSerializer
    filterset_class = ProposalFilter

    def records(self) -> RecordQuerySet:
        """Return the proposals in sight."""
        return proposals_for(self.actor)

    @command(action="scorecards.instruct", body=InstructionBody)
    def instruct(self, found: GradeProposal, body: dict[str, Any]) -> GradeProposal:
        """Instruct the change in writing."""
        return actions.instruct_proposal(found.pk, acting_user=self.actor, **body)

    @command(action="scorecards.instruct", body=ReasonBody)
    def dismiss(self, found: GradeProposal, body: dict[str, Any]) -> GradeProposal:
        """Let it be."""
        return actions.dismiss_proposal(found.pk, reason=body["reason"], acting_user=self.actor)
