"""`manage.py run_deadlines`: a poller that keeps time limits. Any number may run."""

from typing import Any

from django.core.management.base import BaseCommand

from common.deadlines.keep import WAKE, keep_due
from common.jobs.wake import Backstop
from common.looping import run_until_told


class Command(BaseCommand):
    """Woken for what is due at once, and looks each half second; decided by the database's clock."""

    help = "Keep deadlines: offers that expire, follow-ups that fall due, cases that escalate."

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop; and look after long work that nobody takes."""
        backstop = Backstop()
        run_until_told(lambda: keep_due() + backstop.look(), channel=WAKE, pause_s=0.5)
