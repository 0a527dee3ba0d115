"""A night in which everything dies: relays, pollers and PostgreSQL itself are killed while calls come in.

Relays and pollers are forks of this process that run the loops of the real commands; whoever dies is started again, as a supervisor does. The
caller is this process: a call counts as taken once its commit was acknowledged, and is made again when the answer was lost.
"""

import logging
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, connections, transaction
from django.db.models import F, Max
from django.db.models.functions import Now

from common.deadlines.keep import WAKE, keep_due
from common.deadlines.models import Deadline
from common.history.models import Undelivered
from common.history.relay import deliver_pending
from common.looping import run_until_told
from common.scope import for_office
from config.embedded_postgres import SUPERUSER, Server, binary
from network.dispatch.choices import Limit
from network.dispatch.models import Rescue
from network.hotline.models import Case
from tests import database
from tests.builders.hotline import a_case

LOOPS: dict[str, Callable[[], None]] = {
    "relay": lambda: run_until_told(deliver_pending, channel="history", pause_s=1.0),
    "poller": lambda: run_until_told(keep_due, channel=WAKE, pause_s=0.5),
}
EACH = 2
Found = TypeVar("Found")
AWAY = (OperationalError, InterfaceError)


def insist(act: Callable[[], Found], *, patience_s: float = 60) -> Found:
    """Do it again while the database is away."""
    ends = time.monotonic() + patience_s
    while True:
        try:
            return act()
        except AWAY:
            if time.monotonic() > ends:
                raise
            connection.close()
            time.sleep(0.05)


@dataclass(slots=True)
class Night:
    """Calls, and strikes among them. `strike_database` ends every connection, and returns when new ones are taken."""

    strike_database: Callable[[], None]
    chances: random.Random
    running: list[tuple[str, int]] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    unsure: int = 0
    struck: dict[str, int] = field(default_factory=dict)
    next: list[str] = field(default_factory=list)

    def begin(self) -> None:
        """Start everybody."""
        for kind in LOOPS:
            for _ in range(EACH):
                self._start(kind)

    def end(self) -> None:
        """Kill everybody who still runs."""
        for _kind, pid in self.running:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self.running.clear()

    def call(self) -> None:
        """Take one call, for as long as that takes."""
        while True:
            try:
                with transaction.atomic():
                    number = a_case().number
            except AWAY:
                self.unsure += 1
                connection.close()
                time.sleep(0.05)
            else:
                self.taken.append(number)
                return

    def strike(self) -> None:
        """Kill a relay, a poller, or the database."""
        if not self.next:
            self.next = self.chances.sample(["relay", "poller", "database"], 3)
        kind = self.next.pop()
        self.struck[kind] = self.struck.get(kind, 0) + 1
        if kind == "database":
            self.strike_database()
            return
        victim = next(one for one in self.running if one[0] == kind)
        self.running.remove(victim)
        os.kill(victim[1], signal.SIGKILL)
        os.waitpid(victim[1], 0)
        self._start(kind)

    def _start(self, kind: str) -> None:
        for alias in connections:
            connections[alias].close()
        child = os.fork()
        if child == 0:
            logging.disable()
            try:
                LOOPS[kind]()
            finally:
                os._exit(1)
        self.running.append((kind, child))

    def lost(self) -> list[str]:
        """Return the calls that were acknowledged and are not there."""
        with for_office(), transaction.atomic():
            return sorted(set(self.taken) - set(Case.objects.values_list("number", flat=True)))


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Look at everything as it is at one moment, beside relays and pollers that go on."""
    with for_office(), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def is_quiet() -> bool:
    """Tell whether nothing is left to be done now."""
    with for_office(), transaction.atomic():
        unheard = Undelivered.objects.filter(not_before__lte=Now()).exists()
        unkept = Deadline.objects.filter(done_at__isnull=True, due_at__lte=Now()).exists()
        return not unheard and not unkept and not Case.objects.filter(rescue__isnull=True).exists()


def settled(patience_s: float) -> bool:
    """Wait until it is quiet."""
    ends = time.monotonic() + patience_s
    while not insist(is_quiet):
        if time.monotonic() > ends:
            return False
        time.sleep(0.1)
    return True


def latest_s() -> tuple[float, float]:
    """Return by how much a rescue came after its call at most, and a limit was kept after its time."""
    with for_office(), transaction.atomic():
        began = Rescue.objects.aggregate(most=Max(F("created_at") - F("case__created_at")))["most"]
        kept = Deadline.objects.filter(kind__in=Limit.values, done_at__gte=F("due_at"))
        late = kept.aggregate(most=Max(F("done_at") - F("due_at")))["most"]
    return tuple(one.total_seconds() if one else 0.0 for one in (began, late))  # type: ignore[return-value]


def cut_all_connections() -> None:
    """End every connection to this test's database, as a restart of the server does; other tests keep theirs."""
    name = settings.DATABASES["default"]["NAME"]
    database.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


@contextmanager
def a_server_of_its_own() -> Iterator[Server]:
    """Move this test's database to a server that may be killed, with fsync on, and back."""
    name, home = settings.DATABASES["default"]["NAME"], database.server()
    server = Server("burst")
    server.destroy()
    server.start()
    before = {alias: connections[alias].settings_dict["HOST"] for alias in connections}
    try:
        server.psql(f'CREATE DATABASE "{name}"')
        dump = subprocess.Popen([binary("pg_dump"), "-Fc", home.url(name, SUPERUSER)], stdout=subprocess.PIPE)
        subprocess.run([binary("pg_restore"), "-d", server.url(name, SUPERUSER)], stdin=dump.stdout, check=True)
        assert dump.wait() == 0
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["HOST"] = str(server.socket_dir)
        yield server
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["HOST"] = before[alias]
        server.destroy()


def kill_server(server: Server) -> None:
    """Kill PostgreSQL with all its processes, then start it again: it recovers from its log."""
    postmaster = int((server.data_dir / "postmaster.pid").read_text().split("\n", 1)[0])
    family = [postmaster, *children_of(postmaster)]
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    while server.is_running():  # the kernel takes a moment to close its socket
        time.sleep(0.01)
    server.start()


def children_of(parent: int) -> list[int]:
    """Return the processes that a process has started."""
    found = []
    for path in Path("/proc").iterdir():
        stat: Any = path.name.isdigit() and _stat(path)
        if stat and int(stat[1]) == parent:
            found.append(int(path.name))
    return found


def _stat(path: Path) -> list[str]:
    try:
        return (path / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
