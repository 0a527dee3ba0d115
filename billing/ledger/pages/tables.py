"""Tables of accounts, transactions and entries."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _

from billing.ledger.choices import AccountKind, CorrectionStatus, TransactionKind
from billing.ledger.models import Account, Correction, Entry, Transaction
from common.pages import (
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


class AccountTable(RecordTable):
    """Accounts with their balances."""

    kind = NumberColumn(verbose_name=_("account"))
    station = Column(verbose_name=_("station"))
    supplier = Column(verbose_name=_("supplier"))
    currency = Column(verbose_name=_("currency"))
    balance_minor = MoneyColumn(verbose_name=_("balance"))

    class Meta(RecordTable.Meta):
        model = Account
        fields: ClassVar[tuple[str, ...]] = ("kind", "station", "supplier", "currency", "balance_minor")


class AccountFilter(RecordFilter):
    """Accounts by kind and owner."""

    search = (
        "station__code__icontains",
        "station__name__icontains",
        "supplier__code__icontains",
        "supplier__name_zh__icontains",
    )
    quick = ("kind",)
    kind = choice(AccountKind.choices, label=_("kind"))

    class Meta:
        model = Account
        fields: ClassVar[list[str]] = ["kind"]


class TransactionTable(RecordTable):
    """Transactions."""

    description = NumberColumn(verbose_name=_("description"))
    occurred_on = MomentColumn(verbose_name=_("date"))
    kind = ChoiceColumn(verbose_name=_("kind"))
    station = Column(verbose_name=_("station"))
    supplier = Column(verbose_name=_("supplier"))
    actor_name = Column(verbose_name=_("posted by"))

    class Meta(RecordTable.Meta):
        model = Transaction
        fields: ClassVar[tuple[str, ...]] = ("description", "occurred_on", "kind", "station", "supplier", "actor_name")
        order_by = ("-occurred_on", "-id")


class TransactionFilter(RecordFilter):
    """Transactions by kind and date."""

    search = ("description__icontains", "business_key__icontains", "station__code__iexact")
    quick = ("kind", "occurred_on")
    kind = choice(TransactionKind.choices, label=_("kind"))
    occurred_on = day_range(label=_("date"))

    class Meta:
        model = Transaction
        fields: ClassVar[list[str]] = ["kind", "occurred_on"]


class EntryTable(RecordTable):
    """Entries, debit positive and credit negative."""

    occurred_on = NumberColumn(verbose_name=_("date"))
    transaction = Column(verbose_name=_("transaction"))
    account = Column(verbose_name=_("account"), order_by=("account__kind",))
    amount_minor = MoneyColumn(verbose_name=_("amount"))

    class Meta(RecordTable.Meta):
        model = Entry
        fields: ClassVar[tuple[str, ...]] = ("occurred_on", "transaction", "account", "amount_minor")
        order_by = ("-occurred_on", "-id")


class EntryFilter(RecordFilter):
    """Entries by account, kind of transaction and date."""

    search = ("transaction__description__icontains",)
    quick = ("kind", "occurred_on")
    account = django_filters.UUIDFilter(label=_("account"))
    kind = choice(TransactionKind.choices, field_name="transaction__kind", label=_("kind"))
    account_kind = choice(AccountKind.choices, field_name="account__kind", label=_("kind of account"))
    occurred_on = day_range(label=_("date"))

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["account", "kind", "account_kind", "occurred_on"]


class CorrectionTable(RecordTable):
    """Corrections."""

    original = NumberColumn(verbose_name=_("transaction to correct"), linkify=lambda record: record.get_absolute_url())
    status = StatusColumn(verbose_name=_("status"))
    reason = Column(verbose_name=_("reason"))
    requested_by_name = Column(verbose_name=_("requested by"))
    decided_by_name = Column(verbose_name=_("decided by"))
    created_at = MomentColumn(verbose_name=_("asked at"))

    class Meta(RecordTable.Meta):
        model = Correction
        fields: ClassVar[tuple[str, ...]] = (
            "original", "status", "reason", "requested_by_name", "decided_by_name", "created_at",
        )  # fmt: skip
        order_by = ("-created_at", "-id")


class CorrectionFilter(RecordFilter):
    """Corrections by status."""

    search = ("original__description__icontains", "reason__icontains")
    quick = ("status",)
    status = choice(CorrectionStatus.choices, label=_("status"))

    class Meta:
        model = Correction
        fields: ClassVar[list[str]] = ["status"]
