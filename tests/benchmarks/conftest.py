"""Databases that benchmarks share."""

import gc
from collections.abc import Iterator
from typing import Any

import pytest

from config.warm import settle
from tests import database
from tests.benchmarks import scale


@pytest.fixture(scope="session")
def million(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The database of 1,000,000 claims, for reading; afterwards the connections go back to the tests' copy."""
    with django_db_blocker.unblock():
        name = scale.ensure()
        database.use(name)
        settle()  # as a server does: what is held for good is not looked through while pages are timed
        yield name
        gc.unfreeze()
        database.use(database.name_of_copy())
