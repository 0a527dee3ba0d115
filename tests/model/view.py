"""What the database says, in one query, and the invariants of DOMAIN 3.8 as queries that bring the rows that break them.

Read on a connection of the superuser's, for whom no row is hidden, so that nothing depends on the code under test.
"""

from typing import Any

import psycopg
from django.db import connections

from billing.ledger.verify import checks
from common.history.chain import CHECK, TAIL
from config.embedded_postgres import SUPERUSER
from tests import database

VIEW = """
SELECT json_build_object(
  'claims', (SELECT coalesce(json_object_agg(c.id, json_build_array(c.status, c.round, c.claimed_minor, c.approved_minor, c.final_minor, c.hold,
      (SELECT json_agg(json_build_array(l.claimed_minor, l.approved_minor, l.final_minor, l.old_part_state, l.dispute_id IS NOT NULL)
       ORDER BY l.position) FROM claim_line l WHERE l.claim_id = c.id))), '{}') FROM claim c),
  'appeals', (SELECT coalesce(json_object_agg(claim_id, json_build_array(status, decided_minor, granted_minor)), '{}') FROM claim_appeal),
  'parts', (SELECT coalesce(json_object_agg(line_id, json_build_array(status, is_overdue)), '{}') FROM old_part),
  'charges', (SELECT coalesce(json_agg(json_build_array(b.line_id, s.code, b.amount_minor, b.resolved_minor, b.paid_minor, b.status)), '[]')
      FROM chargeback b JOIN supplier s ON s.id = b.supplier_id),
  'balances', (SELECT coalesce(json_object_agg(owner, total), '{}') FROM (
      SELECT a.kind || ':' || coalesce(s.code, u.code, '') AS owner, sum(e.amount_minor) AS total
      FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id LEFT JOIN station s ON s.id = a.station_id
      LEFT JOIN supplier u ON u.id = a.supplier_id GROUP BY 1) AS sums),
  'corrections', (SELECT coalesce(json_object_agg(id, status), '{}') FROM ledger_correction),
  'offsets', (SELECT coalesce(json_object_agg(o.id, json_build_array(s.code, o.debt || '_debt', o.amount_minor, o.status,
      (SELECT count(*) FROM settlement_offset_confirmation f WHERE f.offset_id = o.id))), '{}')
      FROM settlement_offset o JOIN station s ON s.id = o.station_id),
  'batches', (SELECT coalesce(json_object_agg(b.id, json_build_array(b.status,
      (SELECT coalesce(json_agg(json_build_array(s.code || ':' || t.period, p.amount_minor, p.status) ORDER BY s.code, t.period), '[]')
       FROM settlement_payment p JOIN settlement_statement t ON t.id = p.statement_id JOIN station s ON s.id = t.station_id
       WHERE p.batch_id = b.id))), '{}') FROM settlement_batch b),
  'statements', (SELECT coalesce(json_object_agg(s.code || ':' || t.period, json_build_array(t.status,
      (SELECT coalesce(max(i.status), '') FROM settlement_invoice i WHERE i.statement_id = t.id),
      (SELECT count(*) FROM settlement_line l WHERE l.statement_id = t.id),
      (SELECT coalesce(sum(e.amount_minor), 0) FROM settlement_line l JOIN ledger_entry e ON e.id = l.entry_id WHERE l.statement_id = t.id))),
      '{}') FROM settlement_statement t JOIN station s ON s.id = t.station_id)),
  (SELECT count(*) FROM history), (SELECT sum(seq) FROM history_head)
"""
# What a claim's round posted: its settlement, lines that were held, differences after disputes.
OF_ROUND = "(t.business_key = 'claim:' || c.id || ':' || c.round OR t.business_key LIKE 'claim:' || c.id || ':' || c.round || ':%')"
INVARIANTS = {
    "Σ approved lines = claim approved ≤ claimed": """
      SELECT c.id FROM claim c JOIN claim_line l ON l.claim_id = c.id GROUP BY c.id HAVING c.claimed_minor <> sum(l.claimed_minor)
      OR coalesce(c.approved_minor, 0) <> coalesce(sum(l.approved_minor), 0) OR c.approved_minor > c.claimed_minor
      OR bool_or(l.approved_minor > l.claimed_minor)""",
    "final ≤ first review unless a dispute raised it": """
      SELECT c.id FROM claim c JOIN claim_line l ON l.claim_id = c.id GROUP BY c.id
      HAVING coalesce(c.final_minor, 0) <> coalesce(sum(l.final_minor), 0)
      OR (c.final_minor > c.approved_minor AND c.dispute_id IS NULL) OR bool_or(l.final_minor > l.approved_minor AND l.dispute_id IS NULL)
      OR c.final_minor > c.claimed_minor""",
    "one settlement per claim: the present round of a settled claim posted its final amount": f"""
      SELECT c.id FROM claim c LEFT JOIN ledger_transaction t ON t.reference = c.id AND {OF_ROUND}
      LEFT JOIN ledger_entry e ON e.transaction_id = t.id AND e.station_id IS NOT NULL WHERE c.status = 'settled'
      GROUP BY c.id HAVING coalesce(-sum(e.amount_minor), 0) <> coalesce(c.final_minor, 0)""",
    "what an earlier round posted was taken back, once": f"""
      SELECT c.id FROM claim c JOIN ledger_transaction t ON t.reference = c.id AND t.reverses_id IS NULL
      LEFT JOIN ledger_transaction r ON r.reverses_id = t.id WHERE NOT (c.status = 'settled' AND {OF_ROUND})
      GROUP BY c.id, t.id HAVING count(r.id) <> 1""",
    "in transit is what was sent and not answered": """
      SELECT 1 WHERE (SELECT coalesce(sum(p.amount_minor), 0) FROM settlement_payment p WHERE p.status = 'sent') <>
      (SELECT coalesce(-sum(e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id AND a.kind = 'in_transit')""",
    "a statement is in one live payment, and paid by one": """
      SELECT s.id FROM settlement_statement s LEFT JOIN settlement_payment p ON p.statement_id = s.id AND p.status IN ('collected', 'sent', 'paid')
      GROUP BY s.id HAVING count(p.id) <> CASE WHEN s.status IN ('paying', 'paid') THEN 1 ELSE 0 END""",
    "two people on each batch, correction and appeal": """
      SELECT id FROM settlement_batch WHERE released_by = made_by UNION ALL SELECT id FROM ledger_correction WHERE decided_by = requested_by
      UNION ALL SELECT id FROM claim_appeal WHERE decided_by IN (first_reviewer_id, final_reviewer_id, filed_by)""",
    "what suppliers owe is what their charges say": """
      SELECT 1 WHERE (SELECT coalesce(sum(CASE WHEN status = 'cancelled' THEN 0 ELSE coalesce(resolved_minor, amount_minor) END - paid_minor), 0)
      FROM chargeback) <> (SELECT coalesce(sum(e.amount_minor), 0) FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
      AND a.kind = 'supplier_receivable')""",
    "a held line is of an overdue part, and its claim says so": """
      SELECT c.id FROM claim c JOIN claim_line l ON l.claim_id = c.id WHERE c.status = 'settled' GROUP BY c.id
      HAVING (c.hold <> '') <> bool_or(l.final_minor IS NULL)""",
    "no entry on two statements": "SELECT entry_id FROM settlement_line GROUP BY 1 HAVING count(*) > 1",
    "the ledger is zero per currency": "SELECT currency FROM ledger_entry GROUP BY 1 HAVING sum(amount_minor) <> 0",
    "chargeback ≤ final × contract share": """
      SELECT b.id FROM chargeback b JOIN chargeback_contract k ON k.id = b.contract_id JOIN claim_line l ON l.id = b.line_id
      WHERE b.status <> 'cancelled' AND coalesce(b.resolved_minor, b.amount_minor) > ceil(l.final_minor * k.share_percent / 100)""",
    "the charges of a line together ≤ final": """
      SELECT l.id FROM chargeback b JOIN claim_line l ON l.id = b.line_id WHERE b.status <> 'cancelled' GROUP BY l.id, l.final_minor
      HAVING sum(coalesce(b.resolved_minor, b.amount_minor)) > l.final_minor""",
    "the reviews are of two sections": "SELECT id FROM claim WHERE final_reviewer_id IS NOT NULL AND first_section = final_section",
    "offsets ≤ deliveries, those taken back not counted": """
      SELECT a.id FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id AND a.kind IN ('parts_debt', 'vehicle_debt')
      JOIN ledger_transaction t ON t.id = e.transaction_id LEFT JOIN ledger_transaction o ON o.id = t.reverses_id
      WHERE coalesce(o.kind, t.kind) = 'offset' OR t.kind = 'receivable' GROUP BY a.id HAVING sum(e.amount_minor) < 0""",
    "two reviewers": "SELECT id FROM claim WHERE first_reviewer_id = final_reviewer_id",
    "no paid line without its old part": """
      SELECT id FROM claim_line WHERE final_minor > 0 AND old_part_state IN ('awaited', 'rejected', 'missing')""",
    "a claim's appraiser held a certificate on the day of the appraisal": """
      SELECT c.id FROM claim c LEFT JOIN certificate k ON k.id = c.certificate_id AND c.appraised_on BETWEEN k.valid_from AND k.valid_until
      WHERE c.status NOT IN ('draft', 'cancelled') AND k.id IS NULL""",
}
BROKEN = " UNION ALL ".join(
    f"SELECT {place}, x::text FROM ({sql}) AS broken(x)" for place, sql in enumerate(INVARIANTS.values())
)


