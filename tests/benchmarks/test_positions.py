"""Positions of 2,000 crews on their way, every 15 seconds: processor time for each, of the program and its database process together.

By a gateway through the API (the whole request: key, JSON, once for its key), by phones at their own address (HTTP by uvicorn included, one
position a request, each phone's connection kept as a proxy keeps it), by a phone through the action in batches and singly, and by the rival of
the same run: Django's `save()` of the position and of the crew, one position at a time, which looks at no rule, job or arrival.
50,000 positions every 30 seconds with a quarter of a core are 0.15 ms each.
"""

import asyncio
import base64
import gc
import json
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import uvicorn
from django.db import connection, transaction
from django.test import Client

from accounts.keys import make_key
from accounts.roles import Role
from common.clock import now
from common.scope import for_office
from config.warm import settle
from network.dispatch.actions import Report, report_positions
from network.dispatch.actions.positions import FromPhone
from network.dispatch.beacon import endpoint, gathering, passes
from network.dispatch.choices import RescueStatus
from network.dispatch.geo import great_circle_m
from network.dispatch.models import Crew, Position, Rescue
from network.dispatch.policies import EXAMPLE
from network.hotline.models import Case
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.benchmarks.measure import cpu_s, share, tell
from tests.world import HOME, office_actor, station_actor

STATIONS, CREWS_EACH, ROUNDS = 500, 4, 20
SINGLES, BATCHES, BATCH = 100, 10, 20
EVERY = timedelta(seconds=15)
FIXES_EACH, RATE = 17, 50_000 / 30
REACH_MS = 0.15


@dataclass(slots=True)
class Drive:
    """A crew on its way due south to a vehicle, at a speed of its own."""

    crew: Crew
    rescue: Rescue
    begin: datetime
    start_lat: float
    speed_mps: float

    def report(self, step: int) -> Report:
        """Return where it is after so many quarters of a minute."""
        gone_m = self.speed_mps / EXAMPLE.detour * EVERY.total_seconds() * step
        return Report(uuid4(), self.begin + EVERY * step, self.start_lat - gone_m / 111_195, self.rescue.lon, 8.0)


def make_drives(chances: random.Random, begin: datetime) -> list[Drive]:
    """Insert stations, crews and rescues under way in bulk; the first crews are the home station's."""
    stations = [
        Station(
            code=f"B{number:05d}", schema_name=f"b{number}", name=f"Station {number}", region="east", province="-", city="-",
            lat=chances.uniform(22, 45), lon=chances.uniform(100, 122), status=StationStatus.ACTIVE,
        )
        for number in range(STATIONS)
    ]  # fmt: skip
    Station.objects.bulk_create(stations)
    homes = [Station.objects.get(code=HOME), *stations]
    drives = [
        a_drive(chances, begin, f"{place}-{number}", home)
        for place, home in enumerate(homes)
        for number in range(CREWS_EACH)
    ]
    Crew.objects.bulk_create([one.crew for one in drives])
    Case.objects.bulk_create([one.rescue.case for one in drives])
    Rescue.objects.bulk_create([one.rescue for one in drives])
    return drives


def a_drive(chances: random.Random, begin: datetime, name: str, home: Station) -> Drive:
    """Return a crew 20 to 90 km from its vehicle, up to a third slower or a fifth faster than the policy expects."""
    crew = Crew(station=home, name=name, on_duty=True, load=1)
    start_lat = home.lat + chances.uniform(0.2, 0.8)
    far_s = great_circle_m(start_lat, home.lon, home.lat, home.lon) * EXAMPLE.detour / EXAMPLE.speed_mps
    off_s = far_s * chances.uniform(-0.1, 0.1)  # as on any evening: some are about to be renewed
    case = Case(number=f"C{name}", lat=home.lat, lon=home.lon)
    rescue = Rescue(
        number=f"R{name}", case=case, status=RescueStatus.EN_ROUTE, station=home, crew=crew, lat=home.lat, lon=home.lon,
        accepted_at=begin - timedelta(minutes=10), departed_at=begin, eta_at=begin + timedelta(seconds=far_s + off_s),
    )  # fmt: skip
    return Drive(crew, rescue, begin, start_lat, EXAMPLE.speed_mps * chances.uniform(0.67, 1.2))


def by_gateway(client: Client, drives: list[Drive], text: str, step: int) -> float:
    """Send one position of each crew in one request. Returns the processor seconds of the answer."""
    reports = [(one.crew.public_id, one.report(step)) for one in drives]
    rows = [
        {"crew": crew, "client_id": str(one.client_id), "at": one.at.isoformat(), "lat": one.lat, "lon": one.lon, "accuracy_m": 8.0}
        for crew, one in reports
    ]  # fmt: skip
    body = json.dumps({"positions": rows})
    headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": str(uuid4())}
    began = cpu_s()
    answer = client.post("/api/v1/crews/fleet-positions", body, content_type="application/json", headers=headers)
    spent = cpu_s() - began
    assert answer.json() == {"stored": len(drives), "known": 0, "refused": 0, "refusals": []}, answer.content[:500]
    return spent


