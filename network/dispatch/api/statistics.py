"""The month's statistics of rescues on the API: the page's figures by office or station, and its workbook."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from common.api import needs
from common.clock import today
from network.dispatch.pages.statistics import book_of
from network.dispatch.statistics import ARRIVE, DEPART, FINISH, Tally, tallies
from tenants.registry.selectors import stations_for

OFFICE, STATION = "office", "station"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MonthQuery(serializers.Serializer):
    """Which month; without it the one that runs."""

    month = serializers.RegexField(r"^(19|20)\d\d-(0[1-9]|1[0-2])$", required=False, help_text="YYYY-MM")

    @classmethod
    def of(cls, request: Request) -> dict[str, Any]:
        """Return what the address asks for. Raises ValidationError."""
        asked = cls(data=request.query_params)
        asked.is_valid(raise_exception=True)
        given: dict[str, Any] = asked.validated_data
        named = given.get("month")
        return {**given, "month": date.fromisoformat(f"{named}-01") if named else today().replace(day=1)}


class StatisticsQuery(MonthQuery):
    """Which month, and one line for each what."""

    by = serializers.ChoiceField(choices=[OFFICE, STATION], default=OFFICE)


class RescueTallySerializer(serializers.Serializer):
    """What was counted of one office or station; the shares are per cent within the limits that held then, null where nothing was driven."""

    key = serializers.CharField(help_text="The code of the station, or of the regional office.")
    rescues = serializers.IntegerField(help_text="Finished in the month.")
    call_to_arrival_minutes = serializers.IntegerField(allow_null=True, help_text="The median.")
    departed_in_time_percent = serializers.FloatField(allow_null=True)
    arrived_in_time_percent = serializers.FloatField(allow_null=True)
    finished_in_time_percent = serializers.FloatField(allow_null=True)
    offers = serializers.IntegerField(help_text="Made in the month.")
    declined = serializers.IntegerField()
    expired = serializers.IntegerField(help_text="Not answered in time.")
    kilometres = serializers.FloatField(help_text="Driven, also by crews from which the rescue was taken.")
    repaired = serializers.IntegerField(
        help_text="At the roadside. Rescues told in words alone are in none of these four."
    )
    towed = serializers.IntegerField()
    not_helped = serializers.IntegerField()
    driver_gone = serializers.IntegerField()


class RescueStatisticsSerializer(serializers.Serializer):
    """A month's rescues by office or by station."""

    month = serializers.CharField()
    by = serializers.CharField()
    figures = RescueTallySerializer(many=True)


class TellsStatistics:
    """Gives the rescues their figures: `GET …/statistics` and `GET …/statistics/workbook`, for whoever may open the page."""

    @needs("dispatch.view")
    @extend_schema(responses=RescueStatisticsSerializer, parameters=[StatisticsQuery])
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def statistics(self: Any, request: Request) -> Response:
        """Answer the month's rescues `by` regional office or station."""
        asked = StatisticsQuery.of(request)
        figures = figures_of(self.actor, asked["month"], asked["by"])
        found = {"month": f"{asked['month']:%Y-%m}", "by": asked["by"], "figures": figures}
        return Response(RescueStatisticsSerializer(found).data)

    @needs("dispatch.view")
    @extend_schema(responses={(200, XLSX): OpenApiTypes.BINARY}, parameters=[MonthQuery])
    @extra_action(
        detail=False, methods=["get"], url_path="statistics/workbook", pagination_class=None, filterset_class=None
    )
    def statistics_workbook(self: Any, request: Request) -> HttpResponse:
        """Hand out the same month as an XLSX workbook, one sheet for the offices and one for the stations."""
        return book_of(self.actor, MonthQuery.of(request)["month"])


def figures_of(actor: Actor, month: date, by: str) -> list[dict[str, Any]]:
    """Return the lines of the month in sight of the actor, in the order of their codes."""
    if by == OFFICE:
        return [_figure(key, one) for key, one in sorted(tallies(actor, month, "station__region").items())]
    codes = dict(stations_for(actor).values_list("pk", "code"))
    rows = [_figure(codes.get(key, ""), one) for key, one in tallies(actor, month, "station_id").items()]
    return sorted(rows, key=lambda row: row["key"])


def _figure(key: str, one: Tally) -> dict[str, Any]:
    return {
        "key": key,
        "rescues": one.rescues,
        "call_to_arrival_minutes": one.typical_minutes,
        "departed_in_time_percent": one.share(DEPART),
        "arrived_in_time_percent": one.share(ARRIVE),
        "finished_in_time_percent": one.share(FINISH),
        "offers": one.offers,
        "declined": one.declined,
        "expired": one.expired,
        "kilometres": one.kilometres,
        **one.outcomes,
    }
