"""Live updates: the stream brings what its token names and nothing of another station; one listener serves many viewers."""

import asyncio
import json
import os
import signal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing
from django.db import connection, transaction

from common.live import OFFICE, live_address, publish, station_channel, tokens
from common.live.endpoint import _hubs, application, hub
from common.live.hub import BACKLOG, Hub, Viewer
from common.live.publish import MAX_BYTES, unpack


class Stream:
    """One viewer, as uvicorn would drive it."""

    def __init__(self, token):
        self.scope = {"type": "http", "method": "GET", "path": "/live/", "query_string": f"token={token}".encode()}
        self.status, self.body = 0, b""
        self.leave = asyncio.Event()

    async def receive(self):
        await self.leave.wait()
        return {"type": "http.disconnect"}

    async def send(self, message):
        self.status = message.get("status", self.status)
        self.body += message.get("body", b"")

    def open(self):
        self.task = asyncio.create_task(application(self.scope, self.receive, self.send))

    async def close(self):
        self.leave.set()
        await asyncio.wait_for(self.task, 5)

    def events(self):
        lines = [line[6:] for line in self.body.decode().splitlines() if line.startswith('data: {"')]
        return [event for event in map(json.loads, lines) if event.get("event") != "resync"]


async def until(true, seconds=5.0):
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not true():
            await asyncio.sleep(0.02)


def say(*messages):
    """Publish in a transaction of another thread, as an action would."""
    with transaction.atomic():
        for channel, number in messages:
            publish(channel, "offer.changed", {"number": number})
    connection.close()


def run(scenario):
    """Run a scenario in a loop of its own, and forget its hub."""
    try:
        return asyncio.run(scenario())
    finally:
        _hubs.clear()


def test_a_stations_viewer_hears_its_own_station_alone(committed_db, station, rival_station):
    async def scenario():
        ours, rivals = (
            Stream(tokens.issue([station_channel(station.pk)])),
            Stream(tokens.issue([station_channel(rival_station.pk)])),
        )
        office = Stream(tokens.issue([OFFICE]))
        for stream in (ours, rivals, office):
            stream.open()
        await hub().connected.wait()
        await asyncio.to_thread(
            say, (station_channel(station.pk), 1), (station_channel(rival_station.pk), 2), (OFFICE, 3)
        )
        await until(lambda: ours.events() and rivals.events() and office.events())
        for stream in (ours, rivals, office):
            await stream.close()
        return [[event["number"] for event in stream.events()] for stream in (ours, rivals, office)]

    assert run(scenario) == [[1], [2], [3]]


def test_many_viewers_cost_one_connection(committed_db):
    async def scenario():
        streams = [Stream(tokens.issue([OFFICE])) for _ in range(100)]
        for stream in streams:
            stream.open()
        await hub().connected.wait()
        listeners = await asyncio.to_thread(count_listeners)
        await asyncio.to_thread(say, (OFFICE, 1))
        await until(lambda: all(stream.events() for stream in streams))
        for stream in streams:
            await stream.close()
        return listeners, hub().viewers, hub().listener

    listeners, viewers, listener = run(scenario)
    assert (listeners, dict(viewers), listener) == (1, {}, None)


def count_listeners():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = current_database()"
        )
        count = cursor.fetchone()[0]
    connection.close()
    return count


def test_nobody_hears_of_what_was_rolled_back(committed_db):
    def rolled_back():
        with pytest.raises(RuntimeError), transaction.atomic():
            publish(OFFICE, "offer.changed", {"number": 1})
            raise RuntimeError
        say((OFFICE, 2))

    async def scenario():
        stream = Stream(tokens.issue([OFFICE]))
        stream.open()
        await hub().connected.wait()
        await asyncio.to_thread(rolled_back)
        await until(stream.events)
        await stream.close()
        return [event["number"] for event in stream.events()]

    assert run(scenario) == [2]


def test_the_listener_comes_back_and_tells_viewers_to_look_again(committed_db):
    async def scenario():
        stream = Stream(tokens.issue([OFFICE]))
        stream.open()
        await hub().connected.wait()
        hub().connected.clear()
        await asyncio.to_thread(kill_listener)
        await asyncio.wait_for(hub().connected.wait(), 10)
        await until(lambda: stream.body.count(b"resync") >= 2)
        await stream.close()

    run(scenario)


def kill_listener():
    import psycopg

    from config.embedded_postgres import SUPERUSER
    from tests.database import server

    with psycopg.connect(server().url("postgres", SUPERUSER), autocommit=True) as raw:
        raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' AND datname = %s",
            [connection.settings_dict["NAME"]],
        )


@pytest.mark.parametrize(
    "token", ["", "forged", signing.dumps(["office"], salt="another")], ids=["empty", "forged", "other"]
)
def test_a_forged_token_opens_nothing(token):
    async def scenario():
        stream = Stream(token)
        stream.open()
        await asyncio.wait_for(stream.task, 5)
        return stream.status, stream.body

    assert run(scenario) == (204, b"")


def test_an_old_token_opens_nothing(monkeypatch):
    token = tokens.issue([OFFICE])
    monkeypatch.setattr(tokens, "VALID_S", -1)
    assert tokens.read(token) is None


def test_the_address_names_only_where_one_stands(station_manager, dispatcher, supplier_user):
    def heard(actor):
        query = parse_qs(urlsplit(live_address(actor)).query)
        return tokens.read(query["token"][0])

    assert heard(station_manager) == [station_channel(station_manager.station_id)]
    assert heard(dispatcher) == [OFFICE]
    assert heard(supplier_user) == []


def test_a_viewer_that_does_not_keep_up_starts_over():
    async def scenario():
        viewer = Viewer(("office",))
        for number in range(BACKLOG + 1):
            viewer.tell(("offer.changed", {"number": number}))
        return viewer.queue.qsize(), viewer.queue.get_nowait()

    assert run(scenario) == (1, ("resync", {}))


def test_what_does_not_fit_is_left_out(db):
    with connection.cursor() as cursor:
        cursor.execute("LISTEN live")
    publish(OFFICE, "offer.changed", {"text": "长" * MAX_BYTES})  # would be refused by PostgreSQL


def test_an_unreadable_notification_is_ignored():
    async def scenario():
        Hub(dict).deliver("{")

    run(scenario)
    assert unpack("[]") is None


def test_streams_end_when_the_server_is_told_to_stop(committed_db, monkeypatch):
    """uvicorn waits for open answers on TERM; ours would never end by themselves."""
    told = []
    before = signal.signal(signal.SIGTERM, lambda number, frame: told.append(number))

    async def scenario():
        stream = Stream(tokens.issue([OFFICE]))
        stream.open()
        await hub().connected.wait()
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(stream.task, 5)

    try:
        run(scenario)
    finally:
        signal.signal(signal.SIGTERM, before)
    assert told == [signal.SIGTERM]
