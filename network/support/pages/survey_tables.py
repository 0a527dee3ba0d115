"""Tables and filters of tasks, surveys and answers, shared by pages and API."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from common.pages import (
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
    day_range,
)
from network.support.choices import AnswerStatus, SurveyKind, SurveyStatus
from network.support.pages.tables import POSTS
from network.support.survey_models import Survey, SurveyAnswer
from network.support.survey_selectors import answers_late_now
from tenants.registry.choices import Region

IN_TEXT = ("number", "title_zh", "title_en", "purpose_zh", "purpose_en")


class SurveyTable(RecordTable):
    """Tasks and surveys."""

    number = NumberColumn()
    title = Column(orderable=False, verbose_name=_("title"))
    kind = ChoiceColumn()
    status = StatusColumn()
    asked_by_name = Column()
    started_at = MomentColumn()
    due_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Survey
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "kind", "status", "asked_by_name", "started_at", "due_at",
        )  # fmt: skip


class SurveyFilter(RecordFilter):
    """By words of either language, kind, state and day."""

    search = tuple(f"{name}__icontains" for name in IN_TEXT)
    quick = ("status", "kind")
    status = choice(SurveyStatus.choices, label=_("status"))
    kind = choice(SurveyKind.choices, label=_("kind"))
    due = day_range(field_name="due_at", label=_("to be answered by"))

    class Meta:
        model = Survey
        fields: ClassVar[list[str]] = ["status", "kind"]


class AnswerTable(RecordTable):
    """Answers: what a station has to fill in, and head office's list of who has."""

    survey = NumberColumn(
        accessor="survey", linkify=lambda record: record.get_absolute_url(), order_by=("survey__number",)
    )
    kind = Column(accessor="survey__get_kind_display", orderable=False, verbose_name=_("kind"))
    station = Column(order_by=("station__code",))
    post = ChoiceColumn()
    status = StatusColumn()
    due_at = MomentColumn()
    saved_at = MomentColumn()
    submitted_at = MomentColumn()
    submitted_by_name = Column()
    is_late = BooleanColumn()
    default_columns: ClassVar[Sequence[str]] = (
        "survey",
        "station",
        "post",
        "status",
        "due_at",
        "submitted_at",
        "is_late",
    )

    class Meta(RecordTable.Meta):
        model = SurveyAnswer
        fields: ClassVar[tuple[str, ...]] = (
            "survey", "kind", "station", "post", "status", "due_at", "saved_at", "submitted_at", "submitted_by_name", "is_late",
        )  # fmt: skip


class OwnAnswerTable(AnswerTable):
    """The same at a station, which need not be told who it is."""

    default_columns = ("survey", "kind", "post", "status", "due_at", "saved_at", "submitted_at", "is_late")


class AnswerFilter(RecordFilter):
    """By words of the survey, its number, office, post, state and lateness."""

    search = (*(f"survey__{name}__icontains" for name in IN_TEXT), "station__code__icontains")
    quick = ("status", "is_late", "region")
    status = choice(AnswerStatus.choices, label=_("status"))
    is_late = django_filters.BooleanFilter(label=_("overdue"))
    late_now = django_filters.BooleanFilter(method="filter_late_now", label=_("late now"))
    region = choice(Region.choices, field_name="station__region", label=_("regional office"))
    post = choice(POSTS, label=_("post"))
    number = django_filters.CharFilter(field_name="survey__number", lookup_expr="iexact", label=_("number"))
    due = day_range(field_name="due_at", label=_("to be answered by"))

    class Meta:
        model = SurveyAnswer
        fields: ClassVar[list[str]] = ["status", "is_late", "post"]

    def filter_late_now(self, rows: Any, name: str, value: bool) -> Any:
        """Keep what a station is late with now, or the rest."""
        return rows.filter(answers_late_now()) if value else rows.exclude(answers_late_now())
