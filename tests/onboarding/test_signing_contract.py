"""What every provider of electronic signatures behind the port has to do: the fake, the adapter that speaks HTTP, and one at an address.

`ESIGN_CONTRACT_URL` (with `ESIGN_CONTRACT_TOKEN`) runs what needs no hand at the other side against a real test account.
"""

import hashlib
import json
import os
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from common.fakes import FileDrawer
from network.onboarding.signing.choices import EnvelopeState, Side
from network.onboarding.signing.fake import FakeProvider, nothing_yet
from network.onboarding.signing.http import HttpProvider
from network.onboarding.signing.notices import signed
from network.onboarding.signing.port import (
    BadNotice,
    Envelope,
    Notice,
    Parcel,
    Provider,
    Refused,
    Signatory,
    Unavailable,
)
from tests.builders.signing import SECRET

PDF = b"%PDF-1.7\nthe agreement\nstartxref\n9\n%%EOF\n"
Spoil = Callable[[bytes, dict[str, str]], tuple[bytes, dict[str, str]]]
REAL = os.environ.get("ESIGN_CONTRACT_URL", "")


def a_parcel(key: str = "k1", **changes: Any) -> Parcel:
    people = (Signatory(Side.STATION, "王建国", "13900000000"), Signatory(Side.OFFICE, "李明", email="li@oem.example"))
    usual: dict[str, Any] = {
        "key": key,
        "title": "AGR-1",
        "pdf": PDF,
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "signatories": people,
        "expires_at": datetime.now(tz=UTC) + timedelta(days=1),
    }
    return Parcel(**(usual | changes))


@pytest.fixture
def fake(tmp_path: Path) -> FakeProvider:
    return FakeProvider(SECRET, FileDrawer(tmp_path / "drawer.json", nothing_yet))


def told(one: Envelope) -> dict[str, Any]:
    signed_at = {str(side): at.isoformat() for side, at in one.signed.items()}
    return {"id": one.id, "state": one.state, "sha256": one.sha256, "signed": signed_at, "reason": one.reason}


def answered(fake: FakeProvider, request: httpx.Request) -> httpx.Response:
    if request.headers.get("Authorization") != "Bearer token":
        return httpx.Response(401)
    path, body = request.url.path.split("/")[2:], json.loads(request.content or b"{}")
    try:
        if not path:
            people = [
                Signatory(Side(one["side"]), one["name"], one["phone"], one["email"]) for one in body["signatories"]
            ]
            parcel = Parcel(
                request.headers["Idempotency-Key"],
                body["title"],
                b64decode(body["document_base64"]),
                body["sha256"],
                people,
                datetime.fromisoformat(body["expires_at"]),
            )
            return httpx.Response(201, json=told(fake.create(parcel)))
        envelope, what = path[0], path[1] if len(path) > 1 else ""
        if what == "cancel":
            fake.cancel(envelope)
            return httpx.Response(200, json={})
        if what == "links":
            return httpx.Response(200, json={"url": fake.link(envelope, Side(body["side"]))})
        if what == "document":
            return httpx.Response(200, content=fake.signed_document(envelope))
        return httpx.Response(200, json=told(fake.get(envelope)))
    except Refused:
        return httpx.Response(409)
    except Unavailable:
        return httpx.Response(503)


def over_http(fake: FakeProvider) -> HttpProvider:
    """The adapter in front of a provider that answers as the fake does."""
    transport = httpx.MockTransport(lambda request: answered(fake, request))
    return HttpProvider("http://esign.test", "token", SECRET, transport=transport)


def real(fake: FakeProvider) -> HttpProvider:
    return HttpProvider(REAL, os.environ.get("ESIGN_CONTRACT_TOKEN", ""), SECRET)


BOTH: dict[str, Callable[[FakeProvider], Provider]] = {"fake": lambda fake: fake, "http": over_http}
ALL = BOTH | ({"real": real} if REAL else {})


@pytest.fixture(params=BOTH)
def played(request: pytest.FixtureRequest, fake: FakeProvider) -> Iterator[Provider]:
    """A provider at whose other side the test signs."""
    yield BOTH[request.param](fake)


@pytest.fixture(params=ALL)
def any_provider(request: pytest.FixtureRequest, fake: FakeProvider) -> Iterator[Provider]:
    yield ALL[request.param](fake)


def test_the_same_key_makes_one_envelope_with_our_hash(any_provider: Provider) -> None:
    key = f"contract-{datetime.now(tz=UTC).timestamp()}"
    first, second = any_provider.create(a_parcel(key)), any_provider.create(a_parcel(key))
    assert first.id == second.id != any_provider.create(a_parcel(f"{key}-2")).id
    assert (first.state, first.sha256) == (EnvelopeState.SENT, hashlib.sha256(PDF).hexdigest())
    assert any_provider.get(first.id) == first


def test_a_hash_that_is_not_the_documents_is_refused(any_provider: Provider) -> None:
    with pytest.raises(Refused):
        any_provider.create(a_parcel("wrong-hash", sha256="0" * 64))


