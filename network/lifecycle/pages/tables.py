"""Tables and filters of lifecycle, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.roles import Role
from common.pages import (
    AmountColumn,
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
from network.lifecycle.choices import (
    ENDINGS,
    ChangeKind,
    ChangeStatus,
    ClosingStatus,
    OrderKind,
    OrderStatus,
    StepCode,
    StepStatus,
)
from network.lifecycle.models import Closing, ClosingStep, StationChange, StationOrder
from tenants.registry.choices import Region


class ChangeTable(RecordTable):
    """Changes of stations' facts."""

    number = NumberColumn()
    station = Column(order_by=("station__code",))
    kind = ChoiceColumn()
    status = StatusColumn()
    requested_by_name = Column()
    created_at = MomentColumn(verbose_name=_("requested"))
    due_at = MomentColumn()
    effective_on = MomentColumn()
    applied_at = MomentColumn()
    default_columns = ("number", "station", "kind", "status", "created_at", "due_at", "effective_on")

    class Meta(RecordTable.Meta):
        model = StationChange
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "kind", "status", "requested_by_name", "created_at", "due_at", "effective_on", "applied_at",
        )  # fmt: skip


class ChangeFilter(RecordFilter):
    """By state, kind, office, lateness and day."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "kind", "region")
    status = choice(ChangeStatus.choices, label=_("Status"))
    kind = choice(ChangeKind.choices, label=_("what changes"))
    region = choice(Region.choices, label=_("Regional office"), field_name="station__region")
    late = django_filters.BooleanFilter(field_name="late_at", lookup_expr="isnull", exclude=True, label=_("Late"))
    created_at = day_range(label=_("requested"))

    class Meta:
        model = StationChange
        fields: ClassVar[list[str]] = []


class OrderTable(RecordTable):
    """Written orders."""

    number = NumberColumn()
    station = Column(order_by=("station__code",))
    kind = ChoiceColumn()
    status = StatusColumn()
    effective_on = MomentColumn()
    until = MomentColumn()
    instructed_by_name = Column()
    acted_by_name = Column()
    created_at = MomentColumn(verbose_name=_("instructed at"))
    default_columns = ("number", "station", "kind", "status", "effective_on", "until", "acted_by_name", "created_at")

    class Meta(RecordTable.Meta):
        model = StationOrder
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "kind", "status", "effective_on", "until", "instructed_by_name", "acted_by_name", "created_at",
        )  # fmt: skip


class OrderFilter(RecordFilter):
    """By state, kind, office, lateness and day."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "kind", "region")
    status = choice(OrderStatus.choices, label=_("Status"))
    kind = choice(OrderKind.choices, label=_("what is instructed"))
    region = choice(Region.choices, label=_("Regional office"), field_name="station__region")
    late = django_filters.BooleanFilter(field_name="late_at", lookup_expr="isnull", exclude=True, label=_("Late"))
    created_at = day_range(label=_("instructed at"))

    class Meta:
        model = StationOrder
        fields: ClassVar[list[str]] = []


class ClosingTable(RecordTable):
    """Closings, with how far they have come."""

    number = NumberColumn()
    station = Column(order_by=("station__code",))
    kind = ChoiceColumn()
    status = StatusColumn()
    done_steps = AmountColumn(verbose_name=_("steps done"))
    open_steps = AmountColumn(verbose_name=_("steps open"))
    late_steps = AmountColumn(verbose_name=_("steps late"))
    begun_on = MomentColumn()
    keep_until = MomentColumn()
    default_columns = ("number", "station", "kind", "status", "done_steps", "open_steps", "late_steps", "begun_on")

    class Meta(RecordTable.Meta):
        model = Closing
        fields: ClassVar[tuple[str, ...]] = (
            "number", "station", "kind", "status", "done_steps", "open_steps", "late_steps", "begun_on", "keep_until",
        )  # fmt: skip


class ClosingFilter(RecordFilter):
    """By state, kind and office."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "kind", "region")
    status = choice(ClosingStatus.choices, label=_("Status"))
    kind = choice([(one.value, one.label) for one in ENDINGS], label=_("what is instructed"))
    region = choice(Region.choices, label=_("Regional office"), field_name="station__region")

    class Meta:
        model = Closing
        fields: ClassVar[list[str]] = []


class StepTable(RecordTable):
    """Steps of all closings: what is left, and who is late."""

    closing = Column(order_by=("closing__number",), linkify=lambda record: record.closing.get_absolute_url())
    station = Column(order_by=("station__code",))
    code = ChoiceColumn()
    owner = ChoiceColumn()
    status = StatusColumn()
    left = AmountColumn()
    due_at = MomentColumn()
    late_at = MomentColumn()
    done_at = MomentColumn()
    default_columns = ("closing", "station", "code", "owner", "status", "left", "due_at", "late_at")

    class Meta(RecordTable.Meta):
        model = ClosingStep
        fields: ClassVar[tuple[str, ...]] = (
            "closing", "station", "code", "owner", "status", "left", "due_at", "late_at", "done_at",
        )  # fmt: skip


class StepFilter(RecordFilter):
    """By state, step, section and lateness."""

    search = ("closing__number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "code", "owner")
    status = choice(StepStatus.choices, label=_("Status"))
    code = choice(StepCode.choices, label=pgettext_lazy("closing", "step"))
    owner = choice(Role.choices, label=_("whose step"))
    late = django_filters.BooleanFilter(field_name="late_at", lookup_expr="isnull", exclude=True, label=_("Late"))

    class Meta:
        model = ClosingStep
        fields: ClassVar[list[str]] = []
