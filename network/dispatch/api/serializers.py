"""What the API shows of rescues, offers and crews, and what its commands take."""

from typing import Any

from rest_framework import serializers

from billing.claims.choices import ClaimType
from common.api import MomentField, PublicIdField, RecordSerializer
from network.dispatch.actions.claiming import CLAIMED_AS
from network.dispatch.choices import DeclineReason, NoHelp, Outcome, TakenCause, Unsigned
from network.dispatch.models import AutomaticPause, Crew, Escalation, Offer, Rescue, RescuePart
from network.hotline.choices import Capability, Symptom
from network.hotline.models import Case
from tenants.registry.models import Station
from tenants.workshop.models import RepairOrder


class RescueSerializer(RecordSerializer):
    """A rescue with its legs; `shortfall` explains why nobody can go, and is head office's alone. `held`: why the engine makes no offer.

    `outcome` is what the crew reported; with `towed_to` or `no_help` where it needs one. `found_cause` is a failure code of the catalogue.
    """

    case = PublicIdField(model=Case, source="case_id")
    station = PublicIdField(model=Station, source="station_id")
    crew = PublicIdField(model=Crew, source="crew_id")
    towed_to = PublicIdField(model=Station, source="towed_to_id")

    class Meta:
        model = Rescue
        fields = (
            "number", "status", "case", "station", "crew", "brand", "needs", "lat", "lon", "round", "escalation", "warned_at", "held", "shortfall",
            "eta_at",
            "offered_at", "accepted_at", "departed_at", "arrived_at", "finished_at", "distance_m", "outcome", "towed_to", "no_help", "found_symptom",
            "found_cause", "result", "signed_by", "unsigned",
        )  # fmt: skip
        read_only_fields = fields


class EscalationSerializer(RecordSerializer):
    """One level of the ladder; `cause` is the limit that was missed, or `by_hand`."""

    rescue = PublicIdField(model=Rescue, source="rescue_id")
    informed = serializers.ListField(child=serializers.CharField(), read_only=True)

    class Meta:
        model = Escalation
        fields = ("rescue", "level", "step", "cause", "made_by", "reason", "informed")
        read_only_fields = fields


class AutomaticPauseSerializer(RecordSerializer):
    """Automatic mode switched off for now; until `ends_at`, or until somebody switched it on again."""

    class Meta:
        model = AutomaticPause
        fields = ("reason", "begun_by_name", "ends_at", "ended_at", "ended_by_name")
        read_only_fields = fields


class OfferSerializer(RecordSerializer):
    """An offer to a crew; `summary` is what the crew may know before it accepts.

    When an accepted one was `taken` from its crew, `driven_m` is its way out and back until then, by track or estimate; when the rules pay
    for `taken_cause`, `claim_number` is the claim for it.
    """

    rescue = PublicIdField(model=Rescue, source="rescue_id")
    station = PublicIdField(model=Station, source="station_id")
    crew = PublicIdField(model=Crew, source="crew_id")
    summary = serializers.DictField(read_only=True)

    class Meta:
        model = Offer
        fields = (
            "status", "rescue", "station", "crew", "round", "summary", "distance_m", "eta_s", "expires_at", "answered_at", "decline_reason",
            "departed_at", "taken", "taken_at", "taken_cause", "driven_m", "driven_from", "claim_number",
        )  # fmt: skip
        read_only_fields = fields


class CrewSerializer(RecordSerializer):
    """A crew."""

    station = PublicIdField(model=Station, source="station_id")

    class Meta:
        model = Crew
        fields = (
            "name", "station", "vehicle_plate", "phone", "brands", "capabilities", "capacity", "load", "on_duty", "lat", "lon", "position_at",
        )  # fmt: skip
        read_only_fields = fields


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class TakeBody(ReasonBody):
    """Why, and for what cause: it decides whether the crew's kilometres are paid."""

    cause = serializers.ChoiceField(choices=TakenCause.choices, required=False)


class ResumeBody(serializers.Serializer):
    """Why it is on again, if somebody says."""

    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class DeclineBody(serializers.Serializer):
    """Why the crew can't come."""

    reason = serializers.ChoiceField(DeclineReason.choices)


class SeenBody(ReasonBody):
    """Why, and what the caller has seen: `round` of the rescue. An offer that was made since then is not taken back (`rescue.overtaken`)."""

    seen_round = serializers.IntegerField(required=False, min_value=0, max_value=32767)


class OfferToBody(SeenBody):
    """The crew that the dispatcher chose. Without `seen_round` nothing is taken back: it is refused while a crew is being asked."""

    crew = PublicIdField(model=Crew)


class ReassignBody(TakeBody, SeenBody):
    """Why, for what cause, and what the caller has seen; without `seen_round` it is taken from whoever serves it."""


class RecommendedBody(serializers.Serializer):
    """The recommended crew to ask; the first one needs no reason, another one does."""

    crew = PublicIdField(model=Crew)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class PairBody(serializers.Serializer):
    """A rescue and the crew that is to be asked for it."""

    rescue = PublicIdField(model=Rescue)
    crew = PublicIdField(model=Crew)


