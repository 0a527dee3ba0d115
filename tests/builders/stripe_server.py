"""Stripe on a loopback port: the fake's rules behind Stripe's HTTP, for the real adapter."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl

from billing.stripe.fake import FakeStripe, LostAnswer

BOOLEANS = {"true": True, "false": False}


def nested(pairs: list[tuple[str, str]]) -> dict[str, Any]:
    """Turn `items[0][price]=x` into `{"items": [{"price": "x"}]}`."""
    found: dict[str, Any] = {}
    for key, value in pairs:
        parts = key.replace("]", "").split("[")
        here = found
        for part in parts[:-1]:
            here = here.setdefault(part, {})
        here[parts[-1]] = BOOLEANS.get(value, value)
    if isinstance(found.get("items"), dict):
        found["items"] = [found["items"][number] for number in sorted(found["items"])]
    return found


def handler_for(remote: FakeStripe) -> type[BaseHTTPRequestHandler]:
    """Return a request handler in front of `remote`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, method: str) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            try:
                status, data = remote.call(
                    method,
                    self.path.partition("?")[0],
                    nested(parse_qsl(body)),
                    self.headers.get("Idempotency-Key", ""),
                )
            except LostAnswer:
                self.close_connection = True
                self.connection.close()
                return
            content = json.dumps(data).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def do_GET(self) -> None:
            self.answer("GET")

        def do_POST(self) -> None:
            self.answer("POST")

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def stripe_server(remote: FakeStripe) -> Iterator[str]:
    """Serve `remote` until the block ends; yields the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(remote))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
