"""A pooler in transaction mode mixes stations up, so an undeclared one is refused with the first connection."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connections

from tests.registry.pooler import pooler


@pytest.fixture
def pooled(db: None) -> Iterator[Any]:
    """Return a connection of the product's own kind that goes through a pooler."""
    straight = connections["default"].settings_dict
    server = Path(straight["HOST"]) / f".s.PGSQL.{straight['PORT'] or 5432}"
    with tempfile.TemporaryDirectory() as folder, pooler(Path(folder), server) as host:
        yield type(connections["default"])(straight | {"HOST": host}, "default")


def test_it_is_refused_with_a_sentence(pooled: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="session mode"):
        pooled.connect()
    assert pooled.connection is None


def test_one_that_is_declared_to_keep_to_its_client_is_taken(pooled: Any, settings: Any) -> None:
    settings.DATABASE_POOLS_BY_SESSION = True
    pooled.connect()
    assert pooled.is_usable()
    pooled.close()
