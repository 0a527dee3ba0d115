"""Tables and filters of major events, bulletins and quality reports, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

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
from network.incidents.choices import IncidentKind, IncidentStatus, ReportStatus, Severity
from network.incidents.models import BulletinReceipt, Incident, IncidentPolicy, IncidentTask, QualityReport


class IncidentTable(RecordTable):
    """Major events."""

    number = NumberColumn()
    title = Column()
    severity = StatusColumn()
    status = StatusColumn()
    kind = ChoiceColumn()
    escalation = AmountColumn()
    opened_by_name = Column()
    created_at = MomentColumn(verbose_name=_("opened at"))
    closed_at = MomentColumn()
    default_columns = ("number", "title", "severity", "status", "kind", "escalation", "created_at")

    class Meta(RecordTable.Meta):
        model = Incident
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "severity", "status", "kind", "escalation", "opened_by_name", "created_at", "closed_at",
        )  # fmt: skip


class IncidentFilter(RecordFilter):
    """By state, severity, kind and day."""

    search = ("number__icontains", "title__icontains", "part_number__icontains")
    quick = ("status", "severity", "kind")
    status = choice(IncidentStatus.choices, label=_("status"))
    severity = choice(Severity.choices, label=_("severity"))
    kind = choice(IncidentKind.choices, label=_("kind"))
    created = day_range(field_name="created_at", label=_("opened at"))

    class Meta:
        model = Incident
        fields: ClassVar[list[str]] = ["status", "severity", "kind"]


class TaskFilter(RecordFilter):
    """By whether it is late."""

    is_late = django_filters.BooleanFilter(label=_("overdue"))

    class Meta:
        model = IncidentTask
        fields: ClassVar[list[str]] = ["is_late"]


class ReportTable(RecordTable):
    """Quality reports."""

    number = NumberColumn()
    title = Column()
    station = Column(order_by=("station__code",))
    status = StatusColumn()
    is_batch = BooleanColumn()
    due_at = MomentColumn()
    is_late = BooleanColumn()
    created_at = MomentColumn(verbose_name=_("reported at"))
    incident_number = Column()

    class Meta(RecordTable.Meta):
        model = QualityReport
        fields: ClassVar[tuple[str, ...]] = (
            "number", "title", "station", "status", "is_batch", "due_at", "is_late", "created_at", "incident_number",
        )  # fmt: skip


class ReportFilter(RecordFilter):
    """By state, lateness and day."""

    search = ("number__icontains", "title__icontains", "station__code__icontains", "part_number__icontains")
    quick = ("status", "is_late", "is_batch")
    status = choice(ReportStatus.choices, label=_("status"))
    is_late = django_filters.BooleanFilter(label=_("acknowledged late"))
    is_batch = django_filters.BooleanFilter(label=_("several vehicles"))
    created = day_range(field_name="created_at", label=_("reported at"))

    class Meta:
        model = QualityReport
        fields: ClassVar[list[str]] = ["status", "is_late", "is_batch"]


class ReceiptTable(RecordTable):
    """Copies of bulletins."""

    bulletin = NumberColumn(
        accessor="bulletin__title", linkify=lambda record: record.get_absolute_url(), verbose_name=_("title")
    )
    edition = AmountColumn(accessor="bulletin__edition", verbose_name=_("edition"))
    station = Column(order_by=("station__code",))
    created_at = MomentColumn(verbose_name=_("issued at"))
    signed_at = MomentColumn()
    signed_by_name = Column()

    class Meta(RecordTable.Meta):
        model = BulletinReceipt
        fields: ClassVar[tuple[str, ...]] = (
            "bulletin",
            "edition",
            "station",
            "created_at",
            "signed_at",
            "signed_by_name",
        )


class ReceiptFilter(RecordFilter):
    """By whether it is signed for."""

    search = ("bulletin__title__icontains", "station__code__icontains", "bulletin__incident__number__icontains")
    quick = ("unsigned",)
    unsigned = django_filters.BooleanFilter(field_name="signed_at", lookup_expr="isnull", label=_("not signed for"))

    class Meta:
        model = BulletinReceipt
        fields: ClassVar[list[str]] = ["unsigned"]


class RulesFilter(RecordFilter):
    """By the day from which they are in force."""

    starts_on = day_range(label=_("in force from"))

    class Meta:
        model = IncidentPolicy
        fields: ClassVar[list[str]] = ["starts_on"]
