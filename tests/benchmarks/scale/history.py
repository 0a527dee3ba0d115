"""What history told of claims and of statements."""

from tests.benchmarks.scale.filler import Filler
from tests.benchmarks.scale.plan import REVIEWED, SOMEBODY


def history_of_claims(filler: Filler) -> None:
    """That each claim was submitted, and that it was reviewed."""
    for verb, days in (("claim.submitted", 0), ("claim.first_reviewed", 1)):
        filler.fill(
            "common.History",
            "bulk" if days == 0 else f"bulk WHERE {REVIEWED}",
            id=f"pg_temp.key(at, {15 + days}, n)",
            created_at="at",
            station_id="station_id",
            stream=f"'bulk-{days}'",
            seq="n",
            aggregate="'claim'",
            aggregate_id="id",
            verb=f"'{verb}'",
            actor_id=SOMEBODY.format(1),
            actor_name="'鉴定员'",
            occurred_at=f"at + interval '{days} days 1 hour'",
            after='\'{"status": "submitted"}\'',
        )


def history_of_statements(filler: Filler) -> None:
    """What history told of each statement when it was issued."""
    filler.fill(
        "common.History",
        "(SELECT s.*, row_number() OVER (ORDER BY s.id) AS n, coalesce(m.minor, 0) AS moved, "
        "sum(coalesce(m.minor, 0)) OVER (PARTITION BY s.station_id ORDER BY s.period) AS closing FROM settlement_statement s LEFT JOIN "
        "(SELECT l.statement_id, -sum(e.amount_minor) AS minor FROM settlement_line l JOIN ledger_entry e ON e.id = l.entry_id GROUP BY 1) m "
        "ON m.statement_id = s.id) s",
        id="pg_temp.key(s.issued_at, 17, s.n)",
        created_at="s.issued_at",
        station_id="s.station_id",
        stream="'bulk-statements'",
        seq="s.n",
        aggregate="'statement'",
        aggregate_id="s.id",
        verb="'statement.issued'",
        actor_id=SOMEBODY.format(5),
        actor_name="'财务'",
        occurred_at="s.issued_at",
        after="jsonb_build_object('status', 'issued', 'month', to_char(s.period, 'YYYY-MM'), "
        "'opening_minor', s.closing - s.moved, 'closing_minor', s.closing)",
    )
