"""Working inside a station's schema outside a request: tasks, subscribers, commands, tests."""

from collections.abc import Iterator
from contextlib import contextmanager

from common.database.alias import app
from common.scope import Scope, scoped
from tenants.registry.models import Station


@contextmanager
def inside(station: Station) -> Iterator[None]:
    """Stand in the station's schema and scope until the block ends; whoever stood elsewhere before stands there again."""
    before = app().tenant
    with scoped(Scope(station=station.pk)):
        app().set_tenant(station)
        try:
            yield
        finally:
            app().set_tenant(before)


@contextmanager
def at_head_office() -> Iterator[None]:
    """Leave the station's schema and scope for what head office keeps: rows of all stations, until the block ends."""
    before = app().tenant
    with scoped(Scope(office=True)):
        app().set_schema_to_public()
        try:
            yield
        finally:
            app().set_tenant(before)
