"""`manage.py seed_demo`: the world that `make demo` shows."""

import gc
import time
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from common.clock import today
from common.scope import for_office
from common.working_days.seed import seed_calendar
from demo import campaigns, catalogue, handout, people, policies, stations, vehicles
from demo.size import SIZES
from demo.stories import STORIES
from tenants.registry.models import Station


class Command(BaseCommand):
    """Fills an empty, migrated database; deterministic, relative to today."""

    help = "Fill an empty database with the demonstration world."

    def add_arguments(self, parser: CommandParser) -> None:
        """How large the world is, and where its addresses and keys are written."""
        parser.add_argument("--size", choices=sorted(SIZES), default="full")
        parser.add_argument("--handout", type=Path, default=Path(settings.STATE) / "demo.json")

    def handle(self, *args: Any, **options: Any) -> None:
        """Create everything, telling what takes how long."""
        if Station.objects.exists():
            raise CommandError("this database is not empty; `make demo-reset` starts afresh")
        size = SIZES[options["size"]]
        gc.disable()  # a process that makes much, keeps most of it and ends soon: the collector's rounds cost a seventh and free nothing
        with for_office():
            self.step("calendar", lambda: seed_calendar(today().year - 2, today().year + 1))
            self.step("catalogue", catalogue.make_catalogue)
            personas = self.step("head office and suppliers", people.make_office)
            opened = self.step("stations", lambda: stations.make_stations(size))
            self.step("opening them", lambda: stations.open_stations(opened), atomic=False)
            personas += self.step("staff", lambda: people.make_staff(opened))
            self.step("vehicles", lambda: vehicles.make_vehicles(size))
            self.step("policies", policies.make_policies)
            self.step("campaigns", lambda: campaigns.make_campaigns(opened))
            for title, story in STORIES:
                self.step(title, partial(story, opened, size))
            self.step("handout", lambda: handout.write_handout(personas, opened, settings.BASE_URL, options["handout"]))

    def step(self, title: str, work: Callable[[], Any], *, atomic: bool = True) -> Any:
        """Do one part, in a transaction of its own unless it makes its own, and print how long it took."""
        begun = time.monotonic()
        with transaction.atomic() if atomic else nullcontext():
            result = work()
        self.stdout.write(f"  {title}: {time.monotonic() - begun:.1f} s")
        return result
