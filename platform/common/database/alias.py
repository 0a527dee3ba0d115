"""The two ways into the database: as the application, or as the owner of its tables (migrations, opening a station)."""

from typing import Any

from django.db import connections

APP = "default"
OWNER = "owner"


def app() -> Any:
    """Return this thread's connection as the application, with the schema methods that Django's own type does not know."""
    return connections[APP]


def owner() -> Any:
    """Return this thread's connection as the owner of the tables."""
    return connections[OWNER]
