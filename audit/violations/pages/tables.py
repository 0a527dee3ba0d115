"""Tables and filters of violations and offences, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from audit.violations.choices import Severity, Source, ViolationStatus
from audit.violations.models import Offence, Violation
from audit.violations.selectors import stations_to_choose
from common.pages import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
    day_range,
)


class ViolationTable(RecordTable):
    """Violations."""

    number = NumberColumn(verbose_name=_("number"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    offence = Column(verbose_name=_("offence"), order_by=("offence__code",))
    status = StatusColumn(verbose_name=_("status"))
    source = ChoiceColumn(verbose_name=_("what made us look"))
    happened_on = MomentColumn(verbose_name=_("happened on"))
    investigator_name = Column(verbose_name=_("investigated by"))
    due_on = MomentColumn(verbose_name=_("report due on"))
    is_overdue = BooleanColumn(verbose_name=_("overdue"))
    fine_minor = MoneyColumn(verbose_name=_("fine"), accessor="decided_fine_minor", order_by=("fine_minor",))
    points = AmountColumn(verbose_name=_("points lost"), accessor="decided_points", order_by=("points",))
    appeal_until = MomentColumn(verbose_name=_("appeal until"))
    default_columns = ("number", "station", "offence", "status", "happened_on", "due_on", "fine_minor", "points")

    class Meta(RecordTable.Meta):
        model = Violation
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "offence", "status", "source", "happened_on", "investigator_name", "due_on", "is_overdue",
            "fine_minor", "points", "appeal_until",
        )  # fmt: skip


class ViolationFilter(RecordFilter):
    """Violations by state, station, source and day."""

    search = (
        "number__icontains",
        "reference__icontains",
        "station__code__icontains",
        "station__name__icontains",
        "offence__code__icontains",
    )
    quick = ("status", "source", "is_overdue")
    status = choice(ViolationStatus.choices, label=_("status"))
    source = choice(Source.choices, label=_("what made us look"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    happened_on = day_range(label=_("happened on"))
    is_overdue = django_filters.BooleanFilter(label=_("overdue"))

    class Meta:
        model = Violation
        fields: ClassVar[list[str]] = ["status", "source", "station", "happened_on", "is_overdue"]


class OffenceTable(RecordTable):
    """The catalogue."""

    code = NumberColumn(verbose_name=pgettext_lazy("of an entry", "code"))
    name = Column(verbose_name=_("offence"), order_by=("name_zh",))
    clause = Column(verbose_name=_("clause"))
    severity = StatusColumn(verbose_name=pgettext_lazy("offence", "severity"))
    fine_from_minor = MoneyColumn(verbose_name=_("fine from"))
    fine_to_minor = MoneyColumn(verbose_name=_("fine up to"))
    points_from = AmountColumn(verbose_name=_("points from"))
    points_to = AmountColumn(verbose_name=_("points up to"))
    is_active = BooleanColumn(verbose_name=pgettext_lazy("offence", "in force"))

    class Meta(RecordTable.Meta):
        model = Offence
        fields: ClassVar[tuple[str, ...]] = (
            "code", "name", "clause", "severity", "fine_from_minor", "fine_to_minor", "points_from", "points_to", "is_active",
        )  # fmt: skip


class OffenceFilter(RecordFilter):
    """The catalogue by severity."""

    search = ("code__icontains", "name_zh__icontains", "name_en__icontains", "clause__icontains")
    quick = ("severity",)
    severity = choice(Severity.choices, label=pgettext_lazy("offence", "severity"))
    is_active = django_filters.BooleanFilter(label=pgettext_lazy("offence", "in force"))

    class Meta:
        model = Offence
        fields: ClassVar[list[str]] = ["severity", "is_active"]
