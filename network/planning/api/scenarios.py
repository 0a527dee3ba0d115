"""Scenarios on the API: ask one, read the answer with its proof, share it."""

from typing import Any, ClassVar

from rest_framework import serializers

from common.api import MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.jobs.models import Job
from common.records import RecordQuerySet
from network.planning.models import PlaceList, Scenario
from network.planning.scenarios.actions import KIND, MOST_SECONDS, ask_scenario, share_scenario
from network.planning.scenarios.choices import (
    LEVELS,
    MOST_NEAREST,
    NEAREST_SITES,
    USUAL_LEVEL,
    Existing,
    Measure,
    Question,
)
from network.planning.scenarios.conditions import MOST_CAPACITY
from network.planning.scenarios.filters import ScenarioFilter
from network.planning.scenarios.selectors import scenarios_for


class ScenarioSerializer(RecordSerializer):
    """A scenario; `job` tells how far it is. `points` are `[kind, key, name_zh, name_en, province_code, region, lat, lon, weight, level]`, and
    `result` numbers them: `proof` (ending, objective, bound, gap, seconds), `sites`, the figures of `plan` and `today`, and `worth` (add, drop,
    swap). Measured on `roads`, these say the `detour`, for how many pairs a routing server was `asked`, how many it `answered` (the others go by the
    detour) and the `ending`: whole, unset, refused, failed or late."""

    job = PublicIdField(model=Job, source="job_id")
    demand_list = PublicIdField(model=PlaceList, source="demand_list_id", allow_null=True)
    site_list = PublicIdField(model=PlaceList, source="site_list_id", allow_null=True)
    status = serializers.CharField(source="job.status", read_only=True)
    points = serializers.ListField(child=serializers.ListField(), read_only=True)
    result = serializers.DictField(read_only=True)
    roads = serializers.DictField(read_only=True)
    brands = serializers.DictField(child=serializers.FloatField(), read_only=True)
    factors = serializers.DictField(child=serializers.FloatField(), read_only=True)
    kept = serializers.ListField(child=serializers.CharField(), read_only=True)
    closed = serializers.ListField(child=serializers.CharField(), read_only=True)
    forbidden = serializers.ListField(child=serializers.CharField(), read_only=True)
    wanted = serializers.ListField(child=serializers.CharField(), read_only=True)

    quotas = serializers.DictField(child=serializers.ListField(child=serializers.IntegerField()), read_only=True)
    capacities = serializers.DictField(child=serializers.IntegerField(), read_only=True)
    site_cost = MoneyField(source="site_cost_minor", read_only=True, allow_null=True)
    budget = MoneyField(source="budget_minor", read_only=True, allow_null=True)
    costs = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Scenario
        fields: ClassVar[tuple[str, ...]] = (
            "title", "question", "demand", "demand_list", "site_list", "brands", "factors",
            "count", "radius_km", "drive_min", "travel_rules", "measure", "nearest_sites", "roads",
            "existing", "kept", "closed", "forbidden", "wanted",
            "min_distance_km", "quotas", "capacity", "capacities", "new_level", "site_cost", "costs", "budget",
            "time_limit_s", "shared", "job", "status", "points", "result", "started_by_name", "finished_at",
        )  # fmt: skip


class ScenarioBody(serializers.Serializer):
    """What is asked. Codes are stations', names are cities' (with `site_list`: its places'), factors and costs (in minor units) go by division
    code (GB/T 2260) of the province, quotas (least, most) by regional office.

    `brands` give each brand its factor: demand is theirs alone, and a station counts when it carries all
    of them. with `leads` the candidates under way may become
    sites, too. `capacities` go by level (A, B, C); `capacity` holds for a level that they don't name, `new_level` is that of new stations.
    Measured on `roads`, the radius is in km of road, and a routing server is asked for the `nearest_sites` of each place; a least distance
    between stations stays as the crow flies."""

    title = serializers.CharField(max_length=120)
    question = serializers.ChoiceField(Question.choices)
    demand = serializers.CharField(max_length=20, required=False, default="vehicles")
    demand_list = PublicIdField(model=PlaceList, required=False, allow_null=True, default=None)
    site_list = PublicIdField(model=PlaceList, required=False, allow_null=True, default=None)
    leads = serializers.BooleanField(required=False, default=False)
    count = serializers.IntegerField(min_value=1, max_value=2000, required=False, allow_null=True, default=None)
    radius = serializers.IntegerField(min_value=1, max_value=5000, required=False, allow_null=True, default=None)
    drive_min = serializers.IntegerField(min_value=5, max_value=1440, required=False, allow_null=True, default=None)
    measure = serializers.ChoiceField(Measure.choices, required=False, default=Measure.STRAIGHT)
    nearest_sites = serializers.IntegerField(min_value=1, max_value=MOST_NEAREST, required=False, default=NEAREST_SITES)
    existing = serializers.ChoiceField(Existing.choices, required=False, default=Existing.STAY)
    brands = serializers.DictField(child=serializers.FloatField(), required=False, default=dict)
    factors = serializers.DictField(child=serializers.FloatField(), required=False, default=dict)
    kept = serializers.ListField(child=serializers.CharField(max_length=20), required=False, default=list)
    closed = serializers.ListField(child=serializers.CharField(max_length=20), required=False, default=list)
    forbidden = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)
    wanted = serializers.ListField(child=serializers.CharField(max_length=60), required=False, default=list)
    min_distance_km = serializers.IntegerField(
        min_value=1, max_value=5000, required=False, allow_null=True, default=None
    )
    quotas = serializers.DictField(
        child=serializers.ListField(child=serializers.IntegerField(min_value=0), min_length=2, max_length=2),
        required=False,
        default=dict,
    )
    capacity = serializers.IntegerField(
        min_value=1, max_value=MOST_CAPACITY, required=False, allow_null=True, default=None
    )
    capacities = serializers.DictField(
        child=serializers.IntegerField(min_value=1, max_value=MOST_CAPACITY), required=False, default=dict
    )
    new_level = serializers.ChoiceField([(one, one) for one in LEVELS], required=False, default=USUAL_LEVEL)
    site_cost = MoneyField(source="site_cost_minor", required=False, allow_null=True, default=None)
    costs = serializers.DictField(child=serializers.IntegerField(min_value=0), required=False, default=dict)
    budget = MoneyField(source="budget_minor", required=False, allow_null=True, default=None)
    time_limit_s = serializers.IntegerField(min_value=1, max_value=MOST_SECONDS, required=False, default=20)


class ScenarioApi(RecordApi):
    """Planning scenarios: a question about the network, and its answer with proof."""

    action = "planning.view"
    serializer_class = ScenarioSerializer
    filterset_class = ScenarioFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return scenarios_for(self.actor)

    @creates(action=KIND, body=ScenarioBody)
    def ask(self, body: dict[str, Any]) -> Scenario:
        """Queue a scenario; its job tells how far it is."""
        return ask_scenario(acting_user=self.actor, **body)

    @command(action=KIND)
    def share(self, record: Scenario, body: dict[str, Any]) -> Scenario:
        """Show it to all planners at head office."""
        return share_scenario(record.pk, shared=True, acting_user=self.actor)

    @command(action=KIND)
    def unshare(self, record: Scenario, body: dict[str, Any]) -> Scenario:
        """Take it back."""
        return share_scenario(record.pk, shared=False, acting_user=self.actor)
