"""Tables and filters of invoices, bank details, debts, offsets and payment batches."""

from typing import ClassVar

import django_filters
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from billing.ledger.choices import AccountKind
from billing.ledger.models import Account, Entry
from billing.settlement.debts.choices import Debt
from billing.settlement.invoicing.choices import DetailsStatus, InvoiceStatus
from billing.settlement.models import BankDetails, Invoice, Offset, PaymentBatch, PaymentLine, Receivable
from billing.settlement.offsets.choices import OffsetStatus
from billing.settlement.payments.choices import BatchStatus, PaymentStatus
from common.pages import (
    AmountColumn,
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
from tenants.registry.choices import Region

OF_STATION = ("station__code__icontains", "station__name__icontains")


def region() -> object:
    """Return the filter by regional office."""
    return choice(Region.choices, field_name="station__region", label=_("regional office"))


class InvoiceTable(RecordTable):
    """Invoices."""

    number = NumberColumn(verbose_name=_("invoice number"))
    status = StatusColumn(verbose_name=_("status"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    statement = Column(verbose_name=_("statement"), order_by=("statement__number",))
    issued_on = MomentColumn(verbose_name=_("invoice date"))
    net_minor = MoneyColumn(verbose_name=_("amount without tax"))
    tax_minor = MoneyColumn(verbose_name=_("tax"))
    total_minor = MoneyColumn(verbose_name=_("total"))

    class Meta(RecordTable.Meta):
        model = Invoice
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "station", "statement", "issued_on", "net_minor", "tax_minor", "total_minor",
        )  # fmt: skip


class InvoiceFilter(RecordFilter):
    """Invoices by status and date."""

    search = ("number__icontains", "statement__number__icontains", *OF_STATION)
    quick = ("status", "issued_on")
    status = choice(InvoiceStatus.choices, label=_("status"))
    issued_on = day_range(label=_("invoice date"))
    region = region()

    class Meta:
        model = Invoice
        fields: ClassVar[list[str]] = ["status", "issued_on"]


class DetailsTable(RecordTable):
    """Bank details; the account number shows its last four digits."""

    company_name = NumberColumn(verbose_name=_("company"))
    status = StatusColumn(verbose_name=_("status"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    bank_name = Column(verbose_name=_("bank"))
    masked = Column(verbose_name=_("account number"), orderable=False)
    proposed_by_name = Column(verbose_name=_("proposed by"))
    created_at = MomentColumn(verbose_name=_("proposed at"))

    class Meta(RecordTable.Meta):
        model = BankDetails
        fields: ClassVar[tuple[str, ...]] = (
            "company_name", "status", "station", "bank_name", "masked", "proposed_by_name", "created_at",
        )  # fmt: skip


class DetailsFilter(RecordFilter):
    """Bank details by status."""

    search = ("company_name__icontains", *OF_STATION)
    quick = ("status",)
    status = choice(DetailsStatus.choices, label=_("status"))

    class Meta:
        model = BankDetails
        fields: ClassVar[list[str]] = ["status"]


def entries_of_debt(record: Account) -> str:
    """Return the address of the entries behind a debt."""
    station = record.station.code if record.station else ""
    return f"{reverse('settlement:debt_entries')}?q={station}&account_kind={record.kind}"


class DebtAccountTable(RecordTable):
    """What stations owe for parts and vehicles."""

    station = NumberColumn(verbose_name=_("station"), order_by=("station__code",), linkify=entries_of_debt)
    kind = ChoiceColumn(verbose_name=_("debt"))
    balance_minor = MoneyColumn(verbose_name=_("owed"))

    class Meta(RecordTable.Meta):
        model = Account
        fields: ClassVar[tuple[str, ...]] = ("station", "kind", "balance_minor")


class DebtAccountFilter(RecordFilter):
    """Debts by kind and regional office."""

    search = OF_STATION
    quick = ("kind", "region")
    kind = choice(
        [(one.value, one.label) for one in (AccountKind.PARTS_DEBT, AccountKind.VEHICLE_DEBT)], label=_("debt")
    )
    region = region()

    class Meta:
        model = Account
        fields: ClassVar[list[str]] = ["kind"]


class DebtEntryTable(RecordTable):
    """The entries of the debts: deliveries add, offsets take off."""

    description = Column(accessor="transaction.description", verbose_name=_("description"))
    occurred_on = MomentColumn(verbose_name=_("date"))
    kind = Column(accessor="transaction.get_kind_display", verbose_name=_("kind"), order_by=("transaction__kind",))
    debt = Column(accessor="account.get_kind_display", verbose_name=_("debt"), order_by=("account__kind",))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    amount_minor = MoneyColumn(verbose_name=_("amount"))

    class Meta(RecordTable.Meta):
        model = Entry
        fields: ClassVar[tuple[str, ...]] = ("description", "occurred_on", "kind", "debt", "station", "amount_minor")
        order_by = ("-occurred_on", "-pk")


class DebtEntryFilter(RecordFilter):
    """Entries of the debts by account."""

    search = ("transaction__description__icontains", *OF_STATION)
    quick = ("account_kind", "occurred_on")
    account_kind = choice(
        [(one.value, one.label) for one in (AccountKind.PARTS_DEBT, AccountKind.VEHICLE_DEBT)],
        field_name="account__kind",
        label=_("debt"),
    )
    occurred_on = day_range(label=_("date"))

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["account_kind", "occurred_on"]


class ReceivableTable(RecordTable):
    """Documents of parts and vehicles."""

    document_number = NumberColumn(verbose_name=_("document number"))
    debt = ChoiceColumn(verbose_name=_("debt"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    document_on = MomentColumn(verbose_name=_("document date"))
    due_on = MomentColumn(verbose_name=_("due on"))
    amount_minor = MoneyColumn(verbose_name=_("amount"))
    note = Column(verbose_name=_("note"))

    class Meta(RecordTable.Meta):
        model = Receivable
        fields: ClassVar[tuple[str, ...]] = (
            "document_number", "debt", "station", "document_on", "due_on", "amount_minor", "note",
        )  # fmt: skip


class ReceivableFilter(RecordFilter):
    """Documents by debt and date."""

    search = ("document_number__icontains", "note__icontains", *OF_STATION)
    quick = ("debt", "document_on")
    debt = choice(Debt.choices, label=_("debt"))
    document_on = day_range(label=_("document date"))
    region = region()

    class Meta:
        model = Receivable
        fields: ClassVar[list[str]] = ["debt", "document_on"]


class OffsetTable(RecordTable):
    """Offsets."""

    number = NumberColumn(verbose_name=_("number"))
    status = StatusColumn(verbose_name=_("status"))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    debt = ChoiceColumn(verbose_name=_("debt"))
    amount_minor = MoneyColumn(verbose_name=_("amount"))
    confirmed = AmountColumn(verbose_name=_("confirmations of 5"))
    expires_at = MomentColumn(verbose_name=_("to be confirmed by"))

    class Meta(RecordTable.Meta):
        model = Offset
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "station", "debt", "amount_minor", "confirmed", "expires_at",
        )  # fmt: skip


class OffsetFilter(RecordFilter):
    """Offsets by status and debt."""

    search = ("number__icontains", *OF_STATION)
    quick = ("status", "debt")
    status = choice(OffsetStatus.choices, label=_("status"))
    debt = choice(Debt.choices, label=_("debt"))
    region = region()

    class Meta:
        model = Offset
        fields: ClassVar[list[str]] = ["status", "debt"]


class BatchTable(RecordTable):
    """Payment batches."""

    number = NumberColumn(verbose_name=_("number"))
    status = StatusColumn(verbose_name=_("status"))
    payments = AmountColumn(verbose_name=_("payments"))
    total_minor = MoneyColumn(verbose_name=_("Total"))
    made_by_name = Column(verbose_name=_("made by"))
    released_by_name = Column(verbose_name=_("released by"))
    released_at = MomentColumn(verbose_name=_("released at"))

    class Meta(RecordTable.Meta):
        model = PaymentBatch
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "payments", "total_minor", "made_by_name", "released_by_name", "released_at",
        )  # fmt: skip


class BatchFilter(RecordFilter):
    """Payment batches by status."""

    search = ("number__icontains", "lines__statement__number__icontains", "lines__station__code__iexact")
    quick = ("status",)
    status = choice(BatchStatus.choices, label=_("status"))

    class Meta:
        model = PaymentBatch
        fields: ClassVar[list[str]] = ["status"]


class PaymentFilter(RecordFilter):
    """Payments by status and statement."""

    search = ("reference__icontains", "statement__number__icontains", *OF_STATION)
    status = choice(PaymentStatus.choices, label=_("status"))
    batch = django_filters.UUIDFilter(label=_("batch"))

    class Meta:
        model = PaymentLine
        fields: ClassVar[list[str]] = ["status", "batch"]
