"""Months and cards on the API."""

from datetime import date
from typing import Any

from common.api import RecordApi, command, creates
from common.records import RecordQuerySet
from network.scorecards import actions
from network.scorecards.api.serializers import (
    AssessmentSerializer,
    CardSerializer,
    MonthBody,
    OfficeCardSerializer,
    ReasonBody,
)
from network.scorecards.models import Assessment, ScoreCard
from network.scorecards.pages.tables import AssessmentFilter, CardFilter, OfficeCardFilter
from network.scorecards.selectors import assessments_for, cards_for, office_cards_for

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


class OfficeCardApi(RecordApi):
    """Regional offices' cards."""

    action = VIEW
    serializer_class = OfficeCardSerializer
    filterset_class = OfficeCardFilter

    def records(self) -> RecordQuerySet:
        """Return the cards in sight."""
        return office_cards_for(self.actor)
