"""Error reports, sent for real to a sink on this machine: they arrive, and nobody's data is in them."""

import gzip
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import sentry_sdk

from common.observability import sentry

PHONE = "13812345678"
SECRET = "s3cr3t-value"


class Sink(BaseHTTPRequestHandler):
    """Takes envelopes, as a Sentry-compatible server does."""

    received: list[str] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        text = gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        self.received.append(text.decode())
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def sink() -> Iterator[list[str]]:
    server = HTTPServer(("127.0.0.1", 0), Sink)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Sink.received.clear()
    sentry.start(f"http://public@127.0.0.1:{server.server_port}/1")
    yield Sink.received
    sentry_sdk.init(dsn=None)
    server.shutdown()


def fail_with(customer_phone: str) -> None:
    raise RuntimeError(f"no answer from {customer_phone} (沪A12345, li@example.cn)")


def test_a_report_arrives_without_anybodys_data(sink: list[str]) -> None:
    with sentry_sdk.new_scope() as scope:
        scope.set_extra("password", SECRET)
        scope.set_extra("note", f"call {PHONE}")
        scope.set_context("request", {"headers": {"Authorization": SECRET}})
        try:
            fail_with(PHONE)
        except RuntimeError:
            sentry_sdk.capture_exception()
    sentry_sdk.flush(5)
    whole = "\n".join(sink)
    event = json.loads(whole.splitlines()[-1])
    assert event["exception"]["values"][0]["type"] == "RuntimeError"
    assert not [text for text in (PHONE, SECRET, "沪A12345", "li@example.cn") if text in whole]
