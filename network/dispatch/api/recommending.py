"""The ranking of this moment on the API: who could go and why, who not and why."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from common.api import PublicIdField, needs
from common.errors import WrongState
from network.dispatch.choices import SEARCHING
from network.dispatch.engine import Exclusion
from network.dispatch.models import Crew
from network.dispatch.policies import DispatchError
from network.dispatch.recommending import WAITS, recommend
from tenants.registry.models import Station


class RecommendedCrewSerializer(serializers.Serializer):
    """A crew that can go; `cost_m` is what the ranking is by, `because` says in words what it is made of."""

    crew = PublicIdField(model=Crew, source="ranked.crew.crew_id")
    name = serializers.CharField(source="ranked.crew.name")
    station = PublicIdField(model=Station, source="ranked.crew.station_id")
    station_name = serializers.CharField(source="ranked.crew.station_name")
    load = serializers.IntegerField(source="ranked.crew.load")
    distance_m = serializers.IntegerField(source="ranked.distance_m")
    eta_s = serializers.IntegerField(source="ranked.eta_s")
    cost_m = serializers.IntegerField(source="ranked.cost_m")
    because = serializers.ListField(child=serializers.CharField())


class NamedCrewSerializer(serializers.Serializer):
    """A crew by name."""

    crew = PublicIdField(model=Crew, source="crew_id")
    name = serializers.CharField()
    station_name = serializers.CharField()


class LeftOutSerializer(serializers.Serializer):
    """Crews that one reason speaks against; the nearest are named."""

    reason = serializers.ChoiceField(choices=[one.value for one in Exclusion], source="why")
    words = serializers.CharField()
    count = serializers.IntegerField()
    nearest = NamedCrewSerializer(many=True)


class RecommendationSerializer(serializers.Serializer):
    """The ranking of `as_of`: the best crews, how many could go, and whom what excludes; `nobody` says why none can, else empty."""

    as_of = serializers.DateTimeField()
    able = serializers.IntegerField()
    crews = RecommendedCrewSerializer(many=True, source="lines")
    excluded = LeftOutSerializer(many=True, source="left")
    nobody = serializers.CharField(allow_blank=True)
    known = serializers.IntegerField(help_text="How many crews there are when only the nearest are ranked, else 0.")


class TellsRecommended:
    """Gives a rescue its ranking: `GET …/{id}/recommended`, for whoever may offer it."""

    @needs("dispatch.offer")
    @extend_schema(responses=RecommendationSerializer)
    @extra_action(detail=True, methods=["get"], pagination_class=None, filterset_class=None)
    def recommended(self: Any, request: Request, id: str) -> Response:
        """Rank the crews for a rescue that waits for one, as the engine would now; nothing is changed. Refused while a crew is being asked."""
        rescue = self.find()
        if rescue.status not in WAITS:
            raise WrongState(code=DispatchError.BEING_ASKED if rescue.status in SEARCHING else None)
        return Response(RecommendationSerializer(recommend(rescue)).data)
