"""`manage.py ring --number 13812345678 [--extension 8001]`: somebody calls the hotline, through the fake exchange. Never in production."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from network.hotline.models import Seat
from network.hotline.telephony import exchange
from network.hotline.telephony.fake import PATIENCE_S, FakeExchange
from network.hotline.telephony.playing import deliver_due


class Command(BaseCommand):
    """Lets the fake exchange ring once."""

    help = "Let a call ring on the hotline, through the fake telephone exchange."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take who calls, where it rings, and how long the caller is patient."""
        parser.add_argument("--number", default="13812345678")
        parser.add_argument(
            "--extension", action="append", default=[], help="rings here alone; may be named several times"
        )
        parser.add_argument("--agent", default="", help="rings where this person sits: a login")
        parser.add_argument("--patience", type=int, default=PATIENCE_S, metavar="SECONDS")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ring; the caller hangs up by itself (run_deadlines delivers it)."""
        fake = exchange()
        if not isinstance(fake, FakeExchange):
            raise CommandError("there is a real telephone exchange; only the fake one can be rung from here")
        extensions = [*options["extension"], *([self.extension_of(options["agent"])] if options["agent"] else [])]
        call = fake.ring(options["number"], *extensions, patience_s=options["patience"])
        deliver_due(fake)
        self.stdout.write(f"{call} rings at {', '.join(extensions) or 'every extension'}")

    def extension_of(self, login: str) -> str:
        """Return where somebody sits. Raises CommandError."""
        person = User.objects.filter(email__iexact=login).first()
        seat = Seat.objects.filter(user=person).first() if person else None
        if seat is None:
            raise CommandError(f"{login} sits at no extension")
        return str(seat.extension)
