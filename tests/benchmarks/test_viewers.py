"""400 viewers of the board on one process: connections to the database, memory of each, and how long it takes until all have heard.

uvicorn serves the stream as in an installation; the viewers are sockets of a process of their own. The rival of the same run is the Django view
that one would write first: each viewer a thread with a LISTEN connection of its own (40 of them, since 400 are more than PostgreSQL takes).
"""

import asyncio
import json
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

import psycopg
import uvicorn
from django.db import connection, transaction

from common.live import OFFICE, endpoint, publish, tokens
from common.live.endpoint import database_parameters
from tests.benchmarks.measure import resident_mb, share, tell

VIEWERS, RIVALS, NEWS = 400, 40, 50
PAUSE_S = 0.2


@contextmanager
def serving() -> Iterator[int]:
    """Serve the stream from a thread of this process. Yields the port."""
    server = uvicorn.Server(uvicorn.Config(endpoint.application, port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        for hub in endpoint._hubs.values():
            hub.closing = True
        server.should_exit = server.force_exit = True
        thread.join()
        endpoint._hubs.clear()


def listeners() -> int:
    """Return how many connections listen."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])


def tell_all() -> None:
    """Say something so many times, as actions do."""
    for number in range(NEWS):
        with transaction.atomic():
            publish(OFFICE, "crew.moved", {"number": number, "said": time.time()})
        time.sleep(PAUSE_S)


def figures(
    name: str, count: int, held_mb: float, connections: int, waits: list[float], worked_s: float
) -> tuple[str, ...]:
    """Return a row of the table."""
    waits.sort()
    return (
        name, str(count), str(connections), f"{held_mb * 1024 / count:.0f}", f"{statistics.median(waits) * 1000:.0f}",
        f"{waits[len(waits) * 95 // 100] * 1000:.0f}", f"{worked_s * 1e6 / (count * NEWS):.0f}",
    )  # fmt: skip


def by_stream() -> tuple[tuple[str, ...], int, int]:
    """Measure the product's stream."""
    with serving() as port:
        before = resident_mb()
        command = [
            sys.executable,
            "-m",
            "tests.benchmarks.viewers",
            str(port),
            quote(tokens.issue([OFFICE])),
            str(VIEWERS),
        ]
        viewers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert viewers.stdout is not None
        assert viewers.stdout.readline() == b"open\n"
        held, count = resident_mb() - before, listeners()
        with share() as spent:
            tell_all()
            time.sleep(1)
        told = json.loads(viewers.communicate(b"end\n", timeout=60)[0])
    row = figures("one LISTEN for all (ours)", VIEWERS, held, count, told["waits"], spent.ours_s)
    return row, len(told["waits"]), count


def by_threads() -> tuple[tuple[str, ...], int]:
    """Measure a thread and a connection for each viewer."""
    waits: list[float] = []
    ready, ends = threading.Barrier(RIVALS + 1), threading.Event()

    def watch() -> None:
        with psycopg.connect(**database_parameters(), autocommit=True) as raw:
            raw.execute("LISTEN live")
            ready.wait()
            while not ends.is_set():
                for one in raw.notifies(timeout=0.5):
                    data: dict[str, Any] = json.loads(one.payload)["d"]
                    waits.append(time.time() - data["said"])

    before = resident_mb()
    threads = [threading.Thread(target=watch) for _ in range(RIVALS)]
    for thread in threads:
        thread.start()
    ready.wait()
    held, count = resident_mb() - before, listeners()
    with share() as spent:
        tell_all()
        time.sleep(1)
    ends.set()
    for thread in threads:
        thread.join()
    return figures("a thread and a LISTEN each", RIVALS, held, count, waits, spent.ours_s), len(waits)


def test_a_board_in_four_hundred_windows(committed_db: None) -> None:
    ours, heard, connections = by_stream()
    theirs, _ = by_threads()
    tell(
        f"{NEWS} pieces of news to viewers of the board",
        ("", "viewers", "connections", "KB a viewer", "median ms", "p95 ms", "processor µs a delivery"),
        [ours, theirs],
    )
    print(f"connections for 400 viewers: {connections} beside {VIEWERS}, ratio {VIEWERS / connections:.0f}")
    assert connections == 1
    assert heard == VIEWERS * NEWS
