"""What settlement does when a time has passed, and what the ledger check shall know of it."""

from billing.ledger.verify import Check, also_check
from billing.settlement import jobs as jobs  # the long work that settlement offers
from billing.settlement import penalties as penalties  # fines that became final
from billing.settlement.books import PAIRS
from billing.settlement.offsets.actions import EXPIRES, expire_offset
from common.deadlines.keep import on_deadline
from common.deadlines.models import Deadline


@on_deadline(EXPIRES)
def free_what_an_offset_held(deadline: Deadline) -> None:
    """Nobody completed the confirmations in time."""
    expire_offset(deadline.subject_id)


also_check(
    Check(
        "settlement_line",
        "the line's entry belongs on another station's statement",
        "SELECT l.id FROM settlement_line l JOIN settlement_statement s ON s.id = l.statement_id "
        "JOIN ledger_entry e ON e.id = l.entry_id JOIN ledger_account a ON a.id = e.account_id "
        "WHERE l.station_id <> s.station_id OR e.station_id IS DISTINCT FROM s.station_id "
        "OR a.kind <> 'station_payable' OR e.currency <> s.currency ORDER BY l.id LIMIT 1",
    )
)
also_check(
    Check(
        "settlement_statement",
        "the statement no longer says what it said when it was issued",
        "SELECT s.id FROM settlement_statement s JOIN history h ON h.aggregate_id = s.id AND h.verb = 'statement.issued' "
        "WHERE (h.after->>'closing_minor')::bigint <> -(SELECT COALESCE(sum(e.amount_minor), 0) FROM settlement_line l "
        "JOIN settlement_statement o ON o.id = l.statement_id JOIN ledger_entry e ON e.id = l.entry_id "
        "WHERE o.station_id = s.station_id AND o.currency = s.currency AND o.period <= s.period) ORDER BY s.id LIMIT 1",
    )
)
also_check(
    Check(
        "settlement_offset",
        "the offset was posted without five parties and five people",
        "SELECT o.id FROM settlement_offset o LEFT JOIN settlement_offset_confirmation c ON c.offset_id = o.id WHERE o.status = 'posted' "
        "GROUP BY o.id HAVING count(DISTINCT c.party) <> 5 OR count(DISTINCT c.person_id) <> 5 ORDER BY o.id LIMIT 1",
    )
)
also_check(
    Check(
        "settlement_statement",
        "the statement is paid or in payment without a payment, or the reverse",
        "SELECT s.id FROM settlement_statement s LEFT JOIN settlement_payment p ON p.statement_id = s.id "
        "AND p.status IN ('collected', 'sent', 'paid') WHERE (s.status IN ('paying', 'paid')) <> (p.id IS NOT NULL) ORDER BY s.id LIMIT 1",
    )
)
for pair in PAIRS:
    also_check(Check(pair.table, pair.what, f"{pair.wrong} LIMIT 1"))
