"""Tables and filters of statements and their entries."""

from typing import ClassVar

import django_filters
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from billing.ledger.choices import TransactionKind
from billing.ledger.models import Entry
from billing.ledger.sources import source_url
from billing.settlement.choices import DisputeStatus, StatementStatus
from billing.settlement.models import Dispute, Statement, StatementLine
from common.pages import (
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


def behind_entry(record: Entry) -> str | None:
    """Return the address of the record behind an entry, where the person has a page for it."""
    return source_url(record.transaction) or None


def behind_line(record: StatementLine) -> str | None:
    """Return the address of the record behind a settled entry."""
    return behind_entry(record.entry)


class StatementTable(RecordTable):
    """Statements, with figures read from their entries."""

    number = NumberColumn(verbose_name=_("number"))
    status = StatusColumn(verbose_name=_("status"), attrs={"td": {"class": "cell-status"}})
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    month = Column(verbose_name=_("month"), order_by=("period",))
    moved_minor = MoneyColumn(verbose_name=_("this month"))
    closing_minor = MoneyColumn(verbose_name=_("closing balance"))
    issued_at = MomentColumn(verbose_name=_("issued at"))
    bank_reference = Column(verbose_name=_("bank reference"))
    default_columns = ("number", "status", "station", "month", "moved_minor", "closing_minor", "issued_at")

    class Meta(RecordTable.Meta):
        model = Statement
        fields: ClassVar[tuple[str, ...]] = (
            "number", "status", "station", "month", "moved_minor", "closing_minor", "issued_at", "bank_reference",
        )  # fmt: skip


class StatementFilter(RecordFilter):
    """Statements by month, status and region."""

    search = ("number__icontains", "station__code__icontains", "station__name__icontains")
    quick = ("status", "period")
    status = choice(StatementStatus.choices, label=_("status"))
    period = day_range(label=_("month"))
    region = choice(Region.choices, field_name="station__region", label=_("regional office"))

    class Meta:
        model = Statement
        fields: ClassVar[list[str]] = ["status", "period"]


class LineTable(RecordTable):
    """The entries behind a statement, as the station sees them: what it is owed is positive."""

    description = NumberColumn(
        accessor="entry.transaction.description", verbose_name=_("description"), linkify=behind_line
    )
    occurred_on = MomentColumn(accessor="entry.occurred_on", verbose_name=_("date"))
    kind = Column(
        accessor="entry.transaction.get_kind_display", verbose_name=_("kind"), order_by=("entry__transaction__kind",)
    )
    reason = Column(accessor="entry.transaction.reason", verbose_name=_("reason"))
    amount = MoneyColumn(accessor="entry.credit_minor", verbose_name=_("amount"), order_by=("-entry__amount_minor",))

    class Meta(RecordTable.Meta):
        model = StatementLine
        fields: ClassVar[tuple[str, ...]] = ("description", "occurred_on", "kind", "reason", "amount")
        order_by = ("entry__occurred_on", "pk")


class DisputableLineTable(LineTable):
    """The same, with the way to object to an entry."""

    dispute = Column(
        empty_values=(),
        orderable=False,
        verbose_name=_("objection"),
        linkify=("settlement:dispute_line", {"pk": A("pk")}),
    )

    class Meta(LineTable.Meta):
        fields: ClassVar[tuple[str, ...]] = (*LineTable.Meta.fields, "dispute")

    def render_dispute(self) -> str:
        """Return the word of the link."""
        return str(_("Dispute"))

    def value_dispute(self) -> str:
        """A file has no link."""
        return ""


class LineFilter(RecordFilter):
    """Entries of a statement by kind."""

    search = ("entry__transaction__description__icontains",)
    quick = ("kind",)
    kind = choice(TransactionKind.choices, field_name="entry__transaction__kind", label=_("kind"))
    statement = django_filters.UUIDFilter(label=_("statement"))

    class Meta:
        model = StatementLine
        fields: ClassVar[list[str]] = ["kind", "statement"]


class OpenTable(RecordTable):
    """Entries that are on no statement yet."""

    description = NumberColumn(accessor="transaction.description", verbose_name=_("description"), linkify=behind_entry)
    occurred_on = MomentColumn(verbose_name=_("date"))
    kind = Column(accessor="transaction.get_kind_display", verbose_name=_("kind"), order_by=("transaction__kind",))
    station = Column(verbose_name=_("station"), order_by=("station__code",))
    amount = MoneyColumn(accessor="credit_minor", verbose_name=_("amount"), order_by=("-amount_minor",))

    class Meta(RecordTable.Meta):
        model = Entry
        fields: ClassVar[tuple[str, ...]] = ("description", "occurred_on", "kind", "station", "amount")
        order_by = ("-occurred_on", "-pk")


class OpenFilter(RecordFilter):
    """Open entries by kind and station."""

    search = ("transaction__description__icontains", "station__code__icontains")
    quick = ("kind",)
    kind = choice(TransactionKind.choices, field_name="transaction__kind", label=_("kind"))

    class Meta:
        model = Entry
        fields: ClassVar[list[str]] = ["kind"]


class DisputeFilter(RecordFilter):
    """Disputes by status."""

    search = ("reason__icontains", "statement__number__icontains")
    status = choice(DisputeStatus.choices, label=_("status"))
    statement = django_filters.UUIDFilter(label=_("statement"))

    class Meta:
        model = Dispute
        fields: ClassVar[list[str]] = ["status", "statement"]
