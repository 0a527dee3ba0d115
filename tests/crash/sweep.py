"""Killing an action at each of its SQL statements: what is left must be the state before, or the state after, never between.

The child process is a fork that opens a connection of its own and dies by SIGKILL, so nothing in Python can tidy up behind it.
"""

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import connections

from config.embedded_postgres import SUPERUSER, ensure_running

Action = Callable[[], Any]
MAX_POINTS = 400
# A table without a block has no row; most have none, and it is their planning that takes the time.
TABLES = """
    SELECT nspname, relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname NOT IN ('pg_catalog', 'information_schema') AND pg_relation_size(pg_class.oid) > 0 ORDER BY 1, 2
"""


FAILED = 3  # the exit status of a child whose action failed on purpose


class Failure(Exception):
    """A statement failed, and everything above it had time to tidy up."""


def killed() -> None:
    """Die without a word."""
    os.kill(os.getpid(), signal.SIGKILL)


def failing() -> None:
    """Fail as a lost connection or a bug does."""
    raise Failure


@dataclass(frozen=True, slots=True)
class Swept:
    """How many statements were cut, and after how many the database stood between two states."""

    points: int
    partial: int


def snapshot() -> dict[str, str]:
    """Return a digest of every table in every schema, read as the superuser, for whom no row is hidden. Tables without a row are left out."""
    name = connections["default"].settings_dict["NAME"]
    digest = "SELECT '{0}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {0} t HAVING count(*) > 0"
    with psycopg.connect(ensure_running("test").url(str(name), SUPERUSER)) as connection:
        tables = [f'"{schema}"."{table}"' for schema, table in connection.execute(TABLES)]
        return dict(connection.execute(" UNION ALL ".join(digest.format(table) for table in tables)).fetchall())  # type: ignore[call-overload]


def every_one(point: int) -> int:
    """Return the point after `point` when each one is tried."""
    return point + 1


def fewer_and_fewer(point: int) -> int:
    """Return the next point of a short sweep: the first ones all, then one in two, in three, …"""
    return point + 1 + point // 8


def sweep(action: Action, following: Callable[[int], int] = every_one, *, strike: Action = killed) -> Swept:
    """Kill `action` at its first statement, then at its second, … until it comes through; count the states that are neither before nor after."""
    before, point, points, partial = snapshot(), 1, 0, 0
    while point < MAX_POINTS:
        finished = run_and_strike(action, point, strike)
        after = snapshot()
        if finished:
            return Swept(points, partial + (after == before))
        points += 1
        partial += after != before
        before, point = after, following(point)
    raise AssertionError("the action never came through")


def run_and_strike(action: Action, point: int, strike: Action = killed) -> bool:
    """Run `action` in a fork that is struck at its statement number `point`. True when it came through alive."""
    for alias in connections:
        connections[alias].close()
    child = os.fork()
    if child == 0:
        run_until(action, point, strike)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    if os.WEXITSTATUS(status) == FAILED:
        return False
    assert os.WEXITSTATUS(status) == 0, "the action failed by itself"
    return True


def run_until(action: Action, point: int, strike: Action) -> None:
    """In the child: run, and be struck. It never returns."""
    seen = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == point:
            strike()
        return execute(sql, params, many, context)

    code = 1
    try:
        with connections["default"].execute_wrapper(count), connections["owner"].execute_wrapper(count):
            action()
        code = 0
    except Failure:
        code = FAILED
    finally:
        os._exit(code)
