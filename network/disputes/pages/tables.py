"""Tables and filters of disputes, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

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
from network.disputes.choices import Cause, DisputeStatus, Origin
from network.disputes.models import ServiceDispute
from network.disputes.selectors import stations_to_choose


class DisputeTable(RecordTable):
    """Disputes."""

    number = NumberColumn()
    station = Column(order_by=("station__code",))
    subject = Column()
    status = StatusColumn()
    cause = ChoiceColumn()
    origin = ChoiceColumn()
    reference = Column()
    mediator_name = Column()
    due_at = MomentColumn()
    is_overdue = BooleanColumn()
    escalation = AmountColumn()
    demanded_minor = MoneyColumn()
    station_minor = MoneyColumn()
    maker_minor = MoneyColumn()
    created_at = MomentColumn(verbose_name=pgettext_lazy("dispute", "opened at"))
    closed_at = MomentColumn()
    default_columns = ("number", "station", "subject", "status", "cause", "mediator_name", "due_at", "demanded_minor")

    class Meta(RecordTable.Meta):
        model = ServiceDispute
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "subject", "status", "cause", "origin", "reference", "mediator_name", "due_at", "is_overdue",
            "escalation", "demanded_minor", "station_minor", "maker_minor", "created_at", "closed_at",
        )  # fmt: skip


class DisputeFilter(RecordFilter):
    """By state, cause, origin, station and day."""

    search = (
        "number__icontains",
        "subject__icontains",
        "reference__icontains",
        "plate__icontains",
        "vin__icontains",
        "station__code__icontains",
        "station__name__icontains",
    )
    quick = ("status", "cause", "is_overdue")
    status = choice(DisputeStatus.choices, label=_("status"))
    cause = choice(Cause.choices, label=pgettext_lazy("dispute", "cause"))
    origin = choice(Origin.choices, label=_("opened from"))
    station = django_filters.ModelChoiceFilter(queryset=stations_to_choose, label=_("station"))
    is_overdue = django_filters.BooleanFilter(label=_("overdue"))
    created = day_range(field_name="created_at", label=pgettext_lazy("dispute", "opened at"))

    class Meta:
        model = ServiceDispute
        fields: ClassVar[list[str]] = ["status", "cause", "origin", "station", "is_overdue"]
