"""`manage.py verify_lifecycle [--mend]`: names the first row that breaks an invariant of stations' lives; `--mend` sets missing reminders first."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from common.scope import for_office
from network.lifecycle.verify import broken, watch_all


class Command(BaseCommand):
    """Looks only, unless it is told to mend."""

    help = "Check that agreements have their reminders, open steps their looks, and that nothing of a purged station is left."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --mend."""
        parser.add_argument("--mend", action="store_true", help="set the reminders that are missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mend if told to, then check."""
        with for_office(), transaction.atomic():
            if options["mend"]:
                self.stdout.write(f"reminders set for {watch_all()} agreements")
            first = next(broken(), None)
        if first:
            raise CommandError(first)
        self.stdout.write("lifecycle: all invariants hold")
