"""Three ways in which an action does not come through: it fails at a statement, its connection is killed at one, its answer is lost."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Crashed(Exception):
    """The process died here, as far as the database can tell."""


@contextmanager
def failing_at(point: int, strike: Callable[[], None]) -> Iterator[None]:
    """Strike before the statement number `point` of the block; a block with fewer statements comes through."""
    seen = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == point:
            strike()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        yield


def die() -> None:
    """Fail in the middle, as a process that is killed."""
    raise Crashed


def backend() -> int:
    """Return the server process behind the application's connection, opening it if need be."""
    connection.ensure_connection()
    return int(connection.connection.info.backend_pid)
