"""`manage.py verify_dispatch`: names the first row that breaks an invariant of dispatch."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from common.scope import for_office
from network.dispatch.verify import broken


class Command(BaseCommand):
    """Looks only."""

    help = "Check that every open rescue has one time limit, one live offer at most, and crews their true load."

    def handle(self, *args: Any, **options: Any) -> None:
        """Check."""
        with for_office(), transaction.atomic():
            if not connection.savepoint_ids:  # as it all is at one moment, beside a relay and a poller that go on
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            first = next(broken(), None)
        if first:
            raise CommandError(first)
        self.stdout.write("dispatch: all invariants hold")