class Witness:
    """Reads the database of the running test from outside."""

    def __init__(self) -> None:
        name = str(connections["default"].settings_dict["NAME"])
        self.connection: psycopg.Connection[Any] = psycopg.connect(
            database.server().url(name, SUPERUSER), autocommit=True
        )
        self.rows = 0
        self.read()

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()

    def read(self) -> tuple[dict[str, Any], int, int]:
        """Return the view, the number of history rows, and the sum of the chains' lengths: they are the same while no chain has a gap."""
        view, self.rows, links = self._one(VIEW)
        view["charges"] = sorted(view["charges"], key=str)
        return view, self.rows, int(links or 0)

    def broken(self) -> list[str]:
        """Return the invariants that do not hold, each with a row."""
        names = list(INVARIANTS)
        return [f"{names[place]}: {row}" for place, row in self.connection.execute(BROKEN).fetchall()]

    def flaws(self) -> list[str]:
        """Return what `verify_ledger` and `verify_history` would say."""
        found = [
            f"{check.what}: {row[0]}" for check in checks() for row in self.connection.execute(check.sql).fetchall()
        ]  # type: ignore[call-overload]
        return found + [str(row) for query in (CHECK, TAIL) for row in self.connection.execute(query).fetchall()]  # type: ignore[call-overload]

    def kill(self, backend: int) -> None:
        """End a connection from outside, as an operator or a failover does."""
        self.connection.execute("SELECT pg_terminate_backend(%s)", [backend])

    def _one(self, sql: str) -> Any:
        return self.connection.execute(sql).fetchone()  # type: ignore[call-overload]
