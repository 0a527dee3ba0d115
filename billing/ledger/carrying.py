"""Balances carried forward (结转): what the entries of closed months sum to, kept for each account, so that a balance reads the months since.

A sum is worked out from the entries and may be thrown away at any time. It covers only months that ended a week ago by the database's
clock. An entry that is dated into them afterwards adds itself (trigger `carried` in the migration); it is held off while sums are being made,
so that it is in the sum or adds itself to it, and never neither. `verify_ledger` compares each sum with its entries.
"""

from django.db import connection, transaction

from common.scope import for_office

# The trigger takes an entry for late when it is dated more than three days back. One that was posted in time is committed days before its
# month is summed, so that ordinary postings need no lock.
ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('ledger.carried', 0))"
CARRY = """
WITH closed AS (SELECT date_trunc('month', current_date - 7)::date - 1 AS day)
INSERT INTO ledger_carried AS kept (id, version, created_at, account_id, station_id, supplier_id, until, amount_minor)
SELECT a.id, 1, now(), a.id, a.station_id, a.supplier_id, closed.day, e.minor FROM closed, ledger_account a
JOIN (SELECT account_id, sum(amount_minor) AS minor FROM ledger_entry WHERE occurred_on <= (SELECT day FROM closed) GROUP BY account_id) e
  ON e.account_id = a.id
ON CONFLICT (account_id) DO UPDATE SET until = excluded.until, amount_minor = excluded.amount_minor, version = kept.version + 1
"""


@transaction.atomic
def carry_forward() -> int:
    """Sum all months that are over for good, once more from the entries. Returns for how many accounts; may be repeated."""
    with for_office(), connection.cursor() as cursor:
        cursor.execute(ALONE)
        cursor.execute(CARRY)
        return int(cursor.rowcount)
