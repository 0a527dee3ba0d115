"""What any adapter of an SMS provider must do. To hold a real one to it, add it to `adapters` with a number that may be written to."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from common.channels.choices import MessageError
from common.channels.fake import FakeProvider
from common.channels.port import BadReceipt, Outgoing, Refused, SmsProvider
from common.webhooks import key_of, signed

SECRET = "s3cret"
TOLD = {"reference": "0193-1", "id": "x", "state": "undelivered"}
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


def receipt(secret: str = SECRET, told: Any = TOLD, at: datetime | None = None) -> tuple[bytes, dict[str, str]]:
    """Return what a provider posts."""
    return signed("x", told, key_of(secret), at=at)


def test_a_receipt_of_somebody_else_is_refused(adapter: SmsProvider) -> None:
    body, headers = receipt()
    long_ago, other = receipt(at=datetime(2020, 1, 1, tzinfo=UTC))[1], receipt("other")[1]
    junk = [headers | {"webhook-signature": bad} for bad in ("", "v1", "v1,é", "v2,AAAA")]
    for wrong in ({}, other, long_ago, headers | {"webhook-timestamp": "soon"}, *junk):
        with pytest.raises(BadReceipt):
            adapter.read_receipt(body, wrong)
    with pytest.raises(BadReceipt):
        adapter.read_receipt(body.replace(b"undelivered", b"delivered"), headers)


def test_a_signed_receipt_is_read(adapter: SmsProvider) -> None:
    body, headers = receipt()
    read = adapter.read_receipt(body, headers)
    assert (read.reference, read.delivered) == ("0193-1", False)


@pytest.mark.parametrize("told", ["", [], {}, None])
def test_a_signed_receipt_that_says_nothing_is_refused(adapter: SmsProvider, told: Any) -> None:
    with pytest.raises(BadReceipt):
        adapter.read_receipt(*receipt(told=told))


def test_bytes_that_are_no_text_are_refused(adapter: SmsProvider) -> None:
    with pytest.raises(BadReceipt):
        adapter.read_receipt(b"\xff", receipt()[1])


def test_a_secret_is_base64_by_the_standard_or_taken_as_it_stands(tmp_path: Path) -> None:
    for secret, key in (("whsec_aGVsbG8=", b"hello"), ("whsec_?", b"whsec_?"), ("sms-plain", b"sms-plain")):
        assert key_of(secret) == key
        body, headers = signed("x", TOLD, key)
        assert FakeProvider(tmp_path, secret=secret).read_receipt(body, headers).reference == "0193-1"