class BatchBody(serializers.Serializer):
    """A plan for many rescues; each rescue and each crew once."""

    pairs = serializers.ListField(child=PairBody(), min_length=1, max_length=1000)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class PlannedSerializer(serializers.Serializer):
    """One line of a plan; without a crew nobody is left for the rescue."""

    rescue = serializers.CharField(source="rescue.public_id")
    crew = PublicIdField(model=Crew, source="crew.crew_id", default=None, allow_null=True)
    distance_m = serializers.IntegerField()
    eta_s = serializers.IntegerField()


class PlanSerializer(serializers.Serializer):
    """The best plan for all that wait."""

    plan = PlannedSerializer(many=True)


class CommittedSerializer(serializers.Serializer):
    """Which rescues are being offered as planned; the others had changed."""

    rescues = serializers.ListField(child=serializers.CharField())


class StepBody(serializers.Serializer):
    """A step of the crew; `at` is when it happened, for a phone that was offline."""

    at = MomentField(required=False, allow_null=True, default=None)


class FinishBody(StepBody):
    """What became of it, as data, in words, or both. `towed` takes the station or words that say where to; `not_helped` its reason."""

    result = serializers.CharField(max_length=2000, default="", allow_blank=True)
    signed_by = serializers.CharField(max_length=80, default="", allow_blank=True)
    outcome = serializers.ChoiceField(choices=Outcome.choices, default="", allow_blank=True)
    towed_to = PublicIdField(model=Station, required=False, default=None, allow_null=True)
    no_help = serializers.ChoiceField(choices=NoHelp.choices, default="", allow_blank=True)
    found_symptom = serializers.ChoiceField(choices=Symptom.choices, default="", allow_blank=True)
    found_cause = serializers.CharField(max_length=20, default="", allow_blank=True)
    unsigned = serializers.ChoiceField(choices=Unsigned.choices, default="", allow_blank=True)


class SignBody(StepBody):
    """The driver's signature as base64 of a PNG, with the phone's own key, time and place."""

    client_id = serializers.UUIDField()
    png = serializers.CharField(max_length=700_000)
    lat = serializers.FloatField(required=False, allow_null=True, default=None, min_value=-90, max_value=90)
    lon = serializers.FloatField(required=False, allow_null=True, default=None, min_value=-180, max_value=180)


class UsePartBody(StepBody):
    """A part of the station's own store that the crew used; the same `client_id` again is the same line."""

    client_id = serializers.UUIDField()
    part_number = serializers.CharField(max_length=30)
    quantity = serializers.IntegerField(min_value=1, max_value=999)
    serial = serializers.CharField(max_length=40, default="", allow_blank=True)


class TakePartsBody(serializers.Serializer):
    """The repair order that takes the parts."""

    order = PublicIdField(model=RepairOrder)


class ClaimPartsBody(serializers.Serializer):
    """The parts to be claimed, under which promise, and why the others of the rescue are not."""

    lines = serializers.ListField(child=PublicIdField(model=RescuePart), allow_empty=True, max_length=100)
    type = serializers.ChoiceField(choices=[kind.value for kind in CLAIMED_AS], default=ClaimType.WARRANTY.value)
    left_out = serializers.CharField(max_length=300, default="", allow_blank=True)


class RescuePartSerializer(RecordSerializer):
    """A part that a crew used, with the repair order that took it and the claim on which it stands, or why it is left out of claims."""

    claim_number = serializers.CharField(read_only=True)
    left_out = serializers.CharField(read_only=True)

    rescue = PublicIdField(model=Rescue, source="rescue_id")
    station = PublicIdField(model=Station, source="station_id")

    class Meta:
        model = RescuePart
        fields = (
            "rescue", "station", "client_id", "part_number", "name_zh", "name_en", "quantity", "serial", "used_at", "used_by_name",
            "order_number", "claim_number", "left_out",
        )  # fmt: skip
        read_only_fields = fields


class FixBody(serializers.Serializer):
    """One position; `client_id` is the phone's own key."""

    client_id = serializers.UUIDField()
    at = MomentField()
    lat = serializers.FloatField()
    lon = serializers.FloatField()
    accuracy_m = serializers.FloatField(required=False, allow_null=True, default=None)


class PositionsBody(serializers.Serializer):
    """A batch of positions."""

    positions = serializers.ListField(child=FixBody(), min_length=1, max_length=500)


class TakenAnswer(serializers.Serializer):
    """What became of a batch."""

    stored = serializers.IntegerField()
    known = serializers.IntegerField()
    refused = serializers.IntegerField()


class DutyBody(serializers.Serializer):
    """On or off duty."""

    on_duty = serializers.BooleanField()


class CrewBody(serializers.Serializer):
    """A crew to make up; `members` are keys of people of the station."""

    name = serializers.CharField(max_length=60)
    vehicle_plate = serializers.CharField(max_length=16, default="", allow_blank=True)
    phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    brands = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    capabilities = serializers.MultipleChoiceField(choices=Capability.choices)
    capacity = serializers.IntegerField(min_value=1, max_value=5, default=1)
    members = serializers.ListField(child=serializers.UUIDField(), default=list)

    def validate_capabilities(self, value: Any) -> list[str]:
        """Return a list in a fixed order."""
        return sorted(value)
