"""`manage.py verify_insight`: compare every figure with a full recount from the claims."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from billing.insight.verify import differences
from common.scope import for_office


class Command(BaseCommand):
    """Ends with an error, naming tables and rows, when a figure differs."""

    help = "Compare the figures of claims with a full recount."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare within one snapshot."""
        with for_office(), transaction.atomic():
            found = list(differences())
        for one in found:
            self.stderr.write(f"{one.table}: {one.rows} rows differ, such as {' '.join(one.examples)}")
        if found:
            raise CommandError(
                "figures differ from the claims; `refresh_insight` counts what was marked, `--all` everything"
            )
        self.stdout.write("figures agree with the claims: 0 differences")
