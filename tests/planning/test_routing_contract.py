"""What every routing server behind the port has to do: the fake, the adapter before a server of HTTP on this machine, and one at an address.

`ROUTING_CONTRACT_URL` runs it against a real server, which has to know the roads between the cities below.
"""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from network.planning.routing import http as module
from network.planning.routing.fake import FakeRouter
from network.planning.routing.http import HttpRouter
from network.planning.routing.port import MOST_SIDE, Leg, Refused, Router, Unavailable

SHANGHAI, SUZHOU, NANJING = (31.2304, 121.4737), (31.2990, 120.5853), (32.0603, 118.7969)
REAL = os.environ.get("ROUTING_CONTRACT_URL", "")
Answer = Callable[[BaseHTTPRequestHandler], None]


def osrm(handler: BaseHTTPRequestHandler, *, fake: FakeRouter) -> None:
    """Answer as OSRM's table service does, with the roads of the fake."""
    address = urlsplit(handler.path)
    given = parse_qs(address.query)
    assert address.path.startswith("/table/v1/driving/")
    assert given["annotations"] == ["duration,distance"]
    pairs = [one.split(",") for one in address.path.rsplit("/", 1)[1].split(";")]
    places = [(float(lat), float(lon)) for lon, lat in pairs]
    sides = [[places[int(n)] for n in given[name][0].split(";")] for name in ("sources", "destinations")]
    try:
        table = fake.road_table(sides[0], sides[1])
    except Unavailable:
        return say(handler, 503, {})
    grids = {name: [[getattr(leg, name, None) for leg in row] for row in table] for name in ("metres", "seconds")}
    return say(handler, 200, {"code": "Ok", "distances": grids["metres"], "durations": grids["seconds"]})


def say(handler: BaseHTTPRequestHandler, status: int, body: Any, **headers: str) -> None:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Serve on this machine; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self)

        def log_message(self, *given: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def fake() -> FakeRouter:
    return FakeRouter()


ROUTERS = ["fake", "http", *(["real"] if REAL else [])]


@pytest.fixture(params=ROUTERS)
def any_router(request: pytest.FixtureRequest, fake: FakeRouter) -> Iterator[Router]:
    if request.param == "http":
        with serving(partial(osrm, fake=fake)) as address:
            yield HttpRouter(address)
    else:
        yield fake if request.param == "fake" else HttpRouter(REAL)


def test_rows_are_origins_and_columns_destinations(any_router: Router) -> None:
    table = any_router.road_table([SHANGHAI, SUZHOU], [NANJING, SUZHOU, SHANGHAI])
    assert [len(row) for row in table] == [3, 3]
    near, far = table[0][1], table[0][0]
    assert near is not None
    assert far is not None
    assert 80_000 < near.metres < 160_000 < 250_000 < far.metres < 520_000
    assert 1_800 < near.seconds < far.seconds
    same = table[1][1]
    assert same is not None
    assert same.metres < 1


def test_too_many_positions_or_none_are_refused(any_router: Router) -> None:
    for origins in ([SHANGHAI] * (MOST_SIDE + 1), []):
        with pytest.raises(Refused):
            any_router.road_table(origins, [SUZHOU])


def test_one_that_is_down_says_so(fake: FakeRouter) -> None:
    fake.is_down = True
    with serving(partial(osrm, fake=fake)) as address, pytest.raises(Unavailable):
        HttpRouter(address).road_table([SHANGHAI], [SUZHOU])
    with pytest.raises(Unavailable):
        HttpRouter("http://127.0.0.1:9", timeout_s=2).road_table([SHANGHAI], [SUZHOU])


def asked(answer: Answer, timeout_s: float = 5.0) -> list[list[Leg | None]]:
    with serving(answer) as address:
        return HttpRouter(address, timeout_s=timeout_s).road_table([SHANGHAI], [SUZHOU, NANJING])


def body(distances: Any, durations: Any = ((60, 60),)) -> dict[str, Any]:
    return {"code": "Ok", "distances": distances, "durations": durations}


@pytest.mark.parametrize("figure", [None, -1, 1e9, "7", True, [], float("nan"), float("inf"), 10**400])
def test_a_figure_that_can_not_be_is_none(figure: Any) -> None:
    table = asked(lambda handler: say(handler, 200, body([[figure, 5]])))
    assert table == [[None, Leg(5.0, 60.0)]]
    assert asked(lambda handler: say(handler, 200, body([[5, 5]], [[60, figure]]))) == [[Leg(5.0, 60.0), None]]


@pytest.mark.parametrize(
    "content",
    [
        b"<html>",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        body([[1]]),
        body([[1, 2], [3, 4]]),
        body(None),
        body([None]),
        body({}),
    ],
)
def test_an_answer_that_is_no_table_of_that_shape_is_not_believed(content: Any) -> None:
    with pytest.raises(Unavailable):
        asked(lambda handler: say(handler, 200, content))


def test_what_it_refuses_is_not_asked_again_and_a_busy_one_says_how_long() -> None:
    for status, told in ((400, {"code": "NoSegment"}), (302, {}), (200, {"code": "NoTable"})):
        with pytest.raises(Refused):
            asked(partial(say, status=status, body=told))
    for said, wait_s in (("7", 7.0), ("9999", module.MOST_WAIT_S), ("soon", None)):
        with pytest.raises(Unavailable) as error:
            asked(partial(say, status=429, body={}, Retry_After=said))
        assert error.value.wait_s == wait_s


def test_an_answer_that_is_too_large_or_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    over = Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not over.wait(0.05):
            handler.wfile.write(b" ")

    try:
        with pytest.raises(Unavailable):
            asked(drip, timeout_s=0.3)
    except BrokenPipeError:
        pass
    finally:
        over.set()
    monkeypatch.setattr(module, "LARGEST_BYTES", 1000)
    with pytest.raises(Unavailable, match="larger"):
        asked(lambda handler: say(handler, 200, b" " * 2000))
