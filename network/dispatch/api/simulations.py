"""Simulations on the API: start one, see what came out."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import DayField, PublicIdField, RecordApi, RecordSerializer, creates
from common.jobs.models import Job
from common.records import RecordQuerySet
from network.dispatch.models import DispatchPolicy
from network.dispatch.simulator.actions import MOST_CALLS, MOST_SEEDS, start_simulation
from network.dispatch.simulator.filters import SimulationFilter
from network.dispatch.simulator.models import Simulation
from network.dispatch.simulator.selectors import simulations_for


class SimulationSerializer(RecordSerializer):
    """A simulation; `job` tells how far it is. `result` holds the variants' figures with 95 % intervals and the paired differences."""

    policy = PublicIdField(model=DispatchPolicy, source="policy_id")
    job = PublicIdField(model=Job, source="job_id")
    status = serializers.CharField(source="job.status", read_only=True)
    closed = serializers.ListField(child=serializers.CharField(), read_only=True)
    result = serializers.DictField(read_only=True)

    class Meta:
        model = Simulation
        fields: ClassVar[tuple[str, ...]] = (
            "title", "day", "calls_per_day", "seeds", "policy", "policy_label", "closed", "crew_plan", "agents", "job", "status", "result",
            "started_by_name", "finished_at",
        )  # fmt: skip


class SimulationBody(serializers.Serializer):
    """Which day, and what is changed against today. Without `day` the day is synthetic."""

    title = serializers.CharField(max_length=120)
    day = DayField(required=False, allow_null=True, default=None)
    calls_per_day = serializers.IntegerField(min_value=1, max_value=MOST_CALLS, required=False, default=300)
    seeds = serializers.IntegerField(min_value=1, max_value=MOST_SEEDS, required=False, default=10)
    policy = PublicIdField(model=DispatchPolicy, required=False)
    closed = serializers.ListField(child=serializers.CharField(max_length=20), required=False, default=list)
    crew_plan = serializers.CharField(required=False, default="", allow_blank=True, max_length=200_000)
    agents = serializers.IntegerField(min_value=1, max_value=500, required=False, allow_null=True, default=None)


class SimulationApi(RecordApi):
    """Simulations of dispatch: a day as it is today and under a change."""

    action = "dispatch.simulations"
    serializer_class = SimulationSerializer
    filterset_class = SimulationFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return simulations_for(self.actor)

    @creates(action="dispatch.simulate", body=SimulationBody)
    def start(self, body: dict[str, Any]) -> Simulation:
        """Queue a simulation; its job tells how far it is."""
        given = dict(body)
        return start_simulation(policy_id=given.pop("policy", None), acting_user=self.actor, **given)
