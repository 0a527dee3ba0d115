"""`manage.py verify_history`: nothing in the trail was changed, removed or slipped in."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from common.history.chain import first_flaw
from common.history.models import History
from common.scope import for_office


class Command(BaseCommand):
    """Checks every chain and names the first wrong row."""

    help = "Check that history has no gap, no change and no missing link; names the first wrong row."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the number of rows checked, or fail naming the first wrong row."""
        with for_office(), transaction.atomic(), connection.cursor() as cursor:
            flaw = first_flaw(cursor)
            rows = History.objects.count()
        if flaw is not None:
            raise CommandError(f"history is wrong at {flaw.stream} #{flaw.seq} (row {flaw.row}): {flaw.what}")
        self.stdout.write(f"history: rows={rows} flaws=0")
