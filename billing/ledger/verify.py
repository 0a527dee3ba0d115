"""Is the ledger whole? `first_flaw` names the first wrong row. Rooms above add what they promise about entries with `also_check`."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.backends.utils import CursorWrapper


@dataclass(frozen=True, slots=True)
class Flaw:
    """A wrong row and what is wrong with it."""

    table: str
    row: UUID
    what: str


@dataclass(frozen=True, slots=True)
class Check:
    """A promise: `sql` brings the keys of the rows that break it, in order of their keys."""

    table: str
    what: str
    sql: str


OWN_CHECKS = (
    Check(
        "ledger_entry",
        "the entry has no transaction",
        "SELECT e.id FROM ledger_entry e LEFT JOIN ledger_transaction t ON t.id = e.transaction_id "
        "WHERE t.id IS NULL ORDER BY e.id LIMIT 1",
    ),
    Check(
        "ledger_transaction",
        "the transaction does not sum to zero",
        "SELECT transaction_id FROM ledger_entry GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0 "
        "ORDER BY transaction_id LIMIT 1",
    ),
    Check(
        "ledger_transaction",
        "the transaction has fewer than two entries",
        "SELECT t.id FROM ledger_transaction t LEFT JOIN ledger_entry e ON e.transaction_id = t.id "
        "GROUP BY t.id HAVING count(e.id) < 2 ORDER BY t.id LIMIT 1",
    ),
    Check(
        "ledger_entry",
        "currency, station or supplier differ from the account's",
        "SELECT e.id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id WHERE a.currency <> e.currency "
        "OR a.station_id IS DISTINCT FROM e.station_id OR a.supplier_id IS DISTINCT FROM e.supplier_id ORDER BY e.id LIMIT 1",
    ),
    Check(
        "ledger_entry",
        "the entry bears another date than its transaction",
        "SELECT e.id FROM ledger_entry e JOIN ledger_transaction t ON t.id = e.transaction_id "
        "WHERE e.occurred_on <> t.occurred_on ORDER BY e.id LIMIT 1",
    ),
    Check(
        "ledger_carried",
        "the balance carried forward is not the sum of its entries",
        "SELECT c.id FROM ledger_carried c LEFT JOIN ledger_entry e ON e.account_id = c.account_id AND e.occurred_on <= c.until "
        "GROUP BY c.id HAVING c.amount_minor <> COALESCE(sum(e.amount_minor), 0) ORDER BY c.id LIMIT 1",
    ),
)
_further: dict[tuple[str, str], Check] = {}


def also_check(check: Check) -> None:
    """Add a promise of another room; its `subscribers.py` calls this at start-up."""
    _further[(check.table, check.what)] = check


def checks() -> Sequence[Check]:
    """Return every promise in the order in which they are checked."""
    return (*OWN_CHECKS, *_further.values())


def first_flaw(cursor: CursorWrapper) -> Flaw | None:
    """Return the first wrong row, or None. Needs head office's scope."""
    for check in checks():
        cursor.execute(check.sql)
        row = cursor.fetchone()
        if row is not None:
            return Flaw(check.table, row[0], check.what)
    return None
