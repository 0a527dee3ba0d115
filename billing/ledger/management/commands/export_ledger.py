"""`manage.py export_ledger --as finance@example > ledger.beancount`: the ledger for an independent checker."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actors import actor_at_office
from accounts.models import User
from billing.ledger.beancount import beancount_text
from common.scope import for_office


class Command(BaseCommand):
    """Prints the ledger as beancount text."""

    help = "Print the whole ledger as beancount text: bean-check then says whether it balances."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take who exports it."""
        parser.add_argument("--as", dest="login", required=True, help="the e-mail of somebody who may see the ledger")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        user = User.objects.filter(email=options["login"]).first()
        if user is None:
            raise CommandError("Give the e-mail of somebody who may see the ledger.")
        with for_office(), transaction.atomic():
            self.stdout.write(beancount_text(actor_at_office(user)), ending="")
