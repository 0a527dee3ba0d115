"""The statistics of technical questions on the API: the page's figures."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actors import Actor
from common.api import needs
from common.clock import now
from network.questions.selectors import VIEW
from network.questions.statistics import BY, PERIOD, Tally, open_by_age, tallies, total


class QuestionsQuery(serializers.Serializer):
    """One line for each what."""

    by = serializers.ChoiceField(choices=list(BY), default="component")


class QuestionTallySerializer(serializers.Serializer):
    """What was asked about one component or model."""

    key = serializers.CharField(help_text="The code of the component or model; empty where none was named.")
    asked = serializers.IntegerField()
    open = serializers.IntegerField()
    solved = serializers.IntegerField()
    first_answer_in_time_percent = serializers.FloatField(allow_null=True, help_text="Null before the first answer.")


class OpenQuestionsSerializer(serializers.Serializer):
    """What is open now of one urgency."""

    urgency = serializers.CharField()
    by_age = serializers.ListField(
        child=serializers.IntegerField(), help_text="Up to 4 hours, up to a day, up to three days, older."
    )


class QuestionStatisticsSerializer(serializers.Serializer):
    """What is open now, and what was asked in the last 90 days."""

    by = serializers.CharField()
    open = OpenQuestionsSerializer(many=True)
    total = QuestionTallySerializer()
    figures = QuestionTallySerializer(many=True)


class TellsStatistics:
    """Gives the questions their figures: `GET …/statistics`, for whoever may open the page."""

    @needs(VIEW)
    @extend_schema(responses=QuestionStatisticsSerializer, parameters=[QuestionsQuery])
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def statistics(self: Any, request: Request) -> Response:
        """Answer what is open by age, and what was asked in the last 90 days `by` component or model."""
        asked = QuestionsQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        return Response(QuestionStatisticsSerializer(figures_of(self.actor, asked.validated_data["by"])).data)


def figures_of(actor: Actor, by: str) -> dict[str, Any]:
    """Return the figures in sight of the actor."""
    since = now() - PERIOD
    return {
        "by": by,
        "open": [{"urgency": urgency, "by_age": counts} for urgency, counts in open_by_age(actor).items()],
        "total": _figure(total(actor, since)),
        "figures": [_figure(one) for one in tallies(actor, since, by)],
    }


def _figure(one: Tally) -> dict[str, Any]:
    return {
        "key": one.key,
        "asked": one.asked,
        "open": one.live,
        "solved": one.solved,
        "first_answer_in_time_percent": one.share,
    }
