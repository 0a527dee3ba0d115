"""The two ways into the database: as the application, or as the owner of its tables (migrations, opening a station)."""

from typing import Any

from django.db import connections

APP = "default"
OWNER = "owner"


def app() -> Any:
    """Return this thread's connection as the application, with the schema methods that Django's own type does not know."""
    return connections[APP]


def line() -> Any:
    """Return the line to the database on which a transaction has begun, for `was_cut`."""
    return app().connection


def was_cut(begun_on: Any) -> bool:
    """Tell after an error whether the line was cut: Django has thrown it away then, and may stand on another one already."""
    return app().connection is not begun_on or bool(begun_on.closed)


def owner() -> Any:
    """Return this thread's connection as the owner of the tables."""
    return connections[OWNER]
