"""What the tests of lifecycle share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings

from common.scope import for_office


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> None:
    """Keep uploads apart from everybody's."""
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def office(db: None) -> Iterator[None]:
    """Stand at head office."""
    with for_office():
        yield
