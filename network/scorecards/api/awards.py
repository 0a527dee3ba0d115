"""Awards on the API."""

from datetime import date
from typing import Any

from rest_framework import serializers

from common.api import PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from network.scorecards import actions
from network.scorecards.api.serializers import ReasonBody
from network.scorecards.award_selectors import entries_for, objections_for, rounds_for
from network.scorecards.awarding import LIMITS
from network.scorecards.filters import EntryFilter, ObjectionFilter
from network.scorecards.models import AwardEntry, AwardObjection, AwardRound
from network.scorecards.pages.tables import RoundFilter
from tenants.registry.models import Station

MONTH = r"^\d{4}-(0[1-9]|1[0-2])$"


class ShownSerializer(serializers.Serializer):
    """A name on the announced list."""

    rank = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    region = serializers.CharField()
    points = serializers.CharField()


class RoundSerializer(RecordSerializer):
    """A round with its rules; `listed` is what stations read since the announcement."""

    listed = ShownSerializer(many=True, source="shown_rows", read_only=True)

    class Meta:
        model = AwardRound
        fields = (
            "number", "status", "name_zh", "name_en", "first_month", "last_month", "least_points", "least_months", "most_violation_points",
            "excludes_grave", "places", "places_per_region", "objection_days", "listed", "made_by_name", "announced_at", "object_until",
            "published_by_name", "published_at",
        )  # fmt: skip
        read_only_fields = fields


def _within(rule: str, default: int) -> serializers.IntegerField:
    least, most = LIMITS[rule]
    return serializers.IntegerField(min_value=least, max_value=most, default=default)


class RoundBody(serializers.Serializer):
    """The rules of a round."""

    name_zh = serializers.CharField(max_length=80)
    name_en = serializers.CharField(max_length=80)
    first_month = serializers.RegexField(MONTH)
    last_month = serializers.RegexField(MONTH)
    least_points = _within("least_points", 75)
    least_months = _within("least_months", 1)
    most_violation_points = _within("most_violation_points", 0)
    excludes_grave = serializers.BooleanField(default=True)
    places = _within("places", 3)
    places_per_region = _within("places_per_region", 2)
    objection_days = _within("objection_days", 5)


class EntrySerializer(RecordSerializer):
    """A station in a round."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    round = PublicIdField(model=AwardRound, source="round_id", read_only=True)

    class Meta:
        model = AwardEntry
        fields = (
            "round", "station", "region", "months", "points", "lowest", "violation_points", "exclusion", "reason", "rank", "is_winner",
            "certificate", "withdrawn_at", "withdrawn_reason",
        )  # fmt: skip
        read_only_fields = fields


class ObjectionSerializer(RecordSerializer):
    """An objection; `station` is who objected."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    round = PublicIdField(model=AwardRound, source="round_id", read_only=True)

    class Meta:
        model = AwardObjection
        fields = (
            "number",
            "round",
            "station",
            "against",
            "status",
            "text",
            "decision",
            "decided_by_name",
            "decided_at",
        )
        read_only_fields = fields


class ObjectionBody(serializers.Serializer):
    """Against which station of the list (its code), and why."""

    against = serializers.CharField(max_length=12)
    text = serializers.CharField(max_length=2000)


class ObjectionDecisionBody(serializers.Serializer):
    """The decision."""

    is_granted = serializers.BooleanField()
    decision = serializers.CharField(max_length=2000)


class AwardRoundApi(RecordApi):
    """Rounds of awards."""

    action = "awards.view"
    serializer_class = RoundSerializer
    filterset_class = RoundFilter

    def records(self) -> RecordQuerySet:
        """Return the rounds in sight."""
        return rounds_for(self.actor)

    @creates(action="awards.manage", body=RoundBody)
    def begin(self, body: dict[str, Any]) -> AwardRound:
        """Set the rules of a round."""
        months = {name: date.fromisoformat(f"{body[name]}-01") for name in ("first_month", "last_month")}
        return actions.open_round(acting_user=self.actor, **(body | months))

    @command(action="awards.manage")
    def rank(self, found: AwardRound, body: dict[str, Any]) -> AwardRound:
        """Rank the stations."""
        return actions.rank_round(found.pk, acting_user=self.actor)

    @command(action="awards.manage")
    def announce(self, found: AwardRound, body: dict[str, Any]) -> AwardRound:
        """Show the list to all stations."""
        return actions.announce_round(found.pk, acting_user=self.actor)

    @command(action="awards.decide")
    def publish(self, found: AwardRound, body: dict[str, Any]) -> AwardRound:
        """Award; never by who made the round, and not before the days to object are over."""
        return actions.publish_round(found.pk, acting_user=self.actor)

    @command(action="awards.object", body=ObjectionBody, answer=ObjectionSerializer)
    def object(self, found: AwardRound, body: dict[str, Any]) -> AwardObjection:
        """Object to a name on the list; the answer is the objection."""
        return actions.object_to_award(found.pk, acting_user=self.actor, **body)


class AwardEntryApi(RecordApi):
    """Stations in rounds."""

    action = "awards.view"
    serializer_class = EntrySerializer
    filterset_class = EntryFilter

    def records(self) -> RecordQuerySet:
        """Return the entries in sight."""
        return entries_for(self.actor)

    @command(action="awards.manage", body=ReasonBody)
    def exclude(self, entry: AwardEntry, body: dict[str, Any]) -> AwardEntry:
        """Take it out of a ranked round."""
        return actions.exclude_station(entry.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="awards.decide", body=ReasonBody)
    def withdraw(self, entry: AwardEntry, body: dict[str, Any]) -> AwardEntry:
        """Take an award back after its publication; never by who made the round."""
        return actions.withdraw_award(entry.pk, reason=body["reason"], acting_user=self.actor)


class AwardObjectionApi(RecordApi):
    """Objections."""

    action = "awards.view"
    serializer_class = ObjectionSerializer
    filterset_class = ObjectionFilter

    def records(self) -> RecordQuerySet:
        """Return the objections in sight."""
        return objections_for(self.actor)

    @command(action="awards.decide", body=ObjectionDecisionBody)
    def decide(self, objection: AwardObjection, body: dict[str, Any]) -> AwardObjection:
        """Decide it; never by who made the round."""
        return actions.decide_objection(objection.pk, acting_user=self.actor, **body)
