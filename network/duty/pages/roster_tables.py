"""Tables and filters of the roster, shared by pages and API."""

from typing import ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import (
    AmountColumn,
    Column,
    MomentColumn,
    NumberColumn,
    RecordFilter,
    RecordTable,
    choice,
    day_range,
)
from network.duty.choices import SwapStatus
from network.duty.roster_models import Handover, Shift, ShiftKind, Swap


class KindTable(RecordTable):
    """Kinds of shift."""

    code = NumberColumn(linkify=lambda record: f"{reverse('duty:set_kind')}?code={record.code}")
    name = Column(verbose_name=_("Name"), order_by=("name_zh",))
    start = Column()
    end = Column()
    needed = AmountColumn()
    sign_within_minutes = AmountColumn()

    class Meta(RecordTable.Meta):
        model = ShiftKind
        fields: ClassVar[tuple[str, ...]] = ("code", "name", "start", "end", "needed", "sign_within_minutes")


class KindFilter(RecordFilter):
    """By code and name."""

    search = ("code__icontains", "name_zh__icontains", "name_en__icontains")

    class Meta:
        model = ShiftKind
        fields: ClassVar[list[str]] = []


class ShiftFilter(RecordFilter):
    """By agent and day."""

    search = ("agent_name__icontains",)
    day = day_range(label=_("day"))

    class Meta:
        model = Shift
        fields: ClassVar[list[str]] = ["day"]


class SwapFilter(RecordFilter):
    """By state."""

    status = choice(SwapStatus.choices, label=_("status"))

    class Meta:
        model = Swap
        fields: ClassVar[list[str]] = ["status"]


class HandoverTable(RecordTable):
    """Handovers."""

    shift = NumberColumn(linkify=True)
    written_by_name = Column()
    created_at = MomentColumn(verbose_name=_("written at"))
    signed_by_name = Column(verbose_name=_("signed for by"), accessor="signature__signed_by_name", default="–")
    signed_at = MomentColumn(verbose_name=_("signed for at"), accessor="signature__created_at", default="–")

    class Meta(RecordTable.Meta):
        model = Handover
        fields: ClassVar[tuple[str, ...]] = ("shift", "written_by_name", "created_at", "signed_by_name", "signed_at")


class HandoverFilter(RecordFilter):
    """By day, and whether it is signed for."""

    search = ("note__icontains", "written_by_name__icontains")
    quick = ("unsigned",)
    unsigned = django_filters.BooleanFilter(field_name="signature", lookup_expr="isnull", label=_("not signed for"))
    created = day_range(field_name="created_at", label=_("written at"))

    class Meta:
        model = Handover
        fields: ClassVar[list[str]] = ["unsigned"]
