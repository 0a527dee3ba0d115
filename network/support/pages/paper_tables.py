"""Table and filter of stations' papers, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
from network.support.choices import PaperKind, PaperStatus
from network.support.pages.paper_forms import SECTION_CHOICES
from network.support.paper_models import StationPaper
from tenants.registry.choices import Region


class PaperTable(RecordTable):
    """Papers."""

    number = NumberColumn()
    title = Column()
    kind = ChoiceColumn()
    section = ChoiceColumn()
    station = Column(order_by=("station__code",))
    status = StatusColumn()
    sent_at = MomentColumn()
    due_at = MomentColumn()
    answered_at = MomentColumn()
    is_late = BooleanColumn()
    default_columns = ("number", "title", "kind", "section", "station", "status", "sent_at", "is_late")

    class Meta(RecordTable.Meta):
        model = StationPaper
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "kind", "section", "station", "status", "sent_at", "due_at", "answered_at", "is_late",
        )  # fmt: skip


class PaperFilter(RecordFilter):
    """By words of title, text and answer, kind, section, office, state, lateness and day."""

    search = (
        "number__icontains",
        "title__icontains",
        "text__icontains",
        "answer__icontains",
        "station__code__icontains",
    )
    quick = ("status", "kind", "section")
    status = choice(PaperStatus.choices, label=_("status"))
    kind = choice(PaperKind.choices, label=_("kind"))
    section = choice(SECTION_CHOICES, label=_("section"))
    region = choice(Region.choices, field_name="station__region", label=_("regional office"))
    is_late = django_filters.BooleanFilter(label=_("overdue"))
    sent = day_range(field_name="sent_at", label=pgettext_lazy("paper", "sent at"))

    class Meta:
        model = StationPaper
        fields: ClassVar[list[str]] = ["status", "kind", "section", "is_late"]
