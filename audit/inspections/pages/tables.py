"""Tables and filters of inspections, findings and checklists, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.inspections.choices import FindingStatus, InspectionStatus, Purpose, Severity
from audit.inspections.models import Finding, Inspection, Template
from audit.inspections.selectors import stations_to_choose
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


class InspectionTable(RecordTable):
    """Inspections."""

    number = NumberColumn(verbose_name=_("number"))
    subject_label = Column(verbose_name=_("inspected"))
    purpose = ChoiceColumn(verbose_name=_("purpose"))
    status = StatusColumn(verbose_name=_("status"))
    planned_for = MomentColumn(verbose_name=_("planned for"))
    score = AmountColumn(verbose_name=_("score"), accessor="score_text", order_by=("score",))
    has_passed = BooleanColumn(verbose_name=pgettext_lazy("inspection", "passed"), null=True)
    inspector_name = Column(verbose_name=_("inspector"))
    reported_at = MomentColumn(verbose_name=_("reported at"))
    default_columns = (
        "number",
        "subject_label",
        "purpose",
        "status",
        "planned_for",
        "score",
        "has_passed",
        "inspector_name",
    )

    class Meta(RecordTable.Meta):
        model = Inspection
        fields: ClassVar[tuple[str, ...]] = (
            "number", "subject_label", "purpose", "status", "planned_for", "score", "has_passed", "inspector_name",
            "reported_at",
        )  # fmt: skip


class InspectionFilter(RecordFilter):
    """Inspections by purpose, state, station and day."""

    search = ("number__icontains", "subject_label__icontains", "inspector_name__icontains")
    quick = ("status", "purpose")
    purpose = choice(Purpose.choices, label=_("purpose"))
    status = choice(InspectionStatus.choices, label=_("status"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    planned_for = day_range(label=_("planned for"))
    has_passed = django_filters.BooleanFilter(label=pgettext_lazy("inspection", "passed"))

    class Meta:
        model = Inspection
        fields: ClassVar[list[str]] = ["purpose", "status", "station", "planned_for", "has_passed"]


class FindingTable(RecordTable):
    """Findings."""

    number = NumberColumn(verbose_name=_("number"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    severity = StatusColumn(verbose_name=_("severity"))
    status = StatusColumn(verbose_name=_("status"))
    description = Column(verbose_name=_("what is not in order"), orderable=False)
    due_on = MomentColumn(verbose_name=_("to be corrected by"))
    is_overdue = BooleanColumn(verbose_name=_("overdue"))
    inspection = Column(verbose_name=_("inspection"), linkify=True, order_by=("inspection__number",))
    raised_by_name = Column(verbose_name=_("found by"))
    default_columns = ("number", "station", "severity", "status", "description", "due_on", "is_overdue")

    class Meta(RecordTable.Meta):
        model = Finding
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "severity", "status", "description", "due_on", "is_overdue", "inspection", "raised_by_name",
        )  # fmt: skip


class FindingFilter(RecordFilter):
    """Findings by state, severity, station and day."""

    search = ("number__icontains", "description__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "severity", "is_overdue")
    status = choice(FindingStatus.choices, label=_("status"))
    severity = choice(Severity.choices, label=_("severity"))
    is_overdue = django_filters.BooleanFilter(label=_("overdue"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    due_on = day_range(label=_("to be corrected by"))

    class Meta:
        model = Finding
        fields: ClassVar[list[str]] = ["status", "severity", "is_overdue", "station", "due_on"]


class TemplateTable(RecordTable):
    """Checklists with their editions."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = Column(verbose_name=pgettext_lazy("of a thing", "name"), order_by=("name_zh",))
    edition = AmountColumn(verbose_name=_("edition"))
    purpose = ChoiceColumn(verbose_name=_("purpose"))
    pass_score = AmountColumn(verbose_name=_("passed from"))
    issued_on = MomentColumn(verbose_name=_("issued on"))

    class Meta(RecordTable.Meta):
        model = Template
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "edition", "purpose", "pass_score", "issued_on")


class TemplateFilter(RecordFilter):
    """Checklists by purpose."""

    search = ("code__icontains", "name_zh__icontains", "name_en__icontains")
    quick = ("purpose",)
    purpose = choice(Purpose.choices, label=_("purpose"))

    class Meta:
        model = Template
        fields: ClassVar[list[str]] = ["purpose"]
