"""`manage.py invite_administrator chief@maker.example "Gao Yan"`: the first person of an installation."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext_noop

from accounts.actions import invite_first_administrator
from accounts.subscribers import link_of
from common.errors import DomainError
from common.people import Process
from common.scope import for_office


class Command(BaseCommand):
    """Works until somebody has accepted; afterwards administrators invite from their own page."""

    help = "Invite the first administrator: the mail goes out by itself, and the link is printed for where there is no mail yet."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address and the name."""
        parser.add_argument("email")
        parser.add_argument("name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        """Invite, or say why not."""
        try:
            with for_office():
                row = invite_first_administrator(
                    email=email, name=name, acting_user=Process(gettext_noop("Operator of the installation"))
                )
        except DomainError as error:
            raise CommandError(str(error.message)) from error
        self.stdout.write(f"{row.email} may accept once, until {row.expires_at:%Y-%m-%d %H:%M} UTC:\n{link_of(row)}")
