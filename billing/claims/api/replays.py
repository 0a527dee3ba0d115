"""Replays on the API: start one, see what came out, and the lines that change with their reasons."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.claims.choices import ClaimType
from billing.claims.models import Claim, ClaimLine, Replay, ReplayLine
from billing.claims.replay.actions import start_replay
from billing.claims.replay.filters import ReplayFilter, ReplayLineFilter
from billing.claims.replay.selectors import replay_lines_for, replays_for
from billing.policy.models import PolicyVersion
from catalog.models import Supplier
from common.api import DayField, MoneyField, PublicIdField, RecordApi, RecordSerializer, creates
from common.jobs.models import Job
from common.records import RecordQuerySet
from tenants.registry.choices import Region
from tenants.registry.models import Station


class ReplaySerializer(RecordSerializer):
    """A replay; `job` tells how far it is, `finished_at` that its figures are whole."""

    policy = PublicIdField(model=PolicyVersion, source="policy_id")
    job = PublicIdField(model=Job, source="job_id")
    status = serializers.CharField(source="job.status", read_only=True)
    station = PublicIdField(model=Station, source="only_station_id")
    claimed = MoneyField(source="claimed_minor")
    before = MoneyField(source="before_minor")
    after = MoneyField(source="after_minor")

    class Meta:
        model = Replay
        fields: ClassVar[tuple[str, ...]] = (
            "policy", "policy_label", "job", "status", "since", "until", "region", "station", "type", "claims", "lines", "changed_claims",
            "changed_lines", "claimed", "before", "after", "clean_before", "clean_after", "referred_before", "referred_after",
            "finished_at",
        )  # fmt: skip


class ReplayLineSerializer(RecordSerializer):
    """A line that changes, with rule, clause and version that decide the difference, and all reasons before and after."""

    replay = PublicIdField(model=Replay, source="replay_id")
    claim = PublicIdField(model=Claim, source="claim_id")
    line = PublicIdField(model=ClaimLine, source="line_id")
    supplier = PublicIdField(model=Supplier, source="supplier_id")
    claim_number = serializers.CharField(source="claim.number", read_only=True)
    claimed = MoneyField(source="claimed_minor")
    before = MoneyField(source="before_minor")
    after = MoneyField(source="after_minor")
    difference = MoneyField(source="difference_minor")

    class Meta:
        model = ReplayLine
        fields: ClassVar[tuple[str, ...]] = (
            "replay", "claim", "claim_number", "line", "position", "kind", "name_zh", "name_en", "code", "component_code", "supplier",
            "effect", "claimed", "before", "after", "difference", "rule", "clause", "cited_policy", "reasons_before", "reasons_after",
        )  # fmt: skip


class ReplayBody(serializers.Serializer):
    """Which version over which claims."""

    policy = PublicIdField(model=PolicyVersion)
    since = DayField()
    until = DayField()
    region = serializers.ChoiceField(choices=Region.choices, required=False, default="")
    station = PublicIdField(model=Station, required=False)
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False, default="")


class ReplayApi(RecordApi):
    """Replays: what a version would have decided about past claims."""

    action = "claims.view_replays"
    serializer_class = ReplaySerializer
    filterset_class = ReplayFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate."""
        return replays_for(self.actor)

    @creates(action="claims.replay", body=ReplayBody)
    def start(self, body: dict[str, Any]) -> Replay:
        """Queue a replay; its job tells how far it is."""
        given = dict(body)
        return start_replay(given.pop("policy"), station_id=given.pop("station", None), acting_user=self.actor, **given)


class ReplayLineApi(RecordApi):
    """The lines that replays change: filter by `replay`."""

    action = "claims.view_replays"
    serializer_class = ReplayLineSerializer
    filterset_class = ReplayLineFilter

    def records(self) -> RecordQuerySet:
        """Return them through the gate, with their reasons."""
        rows: RecordQuerySet = replay_lines_for(self.actor).defer(None)
        return rows
