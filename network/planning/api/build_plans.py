"""Build plans on the API: make one of a scenario, read its progress, change targets, attach candidates."""

from typing import Any, ClassVar
from uuid import UUID

from rest_framework import serializers

from common.api import DayField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.errors import NotYours
from common.ids import parse_public_id, public_id
from common.records import RecordQuerySet
from network.planning.building.actions import attach_case, change_target, detach_case, make_build_plan
from network.planning.building.cases import PREFIX
from network.planning.building.models import BuildPlan, Target, TargetLevel
from network.planning.building.selectors import build_plans_for, targets_for
from network.planning.models import Scenario
from network.planning.scenarios.selectors import scenarios_for


class TargetSerializer(RecordSerializer):
    """One station that is to be built. `candidate` is the public id of the candidate who is to become it."""

    plan = PublicIdField(model=BuildPlan, source="plan_id")
    candidate = serializers.SerializerMethodField()

    class Meta:
        model = Target
        fields: ClassVar[tuple[str, ...]] = (
            "plan", "name_zh", "name_en", "province_code", "region", "lat", "lon", "load", "level", "due_on", "candidate",
        )  # fmt: skip

    def get_candidate(self, target: Target) -> str | None:
        """Return the candidate's public id."""
        return public_id(PREFIX, target.case_id) if target.case_id else None


class BuildPlanSerializer(RecordSerializer):
    """A build plan with its targets."""

    targets = TargetSerializer(many=True, read_only=True)
    scenario = PublicIdField(model=Scenario, source="scenario_id")

    class Meta:
        model = BuildPlan
        fields: ClassVar[tuple[str, ...]] = (
            "title",
            "scenario",
            "first_due_on",
            "last_due_on",
            "made_by_name",
            "targets",
        )


class BuildPlanBody(serializers.Serializer):
    """Of which scenario, at which level, over which span."""

    scenario = PublicIdField(model=Scenario)
    title = serializers.CharField(max_length=120)
    level = serializers.ChoiceField(TargetLevel.choices)
    first_due_on = DayField()
    last_due_on = DayField()


class TargetBody(serializers.Serializer):
    """Another level or day, and why."""

    level = serializers.ChoiceField(TargetLevel.choices)
    due_on = DayField()
    reason = serializers.CharField(max_length=500)


class CaseBody(serializers.Serializer):
    """Which candidate."""

    candidate = serializers.CharField(max_length=60, help_text="A candidate's public id.")


def case_key(text: str) -> UUID:
    """Return the key behind a candidate's public id. Raises NotYours for anything else."""
    try:
        return parse_public_id(PREFIX, text)
    except ValueError as error:
        raise NotYours from error


class BuildPlanApi(RecordApi):
    """Build plans."""

    action = "planning.view"
    serializer_class = BuildPlanSerializer

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return build_plans_for(self.actor).prefetch_related("targets")

    @creates(action="planning.manage", body=BuildPlanBody)
    def make(self, body: dict[str, Any]) -> BuildPlan:
        """Make a target of every new station of a scenario."""
        given = dict(body)
        scenario = scenarios_for(self.actor).get_or_404(given.pop("scenario"))
        return make_build_plan(scenario.pk, acting_user=self.actor, **given)


class TargetApi(RecordApi):
    """Targets of build plans."""

    action = "planning.view"
    serializer_class = TargetSerializer

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return targets_for(self.actor)

    @command(action="planning.manage", body=TargetBody)
    def change(self, target: Target, body: dict[str, Any]) -> Target:
        """Give it another level or day."""
        return change_target(target.pk, acting_user=self.actor, **body)

    @command(action="planning.solve", body=CaseBody)
    def attach(self, target: Target, body: dict[str, Any]) -> Target:
        """Say which candidate is to become its station."""
        return attach_case(target.pk, case_key(body["candidate"]), acting_user=self.actor)

    @command(action="planning.solve")
    def detach(self, target: Target, body: dict[str, Any]) -> Target:
        """Take the candidate off."""
        return detach_case(target.pk, acting_user=self.actor)
