"""`manage.py run_relay`: the process that hands events to their subscribers."""

from typing import Any

from django.core.management.base import BaseCommand

from common.history.relay import deliver_pending
from common.looping import run_until_told


class Command(BaseCommand):
    """Runs until it is told to stop; woken by NOTIFY, and looks by itself each second."""

    help = "Deliver history events to their subscribers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop."""
        run_until_told(deliver_pending, channel="history", pause_s=1.0)
