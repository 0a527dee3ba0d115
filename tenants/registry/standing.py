"""Working inside a station's schema outside a request: tasks, subscribers, commands, tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from common.scope import Scope, scoped
from tenants.registry.models import Station


@contextmanager
def inside(station: Station) -> Iterator[None]:
    """Stand in the station's schema and scope until the block ends; whoever stood elsewhere before stands there again."""
    before = connection.tenant
    with scoped(Scope(station=station.pk)):
        connection.set_tenant(station)
        try:
            yield
        finally:
            connection.set_tenant(before)


@contextmanager
def at_head_office() -> Iterator[None]:
    """Leave the station's schema and scope for what head office keeps: rows of all stations, until the block ends."""
    before = connection.tenant
    with scoped(Scope(office=True)):
        connection.set_schema_to_public()
        try:
            yield
        finally:
            connection.set_tenant(before)
