"""Workshop tests stand at the home station."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest

from common.history.models import History, Undelivered
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.models import ExtraWork, LabourLine, PartLine, QualityCheck, RepairOrder

MODELS = (RepairOrder, LabourLine, PartLine, ExtraWork, QualityCheck)


@pytest.fixture
def at_home(station: Station) -> Iterator[Station]:
    """Stand at the home station for the whole test."""
    with inside(station):
        yield station


def everything() -> list[list[tuple[object, ...]]]:
    """Return all rows that the workshop and history hold here."""
    return [sorted(model.objects.values_list(), key=str) for model in (*MODELS, History, Undelivered)]


@pytest.fixture
def nothing_changes() -> Callable[[], AbstractContextManager[None]]:
    """`with nothing_changes(): …` compares every row before and after."""

    @contextmanager
    def watch() -> Iterator[None]:
        before = everything()
        yield
        assert everything() == before

    return watch
