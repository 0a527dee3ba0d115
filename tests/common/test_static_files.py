"""Static files come from a table that is read once, and no page starts an event loop on its way."""

from collections.abc import Iterator

import pytest
from asgiref import sync
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponseBase
from django.test import Client

SCRIPT = "/static/stationmaster/map.js"


@pytest.fixture
def client() -> Client:
    return Client()


def body(response: HttpResponseBase) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def test_a_file_is_sent_with_its_kind_and_its_length(client: Client) -> None:
    response = client.get(SCRIPT)
    assert (response.status_code, response["Content-Type"]) == (200, 'text/javascript; charset="utf-8"')
    assert len(body(response)) == int(response["Content-Length"]) > 1_000
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_part_of_it_is_sent_to_whom_a_part_is_enough(client: Client) -> None:
    whole = body(client.get(SCRIPT))
    response = client.get(SCRIPT, headers={"Range": "bytes=10-19"})
    assert (response.status_code, body(response)) == (206, whole[10:20])


def test_who_has_it_already_gets_no_copy(client: Client) -> None:
    known = client.get(SCRIPT)["Last-Modified"]
    response = client.get(SCRIPT, headers={"If-Modified-Since": known})
    assert (response.status_code, response.content, "Content-Type" in response) == (304, b"", False)


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("POST", 405)])
def test_it_is_only_read(client: Client, method: str, status: int) -> None:
    response = client.generic(method, SCRIPT)
    assert (response.status_code, response.content) == (status, b"")  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", ["/static/stationmaster/nothing.js", "/static/../pyproject.toml", "/static/"])
def test_what_is_no_file_is_a_page_that_does_not_exist(db: None, client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.fixture
def no_loop(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever wants to leave the thread of the request fails."""

    def refuse(*args: object, **options: object) -> None:
        raise AssertionError("a page runs in the thread that it was given")

    monkeypatch.setattr(sync.AsyncToSync, "__call__", refuse)
    monkeypatch.setattr(sync.SyncToAsync, "__call__", refuse)
    yield


def test_a_page_stays_in_its_thread(db: None, no_loop: None) -> None:
    assert Client().get("/healthz").status_code == 200


def test_a_second_handler_reads_no_table_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    WSGIHandler()
    monkeypatch.delattr("django.contrib.staticfiles.finders.get_finders")
    WSGIHandler()
