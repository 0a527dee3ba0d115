"""`manage.py refresh_insight`: count what changed; with `--all` everything anew; then look for batch defects."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from billing.insight.refresh import count_everything, count_stale, count_vehicles
from billing.insight.watch import look_for_batches
from common.scope import for_office


class Command(BaseCommand):
    """Counts now what the deadlines would count by themselves."""

    help = "Count the figures of claims, and look for batch defects."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to begin from nothing."""
        parser.add_argument("--all", action="store_true", help="throw the figures away and count every claim")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count and say how much."""
        with for_office():
            count = count_everything() if options["all"] else count_stale()
            if not options["all"]:
                count_vehicles()
            outcome = look_for_batches()
        self.stdout.write(f"claims counted: {count}; warnings raised: {outcome.raised}, changed: {outcome.changed}")
