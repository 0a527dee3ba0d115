"""Pairs of books that must say the same, each read on a way of its own: what the reconciliation page shows and `verify_ledger` checks.

A pair is three pieces of SQL: the sum on either side, and the keys of the rows that do not agree (empty is right).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.text import Text


@dataclass(frozen=True, slots=True)
class Pair:
    """Two books. `wrong` brings (key) of each row that is not in the other book, or with another amount."""

    name: Text
    left: Text
    right: Text
    left_sql: str
    right_sql: str
    wrong: str
    table: str
    what: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What the two books said."""

    pair: Pair
    left_minor: int
    right_minor: int
    wrong: int

    @property
    def difference_minor(self) -> int:
        """The difference of the sums."""
        return self.left_minor - self.right_minor

    @property
    def agrees(self) -> bool:
        """Whether sums and rows agree."""
        return not (self.difference_minor or self.wrong)


# The ledger's side: what stands under a key, corrections by finance not counted (they have a reason and two names of their own).
_PAID = (
    "SELECT COALESCE(sum(-e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id AND a.kind = 'station_payable' "
    "JOIN ledger_transaction t ON t.id = e.transaction_id "
)

# What the claim's present round posted: its settlement, lines that were held, differences after disputes.
_ROUND = "'claim:' || c.id || ':' || c.round"
_OF_ROUND = f"t.reference = c.id AND (t.business_key = {_ROUND} OR t.business_key LIKE {_ROUND} || ':%')"

# A fine is posted when its event reaches settlement: what is still on the way (a second, or as long as the relay is down) is no difference.
_FINAL = (
    "v.status = 'final' AND NOT EXISTS (SELECT 1 FROM history_undelivered u JOIN history h ON h.id = u.event_id "
    "WHERE h.aggregate_id = v.id AND h.verb = 'violation.final')"
)

