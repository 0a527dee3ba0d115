"""From the case's commit to the offer's commit at 1,000 cases a minute, in a network of 10,000 crews and 40,000 technicians.

The processes are those of an installation: one relay, one poller of deadlines, both woken by the database; this process opens the cases through
the real action and hears by LISTEN when an offer has been committed. 95 of 100 offers within 200 ms. On a machine that others use, the clock
tells about them; the table then says how busy it was.
"""

import json
import os
import random
import signal
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection, transaction

from common.deadlines.models import Deadline
from common.history.models import Undelivered
from common.scope import for_office
from network.dispatch.models import Offer, Rescue
from tests import database
from tests.benchmarks.measure import BUSY, TICKS, share, stat_of, tell
from tests.benchmarks.test_engine import make_network
from tests.builders.catalog import a_vehicle
from tests.builders.hotline import a_case

A_MINUTE, SECONDS, WARM = 1_000, 30, 6
REACH_MS, PATIENCE_S = 200.0, 240


@contextmanager
def running(*commands: str) -> Iterator[list[int]]:
    """Run management commands beside us on this test's database. Yields their process ids."""
    name = settings.DATABASES["default"]["NAME"]
    given = {"DATABASE_URL": database.server().url(name, settings.DATABASE_APP_ROLE)}
    started = [
        subprocess.Popen([sys.executable, "manage.py", one], cwd=database.ROOT, env={**os.environ, **given})
        for one in commands
    ]
    try:
        yield [one.pid for one in started]
    finally:
        for process in started:
            process.send_signal(signal.SIGTERM)
        for process in started:
            process.wait(30)


def processor_s(pid: int) -> float:
    """Return the processor seconds that a running process has used."""
    fields = stat_of(pid)
    return (int(fields[11]) + int(fields[12])) / TICKS


class Ear(threading.Thread):
    """Notes when each rescue was said to be offered, which the database says at commit."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.heard: dict[UUID, float] = {}
        self.is_over = False
        name = settings.DATABASES["default"]["NAME"]
        self.raw = psycopg.connect(database.server().url(name, settings.DATABASE_APP_ROLE), autocommit=True)
        self.raw.execute("LISTEN live")

    def run(self) -> None:
        """Listen until the connection is closed."""
        while not self.is_over:
            for one in self.raw.notifies(timeout=0.5):
                told = json.loads(one.payload)
                if told["e"] == "rescue.changed" and told["d"].get("status") == "offered":
                    self.heard.setdefault(UUID(told["d"]["id"]), time.monotonic())


def open_cases(count: int, every_s: float, vins: list[str], chances: random.Random) -> dict[UUID, float]:
    """Open so many cases, one every so often; return when each was committed."""
    opened, begun = {}, time.monotonic()
    for number in range(count):
        time.sleep(max(0.0, begun + number * every_s - time.monotonic()))
        with transaction.atomic():
            case = a_case(vehicle=vins.pop(), lat=chances.uniform(24, 43), lon=chances.uniform(102, 120))
        opened[case.pk] = time.monotonic()
    return opened


def test_an_offer_is_committed_soon_after_the_call(committed_db: None) -> None:
    chances = random.Random(7)
    with for_office(), transaction.atomic():
        make_network(chances, brand="")  # type: ignore[no-untyped-call]
    count = A_MINUTE * SECONDS // 60
    with transaction.atomic():
        vins = [a_vehicle(plate="").vin for _ in range(count + WARM)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ear = Ear()
    ear.start()
    with running("run_relay", "run_deadlines") as pids:
        open_cases(WARM, 0.0, vins, chances)
        while len(ear.heard) < WARM:  # both are up, and the index is made
            time.sleep(0.2)
        before = [processor_s(pid) for pid in pids]
        with share() as spent:
            opened = open_cases(count, 60 / A_MINUTE, vins, chances)
            ends = time.monotonic() + PATIENCE_S
            while len(ear.heard) < count + WARM and time.monotonic() < ends:
                time.sleep(0.1)
        theirs = sum(map(processor_s, pids)) - sum(before)
    ear.is_over = True
    ear.join()
    with for_office(), transaction.atomic():
        cases = dict(Rescue.objects.values_list("pk", "case_id"))
        states = Counter(Rescue.objects.values_list("status", flat=True))
        waiting = (
            Undelivered.objects.count(),
            list(Deadline.objects.exclude(last_error="").values_list("last_error")[:3]),
        )
        assert Offer.objects.count() == count + WARM, (states, waiting)
    waits = sorted((ear.heard[key] - opened[case]) * 1000 for key, case in cases.items() if case in opened)
    median, p95, p99 = statistics.median(waits), waits[len(waits) * 95 // 100], waits[len(waits) * 99 // 100]
    tell(
        f"call to offer, {count} cases at {A_MINUTE:,} a minute beside a load of {spent.load:.0f}",
        ("median ms", "p95", "p99", "longest", "processor ms a case", "of it relay and poller"),
        [
            [
                f"{one:.0f}"
                for one in (median, p95, p99, waits[-1], (spent.ours_s + theirs) * 1000 / count, theirs * 1000 / count)
            ]
        ],
    )
    assert len(waits) == count
    assert p95 < REACH_MS or spent.others - theirs / (spent.wall_s * (os.cpu_count() or 1)) > BUSY
