"""`GET /vehicles/{id}/coverage`: what is covered until when, by which clause."""

from typing import ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from billing.policy.cover import cover_on
from billing.policy.selectors import require_version_on
from catalog.models import Vehicle
from catalog.selectors import vehicles_for
from common.api import DayField, RecordApi, RecordSerializer
from common.clock import today
from common.records import RecordQuerySet

STATES = ("covered", "ended", "excluded", "not_covered")


class CoverageQuery(serializers.Serializer):
    """For which day, at which mileage, of which component; today, the last known mileage and all when left out."""

    day = DayField(required=False)
    mileage_km = serializers.IntegerField(required=False, min_value=0, max_value=5_000_000)
    component = serializers.CharField(required=False, max_length=12, default="")


class CoverSerializer(serializers.Serializer):
    """One component: until which day and mileage it is covered, or why it is not, by which clause of the policy."""

    component = serializers.CharField(source="code")
    name = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    until = DayField(allow_null=True)
    mileage_km = serializers.IntegerField(source="coverage.mileage_km", default=None, allow_null=True)
    months = serializers.IntegerField(source="coverage.months", default=None, allow_null=True)
    clause = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(source="why_not", allow_blank=True)
    part_months = serializers.IntegerField(source="part.months", default=None, allow_null=True)
    part_mileage_km = serializers.IntegerField(source="part.mileage_km", default=None, allow_null=True)
    part_clause = serializers.CharField(source="part.clause", default="", allow_blank=True)


class GuaranteeSerializer(serializers.Serializer):
    """The guarantee by law or contract: within which months and mileage exchange or return may become due."""

    clause = serializers.CharField()
    basis = serializers.CharField()
    months = serializers.IntegerField()
    mileage_km = serializers.IntegerField()


class CoverageSerializer(serializers.Serializer):
    """The coverage of a vehicle by the policy that holds on the day of the repair."""

    policy = serializers.CharField(source="version.label")
    day = DayField()
    mileage_km = serializers.IntegerField()
    components = CoverSerializer(source="rows", many=True)
    guarantee = GuaranteeSerializer(allow_null=True)


class VehicleKeySerializer(RecordSerializer):
    """The vehicle whose coverage is asked for."""

    class Meta:
        model = Vehicle
        fields: ClassVar[tuple[str, ...]] = ("vin",)


class CoverageApi(RecordApi):
    """What is covered for a vehicle until when."""

    action = "policy.view"
    serializer_class = VehicleKeySerializer

    def records(self) -> RecordQuerySet:
        """Return the vehicles in the actor's sight."""
        return vehicles_for(self.actor)

    @extend_schema(
        operation_id="vehicles_coverage_retrieve",
        parameters=[CoverageQuery],
        responses=CoverageSerializer,
        tags=["vehicles"],
    )
    def coverage(self, request: Request, id: str) -> Response:
        """Answer each component with its last covered day and mileage and the clause that says so. 422 (`policy.gap`) without a policy."""
        query = CoverageQuery(data=request.query_params)
        query.is_valid(raise_exception=True)
        given = query.validated_data
        day = given.get("day") or today()
        require_version_on(day)
        found = cover_on(self.actor, self.find(), day, given.get("mileage_km"), given["component"])
        return Response(CoverageSerializer(found).data)