def test_what_is_cancelled_stays_so_and_has_no_document(any_provider: Provider) -> None:
    one = any_provider.create(a_parcel(f"cancel-{datetime.now(tz=UTC).timestamp()}"))
    any_provider.cancel(one.id)
    any_provider.cancel(one.id)
    assert any_provider.get(one.id).state == EnvelopeState.CANCELLED
    with pytest.raises(Refused):
        any_provider.signed_document(one.id)


def test_an_envelope_that_nobody_made_is_refused(any_provider: Provider) -> None:
    with pytest.raises(Refused):
        any_provider.get("env-nobody/../x")


def test_they_sign_in_their_order_and_the_document_is_ours_with_signatures_behind(
    played: Provider, fake: FakeProvider
) -> None:
    one = played.create(a_parcel())
    with pytest.raises(Refused):
        played.link(one.id, Side.OFFICE)
    assert one.id in played.link(one.id, Side.STATION)
    with pytest.raises(Refused):
        fake.sign(one.id, Side.OFFICE)
    fake.sign(one.id, Side.STATION)
    assert played.get(one.id).state == EnvelopeState.STATION_SIGNED
    with pytest.raises(Refused):
        played.signed_document(one.id)
    fake.sign(one.id, Side.OFFICE)
    done = played.get(one.id)
    assert (done.state, set(done.signed)) == (EnvelopeState.COMPLETED, {Side.STATION, Side.OFFICE})
    copy = played.signed_document(one.id)
    assert copy.startswith(PDF)
    assert len(copy) > len(PDF)
    with pytest.raises(Refused):
        played.cancel(one.id)


def test_who_declines_says_why(played: Provider, fake: FakeProvider) -> None:
    one = played.create(a_parcel())
    fake.decline(one.id, Side.STATION, "条款有误")
    found = played.get(one.id)
    assert (found.state, found.reason) == (EnvelopeState.DECLINED, "条款有误")


def test_after_its_limit_it_is_expired(played: Provider) -> None:
    one = played.create(a_parcel(expires_at=datetime.now(tz=UTC) - timedelta(seconds=1)))
    assert played.get(one.id).state == EnvelopeState.EXPIRED


def test_a_provider_that_is_down_says_so(played: Provider, fake: FakeProvider) -> None:
    fake.is_down = True
    with pytest.raises(Unavailable):
        played.create(a_parcel())
    with pytest.raises(Unavailable):
        played.get("env-1")


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(200, text="<html>"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"id": "e", "state": "sneezed", "sha256": ""}),
        httpx.Response(429),
    ],
    ids=["no json", "a list", "no state", "busy"],
)
def test_an_answer_that_is_no_envelope_is_asked_again(answer: httpx.Response) -> None:
    transport = httpx.MockTransport(lambda request: answer)
    with pytest.raises(Unavailable):
        HttpProvider("http://esign.test", "", SECRET, transport=transport).get("e")


def test_an_address_that_is_none_is_not_followed() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"url": "javascript:alert(1)"}))
    with pytest.raises(Unavailable):
        HttpProvider("http://esign.test", "", SECRET, transport=transport).link("e", Side.STATION)


def a_notice(**changes: Any) -> Notice:
    usual: dict[str, Any] = {
        "event_id": "evt-1",
        "envelope": "env-1",
        "kind": "envelope.completed",
        "at": datetime.now(tz=UTC),
    }
    return Notice(**(usual | changes))


def test_a_notice_comes_back_as_it_was_signed(played: Provider) -> None:
    notice = a_notice()
    assert played.read_notice(*signed(notice, SECRET)) == notice


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body, headers: (body + b" ", headers),
        lambda body, headers: (body, headers | {"webhook-id": "another"}),
        lambda body, headers: (body, headers | {"webhook-signature": "v1,AAAA"}),
        lambda body, headers: (body, {}),
        lambda body, headers: signed(a_notice(), "whsec_b3RoZXI="),
        lambda body, headers: signed(a_notice(), SECRET, at=datetime.now(tz=UTC) - timedelta(minutes=6)),
        lambda body, headers: signed(a_notice(envelope="x" * 81), SECRET),
        lambda body, headers: signed(a_notice(envelope=""), SECRET),
    ],
    ids=["body", "id", "signature", "bare", "other secret", "too old", "too long", "no envelope"],
)
def test_what_is_not_signed_or_not_readable_is_not_believed(played: Provider, spoil: Spoil) -> None:
    with pytest.raises(BadNotice):
        played.read_notice(*spoil(*signed(a_notice(), SECRET)))


def test_without_a_secret_nothing_is_believed() -> None:
    with pytest.raises(BadNotice):
        FakeProvider("").read_notice(*signed(a_notice(), SECRET))


class Endless(httpx.SyncByteStream):
    """An answer that goes on, megabyte by megabyte."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b"x" * 2**20


def test_a_document_without_an_end_is_cut_off() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, stream=Endless()))
    with pytest.raises(Refused, match="larger"):
        HttpProvider("http://esign.test", "", SECRET, transport=transport).signed_document("e")
