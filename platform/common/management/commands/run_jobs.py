"""`manage.py run_jobs`: runs long work. Celery's worker does the same; any number of either may run."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from common.jobs.run import run_waiting
from common.looping import run_until_told


class Command(BaseCommand):
    """Runs until it is told to stop, or with `--until-empty` until no job waits."""

    help = "Run jobs: replays, imports and other long work."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whether to end when nothing waits."""
        parser.add_argument("--until-empty", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run."""
        if options["until_empty"]:
            run_waiting()
        else:
            run_until_told(run_waiting, channel=None, pause_s=1.0)
