"""The figures of a statement, read from the entries behind it. Amounts as the station sees them: what it is owed is positive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from billing.ledger.choices import AccountKind, TransactionKind
from billing.ledger.models import Entry
from billing.settlement.choices import SummedFigure
from billing.settlement.models import Statement

SPENDING = (TransactionKind.PAYMENT, TransactionKind.OFFSET)
SERVICES = (TransactionKind.CLAIM, TransactionKind.RESCUE)


@dataclass(frozen=True, slots=True)
class Figure:
    """The sum of one kind of transaction on a statement, and how many entries are behind it."""

    kind: TransactionKind
    minor: int
    count: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What a statement says; `services_minor` of it is what the station writes invoices for."""

    opening_minor: int
    kinds: Sequence[Figure]
    services_minor: int

    @property
    def moved_minor(self) -> int:
        """The sum of the month."""
        return sum(figure.minor for figure in self.kinds)

    @property
    def closing_minor(self) -> int:
        """What the station is owed at the end; negative when it owes."""
        return self.opening_minor + self.moved_minor


def entries_on(statement: Statement) -> QuerySet[Entry]:
    """Return the entries that the statement settles."""
    return Entry.objects.filter(settled_in__statement=statement).select_related("transaction")


def entries_behind(statement: Statement, figure: SummedFigure) -> QuerySet[Entry]:
    """Return the entries of which a figure of the statement is the sum (of an amount due: while it is due)."""
    earlier = Q(settled_in__statement__period__lt=statement.period)
    until = Q(settled_in__statement__period__lte=statement.period)
    wanted = {
        SummedFigure.OPENING: earlier,
        SummedFigure.CLOSING: until,
        SummedFigure.DUE: until | _spent_later(statement),
        SummedFigure.SERVICES: Q(settled_in__statement=statement) & _of_services(),
    }
    return payable_entries(statement).filter(wanted[figure]).select_related("transaction")


def sum_behind(statement: Statement, figure: SummedFigure) -> int:
    """Return the sum of these entries as the station sees it."""
    return -_sum(entries_behind(statement, figure))


def figures_of(statement: Statement) -> Figures:
    """Return the statement's figures: two queries."""
    sums = _sums(entries_on(statement))
    return Figures(_opening(statement), _kinds(sums), -sum(row["services"] or 0 for row in sums))


def open_figures(entries: QuerySet[Entry]) -> Sequence[Figure]:
    """Return the sums by kind of entries that are on no statement yet."""
    return _kinds(_sums(entries))


def _opening(statement: Statement) -> int:
    return sum_behind(statement, SummedFigure.OPENING)


def _sums(entries: QuerySet[Entry]) -> list[dict[str, Any]]:
    services = Sum("amount_minor", filter=_of_services())
    totals = {"total": Sum("amount_minor"), "number": Count("pk"), "services": services}
    return [dict(row) for row in entries.order_by().values(kind=F("transaction__kind")).annotate(**totals)]


def _kinds(sums: Sequence[dict[str, Any]]) -> list[Figure]:
    by_kind = {row["kind"]: row for row in sums}
    return [
        Figure(kind, -by_kind[kind]["total"], by_kind[kind]["number"]) for kind in TransactionKind if kind in by_kind
    ]


def due_minor(statement: Statement, figures: Figures | None = None) -> int:
    """Return what is still to be paid of the closing balance: less what was paid or offset after the statement was closed.
    Who has read the statement's figures already gives them.

    A later statement's balance contains an earlier one's; paying both in full would pay the earlier one twice. A payment that the bank
    rejected counts for nothing: its contra entry is added again.
    """
    spent = payable_entries(statement).filter(_spent_later(statement))
    return (figures or figures_of(statement)).closing_minor - _sum(spent)


def _spent_later(statement: Statement) -> Q:
    """Return the condition of what was paid or offset after the statement was closed."""
    later = Q(settled_in__isnull=True) | Q(settled_in__statement__period__gt=statement.period)
    spent = Q(transaction__kind__in=SPENDING) | Q(transaction__reverses__kind__in=SPENDING)
    return later & spent


def invoiceable_minor(statement: Statement) -> int:
    """Return what the station writes invoices for: the services of the month, corrections of them taken off. Penalties are no service.

    What a settled claim is worth more or less after a supplier's dispute is service, too: a correction that takes back no transaction.
    """
    return -_sum(entries_on(statement).filter(_of_services()))


def _of_services() -> Q:
    services = Q(transaction__kind__in=SERVICES) | Q(transaction__reverses__kind__in=SERVICES)
    return services | _change("transaction") | _change("transaction__reverses")


def _change(path: str) -> Q:
    return Q(**{f"{path}__kind": TransactionKind.CORRECTION, f"{path}__reverses__isnull": True})


def payable_entries(statement: Statement) -> QuerySet[Entry]:
    """Return all entries of the station's payable account in the statement's currency."""
    return Entry.objects.filter(
        station_id=statement.station_id, account__kind=AccountKind.STATION_PAYABLE, currency=statement.currency
    )


def _sum(entries: QuerySet[Entry]) -> int:
    total: int | None = entries.aggregate(total=Sum("amount_minor"))["total"]
    return total or 0
