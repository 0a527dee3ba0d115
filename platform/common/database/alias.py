"""The two ways into the database: as the application, or as the owner of its tables (migrations, opening a station)."""

from typing import Any

from django.db import connections

APP = "default"
OWNER = "owner"


def app() -> Any:
    """Return this thread's connection as the application, with the schema methods that Django's own type does not know."""
    return connections[APP]


def is_away() -> bool:
    """Tell whether the line to the database was cut, after an error: what was under way is over, and nothing about it can be written down."""
    raw = app().connection
    return raw is None or bool(raw.closed)


def owner() -> Any:
    """Return this thread's connection as the owner of the tables."""
    return connections[OWNER]