def request_of(drive: Drive, text: str, step: int) -> bytes:
    """Return one phone's request as it goes over the wire."""
    one = drive.report(step)
    fix = {"key": str(one.client_id), "at": one.at.isoformat(), "lat": one.lat, "lon": one.lon, "accuracy_m": 8.0}
    body = json.dumps({"fixes": [fix]})
    head = (
        f"POST /positions/ HTTP/1.1\r\nHost: stationmaster.example\r\nAuthorization: Bearer {text}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


@contextmanager
def serving() -> Iterator[int]:
    """Serve the phones' address from a thread of this process, with uvicorn's own parser of HTTP. Yields the port."""
    config = uvicorn.Config(endpoint.application, port=0, log_level="error", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        pass
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def by_address(drives: list[Drive], first: int) -> tuple[float, float]:
    """Let each crew's phone send so many positions, one a request, 50,000 in 30 s. Returns processor seconds for each and the 95th percentile."""
    steps = range(first, first + FIXES_EACH)
    lines = []
    for one in drives:
        text = passes.issue(one.crew)
        lines.append(b" ".join(base64.b64encode(request_of(one, text, step)) for step in steps))
    count = len(drives) * FIXES_EACH
    with serving() as port:
        command = [sys.executable, "-m", "tests.benchmarks.phones", str(port), str(count / RATE)]
        phones = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert phones.stdin is not None and phones.stdout is not None
        with share() as spent:
            phones.stdin.write(b"\n".join(lines))
            phones.stdin.close()
            told = json.loads(phones.stdout.readline())
        phones.wait()
    assert told["ok"] == count, told
    return spent.ours_s / count, told["p95_s"]


def by_phone(drive: Drive, steps: range) -> float:
    """Send a phone's batch. Returns the processor seconds."""
    rider, reports = station_actor(Role.TECHNICIAN, HOME), [drive.report(step) for step in steps]
    with inside(rider.station):
        began = cpu_s()
        assert report_positions(drive.crew.pk, reports, acting_user=rider).stored == len(reports)
        return cpu_s() - began


def by_orm(drive: Drive, step: int) -> float:
    """Save a position and the crew as Django has it. Returns the processor seconds."""
    one = drive.report(step)
    began = cpu_s()
    with for_office(), transaction.atomic():
        crew = Crew.objects.get(pk=drive.crew.pk)
        Position(
            station_id=crew.station_id, crew=crew, rescue_id=drive.rescue.pk, client_id=one.client_id, at=one.at, lat=one.lat, lon=one.lon,
            accuracy_m=one.accuracy_m,
        ).save(force_insert=True)  # fmt: skip
        crew.lat, crew.lon, crew.position_at = one.lat, one.lon, one.at
        crew.save(update_fields=["lat", "lon", "position_at"])
    return cpu_s() - began


def test_positions_of_a_whole_network(committed_db: None) -> None:
    """Print what a position costs each way, and the ratios; a gateway's stay within the reach."""
    with for_office(), transaction.atomic():
        drives = make_drives(random.Random(7), now() - timedelta(hours=1))
        administrator = office_actor(Role.ADMINISTRATOR)
        _row, text = make_key(
            administrator.user, label="gateway", station_id=None, scopes=["dispatch.report_positions"]
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    single, batched, rival, *_ = drives[:CREWS_EACH]
    fleet = drives[CREWS_EACH:]
    warm = fleet.pop()
    client = Client()  # one, as a server loads its middleware once
    by_gateway(client, fleet, text, 0)  # what is imported and compiled once
    by_phone(single, range(1))
    gathering.write([FromPhone(warm.crew.pk, warm.crew.station_id, [warm.report(1)])])
    settle()  # as a server does
    by_phones, waited_s = by_address(fleet, ROUNDS + 1)
    costs = {
        f"gateway, {len(fleet):,} crews a request": sum(
            by_gateway(client, fleet, text, step) for step in range(1, ROUNDS + 1)
        )
        / (ROUNDS * len(fleet)),
        "phones' address, singly": by_phones,
        f"phone, batches of {BATCH}": sum(
            by_phone(batched, range(at, at + BATCH)) for at in range(0, BATCHES * BATCH, BATCH)
        )
        / (BATCHES * BATCH),
        "phone, singly": sum(by_phone(single, range(step, step + 1)) for step in range(1, SINGLES + 1)) / SINGLES,
        "Django's save(), singly": sum(by_orm(rival, step) for step in range(SINGLES)) / SINGLES,
    }
    gc.unfreeze()
    worst = costs["Django's save(), singly"]
    tell(
        f"processor time of a position, {ROUNDS * len(fleet):,} by gateway",
        ("", "ms a position", "share of a core at 50,000 in 30 s", "rival / ours"),
        [
            (name, f"{cost * 1000:.3f}", f"{cost * 50_000 / 30:.2f}", f"{worst / cost:.1f}")
            for name, cost in costs.items()
        ],
    )
    print(f"phones' address: 95 of 100 answers within {waited_s:.2f} s")
    with for_office(), transaction.atomic():
        assert Rescue.objects.filter(version__gt=1).exists(), "no expected arrival was renewed: the drives are too good"
    gateway, *_phones = costs.values()
    assert gateway * 1000 < REACH_MS
