"""The API of planning."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import RecordApi, creates
from network.planning.actions import set_radius
from network.planning.api.serializers import CitySerializer, CoverageSerializer, RadiusBody, RuleSerializer
from network.planning.filters import CityFilter
from network.planning.models import CoverageRule
from network.planning.selectors import cities_for, picture_for, rules_for

MOST_GAPS = 100


class CityApi(RecordApi):
    """Cities and what the stations cover."""

    action = "planning.view"
    serializer_class = CitySerializer
    filterset_class = CityFilter

    def records(self) -> Any:
        """Return the cities."""
        return cities_for(self.actor)

    @extend_schema(responses=CoverageSerializer, parameters=[OpenApiParameter("region", str)])
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def coverage(self, request: Request) -> Response:
        """Answer the picture of the whole network; `region` narrows the uncovered cities, of which the largest 100 are listed."""
        picture, region = picture_for(self.actor), str(request.query_params.get("region", ""))
        found = {
            "radius_km": picture.radius_km,
            "demand_unit": "vehicles" if picture.demand.in_vehicles else "people",
            "totals": picture.totals(),
            "uncovered": picture.uncovered(region, MOST_GAPS),
        }
        return Response(CoverageSerializer(found).data)


class CoverageRuleApi(RecordApi):
    """The rescue radius over time."""

    action = "planning.view"
    serializer_class = RuleSerializer

    def records(self) -> Any:
        """Return the rules, newest first."""
        return rules_for(self.actor)

    @creates(action="planning.manage", body=RadiusBody)
    def set(self, body: dict[str, Any]) -> CoverageRule:
        """Set the radius for everybody."""
        return set_radius(body["radius_km"], reason=body["reason"], acting_user=self.actor)
