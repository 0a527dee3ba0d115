"""`manage.py verify_oldparts`: every settled causal part is returned, kept, waived or overdue, and charged or on the work list."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from billing.oldparts.models import OldPart
from billing.oldparts.verify import CHECKS, flaws
from common.scope import for_office


class Command(BaseCommand):
    """Checks old parts against claims, clocks, the disposal register and the charges."""

    help = "Check that every settled causal part is accounted for; names the rows that are not."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print what was checked, or fail naming the rows."""
        with for_office(), transaction.atomic(), connection.cursor() as cursor:
            found = list(flaws(cursor))
            count = OldPart.objects.count()
        for flaw in found:
            self.stdout.write(f"{flaw.row}: {flaw.what}")
        if found:
            raise CommandError(f"old parts: {len(found)} flaws")
        self.stdout.write(f"old parts: parts={count} checks={len(CHECKS)} flaws=0")