PAIRS = (
    Pair(
        name=_("Claims settled and the ledger"),
        left=_("Final amounts of settled claims"),
        right=_("Owed to stations for them"),
        left_sql="SELECT COALESCE(sum(final_minor), 0) FROM claim WHERE status = 'settled'",
        right_sql=_PAID + f"JOIN claim c ON {_OF_ROUND} AND c.status = 'settled'",
        wrong=f"SELECT c.id FROM claim c LEFT JOIN ledger_transaction t ON {_OF_ROUND} "
        "LEFT JOIN ledger_entry e ON e.transaction_id = t.id AND e.station_id = c.station_id WHERE c.status = 'settled' "
        "GROUP BY c.id HAVING COALESCE(sum(-e.amount_minor), 0) <> COALESCE(c.final_minor, 0) "
        "UNION ALL SELECT c.id FROM claim c JOIN ledger_transaction t ON t.reference = c.id AND t.business_key LIKE 'claim:%' "
        f"AND NOT (c.status = 'settled' AND {_OF_ROUND}) "
        "LEFT JOIN ledger_transaction r ON r.reverses_id = t.id WHERE r.id IS NULL ORDER BY 1",
        table="claim",
        what="the ledger does not owe what the claim was settled at",
    ),
    Pair(
        name=_("Statements and their entries"),
        left=_("Closing balances when issued"),
        right=_("Sum of the entries today"),
        left_sql="SELECT COALESCE(sum((h.after->>'closing_minor')::bigint - (h.after->>'opening_minor')::bigint), 0) FROM history h "
        "JOIN settlement_statement s ON s.id = h.aggregate_id WHERE h.verb = 'statement.issued'",
        right_sql="SELECT COALESCE(sum(-e.amount_minor), 0) FROM settlement_line l JOIN ledger_entry e ON e.id = l.entry_id "
        "JOIN settlement_statement s ON s.id = l.statement_id WHERE s.status <> 'draft'",
        wrong="SELECT s.id FROM settlement_statement s JOIN history h ON h.aggregate_id = s.id AND h.verb = 'statement.issued' "
        "LEFT JOIN settlement_line l ON l.statement_id = s.id LEFT JOIN ledger_entry e ON e.id = l.entry_id "
        "GROUP BY s.id, h.id HAVING (h.after->>'closing_minor')::bigint - (h.after->>'opening_minor')::bigint "
        "<> COALESCE(sum(-e.amount_minor), 0) ORDER BY 1",
        table="settlement_statement",
        what="the month of the statement no longer sums to what it did when it was issued",
    ),
    Pair(
        name=_("Chargebacks and the ledger"),
        left=_("Due from suppliers by the chargebacks"),
        right=_("Due from suppliers by the ledger"),
        left_sql="SELECT COALESCE(sum((CASE WHEN status = 'cancelled' THEN 0 ELSE COALESCE(resolved_minor, amount_minor) END) - paid_minor), 0) "
        "FROM chargeback",
        right_sql="SELECT COALESCE(sum(e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id "
        "WHERE a.kind = 'supplier_receivable'",
        wrong="SELECT c.id FROM chargeback c LEFT JOIN ledger_transaction t ON t.id = c.transaction_id "
        "LEFT JOIN ledger_entry e ON e.transaction_id = t.id AND e.supplier_id = c.supplier_id "
        "GROUP BY c.id HAVING COALESCE(sum(e.amount_minor), 0) <> c.amount_minor ORDER BY 1",
        table="chargeback",
        what="the posting of the chargeback is not its amount",
    ),
    Pair(
        name=_("Offsets and the debts"),
        left=_("Posted offsets"),
        right=_("Taken off the debts"),
        left_sql="SELECT COALESCE(sum(amount_minor), 0) FROM settlement_offset WHERE status = 'posted'",
        right_sql="SELECT COALESCE(sum(-e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id "
        "JOIN ledger_transaction t ON t.id = e.transaction_id WHERE a.kind IN ('parts_debt', 'vehicle_debt') AND t.kind = 'offset'",
        wrong="SELECT o.id FROM settlement_offset o LEFT JOIN ledger_entry d ON d.transaction_id = o.posted_id "
        "AND d.account_id IN (SELECT id FROM ledger_account WHERE kind = o.debt || '_debt' AND station_id = o.station_id) "
        "WHERE o.status = 'posted' AND o.amount_minor IS DISTINCT FROM -d.amount_minor ORDER BY 1",
        table="settlement_offset",
        what="the offset is not what was taken off the debt",
    ),
    Pair(
        name=_("Deliveries and the debts"),
        left=_("Documents of parts and vehicles"),
        right=_("Booked as debt"),
        left_sql="SELECT COALESCE(sum(amount_minor), 0) FROM settlement_receivable",
        right_sql="SELECT COALESCE(sum(e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id "
        "JOIN ledger_transaction t ON t.id = e.transaction_id WHERE a.kind IN ('parts_debt', 'vehicle_debt') AND t.kind = 'receivable'",
        wrong="SELECT r.id FROM settlement_receivable r LEFT JOIN ledger_entry d ON d.transaction_id = r.posted_id "
        "AND d.account_id IN (SELECT id FROM ledger_account WHERE kind = r.debt || '_debt' AND station_id = r.station_id) "
        "WHERE r.amount_minor IS DISTINCT FROM d.amount_minor ORDER BY 1",
        table="settlement_receivable",
        what="the document is not what was booked",
    ),
    Pair(
        name=_("Penalties and the ledger"),
        left=_("Fines that are final"),
        right=_("Taken off what stations are owed"),
        left_sql=f"SELECT COALESCE(sum(fine_minor), 0) FROM violation v WHERE {_FINAL}",
        right_sql="SELECT COALESCE(sum(e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id "
        "AND a.kind = 'station_payable' JOIN ledger_transaction t ON t.id = e.transaction_id WHERE t.business_key LIKE 'violation:%'",
        wrong="SELECT v.id FROM violation v LEFT JOIN ledger_transaction t ON t.business_key = 'violation:' || v.id "
        "LEFT JOIN ledger_entry e ON e.transaction_id = t.id AND e.station_id = v.station_id "
        f"WHERE COALESCE(e.amount_minor, 0) <> CASE WHEN {_FINAL} THEN v.fine_minor ELSE 0 END ORDER BY 1",
        table="violation",
        what="the ledger does not say what the station was fined",
    ),
    Pair(
        name=_("Payments and the bank"),
        left=_("Paid by the bank's answers"),
        right=_("Paid by the bank account"),
        left_sql="SELECT COALESCE(sum(amount_minor), 0) FROM settlement_payment WHERE status = 'paid'",
        right_sql="SELECT COALESCE(sum(-e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id AND a.kind = 'bank' "
        "JOIN ledger_transaction t ON t.id = e.transaction_id WHERE t.business_key LIKE 'bank:%'",
        wrong="SELECT p.id FROM settlement_payment p LEFT JOIN ledger_entry e ON e.transaction_id = p.posted_id AND e.station_id = p.station_id "
        "LEFT JOIN ledger_transaction r ON r.reverses_id = p.posted_id WHERE p.status IN ('sent', 'paid', 'rejected') "
        "AND (p.amount_minor IS DISTINCT FROM e.amount_minor OR (p.status = 'rejected') <> (r.id IS NOT NULL)) ORDER BY 1",
        table="settlement_payment",
        what="the payment is not what was posted",
    ),
    Pair(
        name=_("Payments under way"),
        left=_("Sent to the bank, not answered"),
        right=_("In transit by the ledger"),
        left_sql="SELECT COALESCE(sum(amount_minor), 0) FROM settlement_payment WHERE status = 'sent'",
        right_sql="SELECT COALESCE(sum(-e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id "
        "WHERE a.kind = 'in_transit'",
        wrong="SELECT p.id FROM settlement_payment p LEFT JOIN ledger_transaction t ON t.business_key = 'bank:' || p.id "
        "WHERE (p.status = 'paid') <> (t.id IS NOT NULL) ORDER BY 1",
        table="settlement_payment",
        what="the bank account does not say what the bank answered",
    ),
)


def compare_books(actor: Actor) -> Sequence[Compared]:
    """Compare all pairs. Raises NotAllowed. Needs head office's scope."""
    actor.require("settlement.close")
    return [_compare(pair) for pair in PAIRS]


def _compare(pair: Pair) -> Compared:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT ({pair.left_sql}), ({pair.right_sql}), (SELECT count(*) FROM ({pair.wrong}) wrong)")
        left, right, wrong = cursor.fetchone()
        return Compared(pair, int(left), int(right), int(wrong))
