"""Postings for tests."""

from datetime import date
from uuid import UUID

from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, credit, debit, post
from common.clock import today
from common.ids import new_id
from common.people import Process

CLAIMS = Process("claims")


def claim_posting(
    station_id: UUID, minor: int = 10_000, *, key: str = "", on: date | None = None, outbound: bool = False
) -> Transaction:
    """Post what final review posts: the station is owed `minor`."""
    reference = new_id()
    expense = AccountKind.OUTBOUND_EXPENSE if outbound else AccountKind.WARRANTY_EXPENSE
    return post(
        key or f"claim:{reference}",
        on or today(),
        f"CLM-TEST-{minor}",
        [debit(expense, minor), credit(account(AccountKind.STATION_PAYABLE, station_id), minor)],
        reference=reference,
        acting_user=CLAIMS,
    )
