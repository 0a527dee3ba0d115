"""An account's month as a sheet: opening balance, entries, sums by kind, closing balance. Always read, never stored."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from billing.ledger.choices import TransactionKind
from billing.ledger.models import Account, Entry
from billing.ledger.posting import balance, entries_between


@dataclass(frozen=True, slots=True)
class Sheet:
    """What happened on an account between two days. Amounts as the ledger has them: debit positive."""

    start: date
    end: date
    opening_minor: int
    entries: Sequence[Entry]

    @property
    def moved_minor(self) -> int:
        """The sum of the entries."""
        return sum(entry.amount_minor for entry in self.entries)

    @property
    def closing_minor(self) -> int:
        """The balance at the end."""
        return self.opening_minor + self.moved_minor

    @property
    def by_kind(self) -> list[tuple[TransactionKind, int]]:
        """The sum of each kind of transaction, in the order of the kinds."""
        sums: defaultdict[str, int] = defaultdict(int)
        for entry in self.entries:
            sums[entry.transaction.kind] += entry.amount_minor
        return [(kind, sums[kind]) for kind in TransactionKind if kind in sums]


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of `day`."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def sheet_of(account: Account, start: date, end: date) -> Sheet:
    """Return the account's sheet from `start` to `end`, both included, as the scope lets one see it."""
    opening = balance(account, start - timedelta(days=1))
    return Sheet(start, end, opening, list(entries_between(account, start, end)))
