"""What the API shows of tasks, surveys and answers, and what its commands take."""

from typing import Any

from rest_framework import serializers

from common.api import DayField, PublicIdField, RecordSerializer
from common.api.uploads import UploadField
from network.support.actions.surveys import SurveyText
from network.support.api.serializers import AUDIENCE, AudienceBody
from network.support.choices import QuestionKind, SurveyKind
from network.support.files import MOST
from network.support.questions import MOST_CHOICES, Question
from network.support.survey_models import Survey, SurveyAnswer
from network.support.survey_selectors import shows_answers
from tenants.registry.models import Station


class SurveySerializer(RecordSerializer):
    """A task or survey with its questions."""

    class Meta:
        model = Survey
        fields = (
            "number", "kind", "status", "title_zh", "title_en", "purpose_zh", "purpose_en", "questions", "due_at", *AUDIENCE,
            "asked_by_name", "started_at", "closed_at",
        )  # fmt: skip
        read_only_fields = fields


class AnswerSerializer(RecordSerializer):
    """The answer of one post of a station; what is not handed in is the station's own and not shown to head office."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)
    number = serializers.CharField(source="survey.number", read_only=True)
    title_zh = serializers.CharField(source="survey.title_zh", read_only=True)
    title_en = serializers.CharField(source="survey.title_en", read_only=True)
    questions = serializers.JSONField(source="survey.questions", read_only=True)
    answers = serializers.SerializerMethodField()

    class Meta:
        model = SurveyAnswer
        fields = (
            "station", "post", "status", "number", "title_zh", "title_en", "questions", "answers", "due_at", "saved_at", "saved_by_name",
            "submitted_at", "submitted_by_name", "remark", "is_late",
        )  # fmt: skip
        read_only_fields = fields

    def get_answers(self, answer: SurveyAnswer) -> dict[str, Any]:
        """Return the answers by the questions' codes."""
        request = self.context.get("request")
        actor = getattr(getattr(request, "_request", None), "actor", None)
        return answer.answers if actor is not None and shows_answers(actor, answer) else {}


class QuestionBody(serializers.Serializer):
    """A question; `minimum` and `maximum` bound numbers and days, `choices` are pairs of Chinese and English (which may be empty)."""

    kind = serializers.ChoiceField(QuestionKind.choices)
    zh = serializers.CharField(max_length=300)
    en = serializers.CharField(max_length=300, default="", allow_blank=True)
    required = serializers.BooleanField(default=False)  # type: ignore[assignment]  # the body's field, not its own
    minimum = serializers.CharField(max_length=20, default="", allow_blank=True)
    maximum = serializers.CharField(max_length=20, default="", allow_blank=True)
    choices = serializers.ListField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=100, allow_blank=True), min_length=2, max_length=2
        ),
        default=list,
        max_length=MOST_CHOICES,
    )


class SurveyBody(AudienceBody):
    """What is asked, of whom, by when."""

    kind = serializers.ChoiceField(SurveyKind.choices)
    title_zh = serializers.CharField(max_length=160)
    title_en = serializers.CharField(max_length=160, default="", allow_blank=True)
    purpose_zh = serializers.CharField(max_length=20_000)
    purpose_en = serializers.CharField(max_length=20_000, default="", allow_blank=True)
    due_on = DayField()
    questions = QuestionBody(many=True)


def asked_in(body: dict[str, Any]) -> SurveyText:
    """Take text and questions out of a body."""
    questions = [
        Question(code="", **{**one, "choices": tuple((zh, en) for zh, en in one["choices"])})
        for one in body.pop("questions")
    ]
    names = [name for name in SurveyText.__slots__ if name in body]
    return SurveyText(**{name: body.pop(name) for name in names}, questions=questions)


class AnswersBody(serializers.Serializer):
    """Answers by the questions' codes, and files by the codes of the questions that ask for files."""

    answers = serializers.DictField(
        help_text="Text, decimal number as text, ISO day, true or false, place of the choice."
    )
    files = serializers.DictField(child=serializers.ListField(child=UploadField(), max_length=MOST), required=False)


class RemoveFileBody(serializers.Serializer):
    """A file of a question."""

    question = serializers.SlugField(max_length=20)
    file = serializers.UUIDField()
