"""What every telephone exchange behind the port has to do: the fake, and the adapter that speaks HTTP. A real one is added to EXCHANGES."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from common.fakes import FileDrawer
from network.hotline.choices import SignalKind
from network.hotline.telephony import BadSignature, Exchange, Refused, Unavailable
from network.hotline.telephony.choose import OneWay
from network.hotline.telephony.fake import FakeExchange, nothing_yet
from network.hotline.telephony.http import HttpExchange
from network.hotline.telephony.signing import signed
from tests.builders.exchange import NUMBER, SECRET, a_signal


@pytest.fixture
def fake(tmp_path) -> FakeExchange:
    return FakeExchange(SECRET, FileDrawer(tmp_path / "line.json", nothing_yet))


def over_http(fake: FakeExchange) -> HttpExchange:
    """Return the adapter in front of an exchange that answers as the fake does."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.headers.get("Authorization") != "Bearer token":
            return httpx.Response(401)
        body = json.loads(request.content)
        try:
            if request.url.path == "/calls":
                key = request.headers["Idempotency-Key"]
                return httpx.Response(201, json={"call": fake.dial(body["extension"], body["number"], key=key)})
            fake.put_through(request.url.path.split("/")[2], body["extension"])
            return httpx.Response(200, json={})
        except Refused:
            return httpx.Response(409)
        except Unavailable:
            return httpx.Response(503)

    return HttpExchange("http://exchange.test", "token", SECRET, transport=httpx.MockTransport(answer))


EXCHANGES: dict[str, Callable[[FakeExchange], Exchange]] = {"fake": lambda fake: fake, "http": over_http}


@pytest.fixture(params=EXCHANGES)
def line(request, fake) -> Iterator[Exchange]:
    yield EXCHANGES[request.param](fake)


def test_the_same_key_dials_once(line, fake):
    first, second = line.dial("8001", NUMBER, key="k1"), line.dial("8001", NUMBER, key="k1")
    assert first == second != line.dial("8001", NUMBER, key="k2")
    assert [one.kind for one in fake.due()] == [SignalKind.RING] * 2


@pytest.mark.parametrize(("extension", "number"), [("", NUMBER), ("8001", "nobody")])
def test_what_can_not_be_dialled_is_refused(line, extension, number):
    with pytest.raises(Refused):
        line.dial(extension, number, key="k")


def test_a_ringing_call_is_put_through_once(line, fake):
    call = fake.ring(NUMBER)
    line.put_through(call, "8001")
    with pytest.raises(Refused):
        line.put_through(call, "8002")
    kinds = [(one.kind, one.extension) for one in fake.due() if one.call == call]
    assert kinds == [(SignalKind.RING, ""), (SignalKind.ANSWER, "8001")]


def test_a_call_that_is_over_is_not_put_through(line, fake):
    with pytest.raises(Refused):
        line.put_through(fake.ring(NUMBER, patience_s=-1), "8001")


def test_an_exchange_that_is_down_says_so(line, fake):
    fake.is_down = True
    with pytest.raises(Unavailable):
        line.dial("8001", NUMBER, key="k")


def test_a_signal_comes_back_as_it_was_signed(line):
    signal = a_signal(SignalKind.RECORDING, extension="8001", recording="exchange://r/1")
    assert line.read_signal(*signed(signal, SECRET)) == signal


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body, headers: (body + b" ", headers),
        lambda body, headers: (body, headers | {"webhook-id": "another"}),
        lambda body, headers: (body, headers | {"webhook-signature": "v1,AAAA"}),
        lambda body, headers: (body, headers | {"webhook-signature": "nonsense"}),
        lambda body, headers: (body, {}),
        lambda body, headers: signed(a_signal(SignalKind.RING), "whsec_b3RoZXI="),
        lambda body, headers: signed(a_signal(SignalKind.RING), SECRET, at=datetime.now(tz=UTC) - timedelta(minutes=6)),
        lambda body, headers: signed(a_signal(SignalKind.RING, "x" * 81), SECRET),
        lambda body, headers: signed(a_signal(SignalKind.RING, ""), SECRET),
        lambda body, headers: signed(a_signal("sneeze"), SECRET),  # type: ignore[arg-type]
        lambda body, headers: signed(a_signal(SignalKind.RING, "c-\x00"), SECRET),
        lambda body, headers: signed(replace(a_signal(SignalKind.RING), number="\ud800"), SECRET),
        lambda body, headers: signed(replace(a_signal(SignalKind.RING), at=datetime.min.replace(tzinfo=UTC)), SECRET),
        lambda body, headers: signed(replace(a_signal(SignalKind.RING), at=datetime.max.replace(tzinfo=UTC)), SECRET),
    ],
    ids=[
        "body",
        "id",
        "signature",
        "nonsense",
        "bare",
        "other secret",
        "too old",
        "too long",
        "no call",
        "no kind",
        "NUL",
        "half a character",
        "a clock never set",
        "the end of time",
    ],
)
def test_what_is_not_signed_or_not_readable_is_not_believed(line, spoil):
    with pytest.raises(BadSignature):
        line.read_signal(*spoil(*signed(a_signal(SignalKind.RING), SECRET)))


def test_without_a_secret_nothing_is_believed_and_nothing_dialled():
    with pytest.raises(BadSignature):
        OneWay("").read_signal(*signed(a_signal(SignalKind.RING), SECRET))
    with pytest.raises(Unavailable):
        OneWay("").dial("8001", NUMBER, key="k")


def test_what_was_not_taken_in_is_sent_again(fake):
    fake.ring(NUMBER)
    (first, *_), (again, *_) = fake.deliveries()[0], fake.deliveries()[0]
    assert first == again
    fake.delivered(first)
    assert fake.deliveries() == []
    assert fake.next_at() is not None  # the caller loses patience some time
