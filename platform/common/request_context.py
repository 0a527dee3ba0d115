"""The id of the request (or task) that is being served, for logs, history and error reports."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """Return the id of the request being served, or an empty text."""
    return _request_id.get()


@contextmanager
def within_request(identifier: str) -> Iterator[None]:
    """Carry `identifier` until the block ends."""
    token = _request_id.set(identifier)
    try:
        yield
    finally:
        _request_id.reset(token)
