"""Tables and filters of chargebacks, contracts and recovery."""

from datetime import datetime
from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tables2 import A

from billing.chargeback.choices import ChargebackStatus, LooseStatus, ReversalStatus
from billing.chargeback.models import Chargeback, LooseLine, ReceiptReversal, SupplierContract
from catalog.selectors import supplier_choices
from common.pages import (
    AmountColumn,
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


class ChargebackTable(RecordTable):
    """Chargebacks."""

    number = NumberColumn(verbose_name=_("number"))
    status = StatusColumn(verbose_name=_("status"), attrs={"td": {"class": "cell-status"}})
    supplier = Column(verbose_name=_("supplier"), order_by=("supplier__code",))
    part_number = Column(verbose_name=_("part number"))
    part_name = Column(verbose_name=_("part"))
    vin = Column(verbose_name=_("VIN"))
    share_percent = AmountColumn(verbose_name=_("share (%)"))
    amount_minor = MoneyColumn(verbose_name=_("charged amount"))
    due_minor = MoneyColumn(verbose_name=_("amount due"), orderable=False)
    answer_due_at = MomentColumn(verbose_name=_("answer due"))
    claim_number = Column(verbose_name=_("claim"))
    created_at = MomentColumn(verbose_name=_("raised on"))
    default_columns = (
        "number",
        "status",
        "supplier",
        "part_number",
        "part_name",
        "amount_minor",
        "due_minor",
        "answer_due_at",
    )

    class Meta(RecordTable.Meta):
        model = Chargeback
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "supplier", "part_number", "part_name", "vin", "share_percent", "amount_minor",
            "due_minor", "answer_due_at", "claim_number", "created_at",
        )  # fmt: skip


class ChargebackFilter(RecordFilter):
    """Chargebacks by status, supplier and date."""

    search = ("number__icontains", "claim_number__icontains", "vin__icontains", "part_number__icontains")
    quick = ("status", "supplier")
    status = choice(ChargebackStatus.choices, label=_("status"))
    supplier = django_filters.ModelChoiceFilter(queryset=supplier_choices, label=_("supplier"))
    created_at = day_range(label=_("raised on"))

    class Meta:
        model = Chargeback
        fields: ClassVar[list[str]] = ["status", "supplier", "created_at"]


class SupplierChargebackFilter(RecordFilter):
    """What a supplier filters its own chargebacks by."""

    search = ChargebackFilter.search
    quick = ("status", "created_at")
    status = choice(ChargebackStatus.choices, label=_("status"))
    created_at = day_range(label=_("raised on"))

    class Meta:
        model = Chargeback
        fields: ClassVar[list[str]] = ["status", "created_at"]


class ContractTable(RecordTable):
    """Contracts with suppliers."""

    number = NumberColumn(verbose_name=_("contract number"))
    supplier = Column(verbose_name=_("supplier"), order_by=("supplier__code",))
    subject = Column(verbose_name=_("part or component"), orderable=False)
    share_percent = AmountColumn(verbose_name=_("share (%)"))
    cap_minor = MoneyColumn(verbose_name=_("cap per unit"))
    yearly_cap_minor = MoneyColumn(verbose_name=_("cap per year"))
    built_from = MomentColumn(verbose_name=_("built from"))
    built_to = MomentColumn(verbose_name=_("built to"))
    valid_from = MomentColumn(verbose_name=_("valid from"))
    valid_to = MomentColumn(verbose_name=_("valid to"))
    default_columns = (
        "number", "supplier", "subject", "share_percent", "cap_minor", "built_from", "built_to", "valid_from", "valid_to",
    )  # fmt: skip

    class Meta(RecordTable.Meta):
        model = SupplierContract
        fields: ClassVar[tuple[str, ...]] = (
            "number", "supplier", "subject", "share_percent", "cap_minor", "yearly_cap_minor", "built_from", "built_to", "batch_from",
            "batch_to", "valid_from", "valid_to", "answer_days",
        )  # fmt: skip


class ContractFilter(RecordFilter):
    """Contracts by what is searched for."""

    search = ("number__icontains", "supplier__code__icontains", "part__number__icontains", "component__code__icontains")

    class Meta:
        model = SupplierContract
        fields: ClassVar[list[str]] = []


