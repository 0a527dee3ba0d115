"""Tasks and surveys: the form as data, and each addressed post's answer."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from common.records import Moves, Placement, Record
from network.support.addressed import Addressed, in_english
from network.support.choices import (
    ANSWER_MOVES,
    SURVEY_MOVES,
    TO_ANSWER,
    AnswerStatus,
    SurveyKind,
    SurveyStatus,
)


class Survey(Addressed):
    """A task or survey. `questions` are rows of `questions.Question`; once it runs they stay as they are."""

    placement: ClassVar[Placement] = Placement.OFFICE
    public_prefix: ClassVar[str] = "svy"
    moves: ClassVar[Moves | None] = SURVEY_MOVES
    searched: ClassVar[tuple[str, ...]] = ("number", "title_zh", "title_en", "purpose_zh", "purpose_en")
    TONES: ClassVar[dict[str, str]] = {SurveyStatus.RUNNING: "busy", SurveyStatus.CLOSED: "off"}

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=SurveyKind.choices)
    status = models.CharField(_("status"), max_length=10, choices=SurveyStatus.choices, default=SurveyStatus.DRAFT)
    title_zh = models.CharField(_("title (Chinese)"), max_length=160)
    title_en = models.CharField(_("title (English)"), max_length=160, blank=True)
    purpose_zh = models.TextField(_("what it is about (Chinese)"))
    purpose_en = models.TextField(_("what it is about (English)"), blank=True)
    questions = models.JSONField(_("questions"), default=list)
    due_at = models.DateTimeField(_("to be answered by"))
    asked_by_id = models.UUIDField(null=True, blank=True)
    asked_by_name = models.CharField(pgettext_lazy("survey", "asked by"), max_length=120, blank=True)
    started_at = models.DateTimeField(_("sent out at"), null=True, blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("survey", "closed at"), null=True, blank=True)

    class Meta:
        db_table = "survey"
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["status", "-created_at"], name="survey_by_status")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """Return its page at head office."""
        return reverse("support:survey", args=[self.pk])

    @property
    def title(self) -> str:
        """The title in the reader's language, as far as there is one."""
        return (in_english() and self.title_en) or self.title_zh

    @property
    def purpose(self) -> str:
        """What it is about, in the reader's language, as far as it is told."""
        return (in_english() and self.purpose_en) or self.purpose_zh


class SurveyAnswer(Record):
    """The answer of one post of a station. `answers` holds by the question's code what was saved last, handed in or not."""

    placement: ClassVar[Placement] = Placement.EXCHANGE
    public_prefix: ClassVar[str] = "sva"
    moves: ClassVar[Moves | None] = ANSWER_MOVES
    TONES: ClassVar[dict[str, str]] = {
        AnswerStatus.OPEN: "warn",
        AnswerStatus.RETURNED: "bad",
        AnswerStatus.SUBMITTED: "good",
        AnswerStatus.MISSED: "off",
    }

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="answers", verbose_name=_("survey"))
    station = models.ForeignKey(
        "registry.Station", on_delete=models.PROTECT, related_name="+", verbose_name=_("station")
    )
    post = models.CharField(_("post"), max_length=40, choices=Role.choices)
    status = models.CharField(_("status"), max_length=10, choices=AnswerStatus.choices, default=AnswerStatus.OPEN)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    due_at = models.DateTimeField(_("to be answered by"))
    saved_at = models.DateTimeField(_("saved at"), null=True, blank=True)
    saved_by_name = models.CharField(_("saved by"), max_length=120, blank=True)
    submitted_at = models.DateTimeField(_("handed in at"), null=True, blank=True)
    submitted_by_name = models.CharField(_("handed in by"), max_length=120, blank=True)
    remark = models.TextField(_("remark of head office"), blank=True)
    is_late = models.BooleanField(_("overdue"), default=False)

    class Meta:
        db_table = "survey_answer"
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["survey", "station", "post"], name="survey_answer_once"),
            models.CheckConstraint(
                condition=~Q(status=AnswerStatus.SUBMITTED) | Q(submitted_at__isnull=False),
                name="survey_answer_submitted",
            ),
        ]
        indexes = [
            models.Index(fields=["station", "-created_at"], name="survey_answer_of_station"),
            models.Index(
                fields=["survey", "status"], name="survey_answer_open", condition=Q(status__in=list(TO_ANSWER))
            ),
        ]

    def __str__(self) -> str:
        return str(self.survey)

    def get_absolute_url(self) -> str:
        """Return the answer's page, at the station or at head office."""
        return reverse("support:answer", args=[self.pk])
