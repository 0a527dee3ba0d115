"""`manage.py close_month 2026-10 --as finance@example`: issue every station's statement; start it again after an interruption."""

from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actors import actor_at_office
from accounts.models import User
from billing.settlement.closing import close_month
from common.scope import for_office


class Command(BaseCommand):
    """Closes a month, each station in a transaction of its own."""

    help = "Close a month: issue the statement of every station with open entries."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the month and who closes it."""
        parser.add_argument("month", help="YYYY-MM")
        parser.add_argument("--as", dest="login", required=True, help="the e-mail of somebody in finance")

    def handle(self, *args: Any, **options: Any) -> None:
        """Close it and say how many statements were issued."""
        try:
            period = date.fromisoformat(f"{options['month']}-01")
            user = User.objects.get(email=options["login"])
        except (ValueError, User.DoesNotExist) as error:
            raise CommandError("Give a month as YYYY-MM and the e-mail of somebody in finance.") from error
        with for_office():
            issued = close_month(period, acting_user=actor_at_office(user))
        self.stdout.write(f"closed {options['month']}: statements={len(issued)}")
