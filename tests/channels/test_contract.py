"""What any adapter of an SMS provider must do. To hold a real one to it, add it to `adapters` with a number that may be written to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from common.channels.choices import MessageError
from common.channels.fake import FakeProvider
from common.channels.fake.provider import Weather
from common.channels.port import BadReceipt, Outgoing, Refused, SmsProvider, TryLater
from common.channels.signing import signed_headers

SECRET = "s3cret"
adapters: list[Callable[[Path], SmsProvider]] = [lambda path: FakeProvider(path, secret=SECRET, clock=lambda: 1_000.0)]


@pytest.fixture(params=adapters, ids=["fake"])
def adapter(request: pytest.FixtureRequest, tmp_path: Path) -> SmsProvider:
    made: SmsProvider = request.param(tmp_path)
    return made


def an_sms(reference: str = "0193-1", to: str = "13812345678") -> Outgoing:
    return Outgoing(reference, to, "test.words", "en", {"link": "https://x.example/a"}, "open https://x.example/a")


def test_the_same_reference_is_sent_once_and_has_one_id(adapter: SmsProvider) -> None:
    first, second = adapter.send(an_sms()), adapter.send(an_sms())
    assert first == second
    assert adapter.send(an_sms("0193-2")) != first


@pytest.mark.parametrize("number", ["", "110", "00012345678"])
def test_a_number_that_nobody_has_is_refused_for_good(adapter: SmsProvider, number: str) -> None:
    with pytest.raises(Refused) as refused:
        adapter.send(an_sms(to=number))
    assert refused.value.error == MessageError.BAD_NUMBER


def test_a_receipt_of_somebody_else_is_refused(adapter: SmsProvider) -> None:
    body = b'{"reference": "0193-1", "id": "x", "state": "delivered"}'
    for headers in ({}, signed_headers("other", "x", body), signed_headers(SECRET, "x", body, at=1.0)):
        with pytest.raises(BadReceipt):
            adapter.read_receipt(body, headers)
    with pytest.raises(BadReceipt):
        adapter.read_receipt(body.replace(b"delivered", b"lost"), signed_headers(SECRET, "x", body))


def test_a_signed_receipt_is_read(adapter: SmsProvider) -> None:
    body = b'{"reference": "0193-1", "id": "x", "state": "undelivered"}'
    receipt = adapter.read_receipt(body, signed_headers(SECRET, "x", body))
    assert (receipt.reference, receipt.delivered) == ("0193-1", False)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff"])
def test_a_signed_receipt_that_says_nothing_is_refused(adapter: SmsProvider, body: bytes) -> None:
    with pytest.raises(BadReceipt):
        adapter.read_receipt(body, signed_headers(SECRET, "x", body))


@pytest.mark.parametrize(
    ("weather", "error"), [(Weather(away=True), MessageError.AWAY), (Weather(most=0, wait_s=9), MessageError.BUSY)]
)
def test_a_provider_that_is_away_or_busy_says_later(tmp_path: Path, weather: Weather, error: MessageError) -> None:
    fake = FakeProvider(tmp_path, secret=SECRET)
    fake.weather = weather
    with pytest.raises(TryLater) as later:
        fake.send(an_sms())
    assert later.value.error == error