class LooseTable(RecordTable):
    """Settled lines without a supplier."""

    claim_number = NumberColumn(verbose_name=_("claim"))
    status = StatusColumn(attrs={"td": {"class": "cell-status"}})
    station = Column(accessor="station__name", order_by="station__code", verbose_name=_("station"))
    final_minor = MoneyColumn()
    repaired_on = MomentColumn()

    class Meta(RecordTable.Meta):
        model = LooseLine
        fields: ClassVar[tuple[str, ...]] = (
            "claim_number", "status", "part_number", "part_name", "serial", "vin", "station", "repaired_on", "built_on", "final_minor", "reason",
        )  # fmt: skip


class LooseFilter(RecordFilter):
    """The work list by status; `q` looks at claim, part and VIN."""

    search = ("claim_number__icontains", "part_number__icontains", "vin__icontains")
    quick = ("status",)
    status = choice(LooseStatus.choices, label=_("status"))

    class Meta:
        model = LooseLine
        fields: ClassVar[list[str]] = ["status"]


class RecoveryTable(RecordTable):
    """What was recovered: the columns that all three ways share."""

    count = AmountColumn(verbose_name=_("chargebacks"))
    disputed = AmountColumn(verbose_name=_("disputed or part asked for"))
    charged_minor = MoneyColumn(verbose_name=_("charged"))
    standing_minor = MoneyColumn(verbose_name=_("still standing"))
    paid_minor = MoneyColumn(verbose_name=_("paid"))
    open_minor = MoneyColumn(verbose_name=pgettext_lazy("money", "open"))
    rate = AmountColumn(verbose_name=_("recovery rate (%)"))


FIGURES = ("count", "disputed", "charged_minor", "standing_minor", "paid_minor", "open_minor", "rate")


class SupplierRecoveryTable(RecoveryTable):
    """By supplier: its statement behind the code."""

    supplier__code = NumberColumn(
        verbose_name=_("supplier"), linkify=("chargeback:statement", {"pk": A("supplier_id")})
    )

    class Meta(RecordTable.Meta):
        sequence = ("supplier__code", *FIGURES)


class PartRecoveryTable(RecoveryTable):
    """By part."""

    part_number = Column(verbose_name=_("part number"))

    class Meta(RecordTable.Meta):
        sequence = ("part_number", *FIGURES)


class MonthRecoveryTable(RecoveryTable):
    """By month of the charge."""

    month = Column(verbose_name=_("month"))

    class Meta(RecordTable.Meta):
        sequence = ("month", *FIGURES)

    def render_month(self, value: datetime) -> str:
        """Draw year and month."""
        return value.strftime("%Y-%m")

    def value_month(self, value: datetime) -> str:
        """Return year and month."""
        return value.strftime("%Y-%m")


class ReversalTable(RecordTable):
    """Receipts that shall be taken back."""

    receipt = NumberColumn(verbose_name=_("receipt"), linkify=lambda record: record.get_absolute_url(), orderable=False)
    status = StatusColumn(verbose_name=_("status"))
    supplier = Column(verbose_name=_("supplier"), accessor=A("chargeback__supplier"), orderable=False)
    amount_minor = MoneyColumn(verbose_name=_("amount"))
    reason = Column(verbose_name=_("reason"))
    requested_by_name = Column(verbose_name=_("requested by"))
    decided_by_name = Column(verbose_name=_("decided by"))
    created_at = MomentColumn(verbose_name=_("asked at"))

    class Meta(RecordTable.Meta):
        model = ReceiptReversal
        fields: ClassVar[tuple[str, ...]] = (
            "receipt", "status", "supplier", "amount_minor", "reason", "requested_by_name", "decided_by_name", "created_at",
        )  # fmt: skip
        order_by = ("-created_at", "-id")


class ReversalFilter(RecordFilter):
    """By status."""

    search = ("chargeback__number__icontains", "reason__icontains")
    quick = ("status",)
    status = choice(ReversalStatus.choices, label=_("Status"))

    class Meta:
        model = ReceiptReversal
        fields: ClassVar[list[str]] = ["status"]
