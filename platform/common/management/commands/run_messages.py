"""`manage.py run_messages`: the process that sends messages. Any number may run."""

from typing import Any

from django.core.management.base import BaseCommand

from common.channels.actions import WAKE
from common.channels.sending import send_due
from common.looping import run_until_told


class Command(BaseCommand):
    """Runs until it is told to stop; woken by NOTIFY, and looks by itself each second."""

    help = "Send messages to drivers through the SMS provider."

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop."""
        run_until_told(send_due, channel=WAKE, pause_s=1.0)
