"""What the ledger check shall know of statements."""

from billing.ledger.verify import Check, also_check

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
