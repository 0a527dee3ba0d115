"""One product for all tours of a run."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests import database
from tests.browser.conftest import free_port
from tests.tour.cast import Cast
from tests.tour.stage import Stage, stage


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Return a product that is up, with a small demo in a database of its own."""
    name = database.name_of_copy().replace("sm_test_", "sm_tour_", 1)
    port = int(os.environ.get("STATIONMASTER_TOUR_PORT", "0")) or free_port()
    with stage(name, port, tmp_path_factory.mktemp("tour")) as up:
        yield up


@pytest.fixture(scope="session")
def cast(chromium: Browser, site: Stage) -> Cast:
    """Return the personas at their windows."""
    return Cast(chromium, site)
