"""`manage.py verify_ledger`: every transaction sums to zero, every entry fits, every statement is its entries."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from billing.ledger.models import Entry, Transaction
from billing.ledger.verify import checks, first_flaw
from common.scope import for_office


class Command(BaseCommand):
    """Checks the whole ledger and names the first wrong row."""

    help = (
        "Check that the ledger balances and that statements and chargebacks agree with it; names the first wrong row."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked, or fail naming the first wrong row."""
        with for_office(), transaction.atomic(), connection.cursor() as cursor:
            flaw = first_flaw(cursor)
            counts = (
                f"transactions={Transaction.objects.count()} entries={Entry.objects.count()} checks={len(checks())}"
            )
        if flaw is not None:
            raise CommandError(f"ledger is wrong at {flaw.table} {flaw.row}: {flaw.what}")
        self.stdout.write(f"ledger: {counts} flaws=0")
