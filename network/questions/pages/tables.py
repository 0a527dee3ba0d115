"""Tables and filters of technical questions, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.selectors import component_choices, model_choices
from common.pages import (
    AmountColumn,
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
from network.questions.choices import Desk, Origin, QuestionStatus, Urgency
from network.questions.models import TechnicalQuestion
from network.questions.selectors import stations_to_choose


class QuestionTable(RecordTable):
    """Technical questions."""

    number = NumberColumn()
    title = Column()
    urgency = ChoiceColumn()
    status = StatusColumn()
    desk = ChoiceColumn()
    station = Column(order_by=("station__code",))
    model = Column(order_by=("model__code",))
    component = Column(order_by=("component__code",))
    taken_by_name = Column()
    asked_by_name = Column()
    created_at = MomentColumn(verbose_name=pgettext_lazy("technical question", "asked at"))
    due_at = MomentColumn()
    is_overdue = BooleanColumn()
    escalation = AmountColumn()
    first_answered_at = MomentColumn()
    first_in_time = BooleanColumn()
    reference = Column()
    closed_at = MomentColumn()
    default_columns = (
        "number", "title", "urgency", "status", "station", "model", "taken_by_name", "created_at", "due_at",
    )  # fmt: skip

    class Meta(RecordTable.Meta):
        model = TechnicalQuestion
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "urgency", "status", "desk", "station", "model", "component", "taken_by_name", "asked_by_name",
            "created_at", "due_at", "is_overdue", "escalation", "first_answered_at", "first_in_time", "reference", "closed_at",
        )  # fmt: skip


class QuestionFilter(RecordFilter):
    """By state, urgency, desk, station, vehicle model, component and day."""

    search = (
        "number__icontains",
        "title__icontains",
        "description__icontains",
        "cause__icontains",
        "remedy__icontains",
        "reference__icontains",
        "vin__icontains",
    )
    quick = ("status", "urgency", "is_overdue")
    status = choice(QuestionStatus.choices, label=_("status"))
    urgency = choice(Urgency.choices, label=_("urgency"))
    desk = choice(Desk.choices, label=pgettext_lazy("technical question", "with"))
    origin = choice(Origin.choices, label=_("raised from"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    model = django_filters.ModelChoiceFilter(queryset=model_choices, label=_("model"), to_field_name="code")
    component = django_filters.ModelChoiceFilter(queryset=component_choices, label=_("component"), to_field_name="code")
    is_overdue = django_filters.BooleanFilter(label=_("overdue"))
    first_in_time = django_filters.BooleanFilter(label=_("first answer in time"))
    created = day_range(field_name="created_at", label=pgettext_lazy("technical question", "asked at"))

    class Meta:
        model = TechnicalQuestion
        fields: ClassVar[list[str]] = [
            "status", "urgency", "desk", "origin", "station", "model", "component", "is_overdue", "first_in_time",
        ]  # fmt: skip
