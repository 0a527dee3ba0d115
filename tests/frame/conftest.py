"""The sample's addresses instead of the rooms', no menu but its own, and a browser for each persona in English."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from accounts.actors import Actor
from common.pages import cards, menu, searches, setup_steps, tasks


@pytest.fixture(autouse=True)
def _the_frame_alone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Serve the sample and the desk only."""
    settings.ROOT_URLCONF = "tests.frame.urls"
    settings.STATION_URLCONF = "tests.frame.station_urls"
    monkeypatch.setattr(menu, "_entries", {})
    monkeypatch.setattr(searches, "_searches", [])
    for makers in (cards, setup_steps, tasks):
        monkeypatch.setattr(makers, "_makers", {})
    yield


@pytest.fixture
def browse(client_for: Callable[[Actor], Client]) -> Callable[..., Client]:
    """Return a signed-in client that reads `language`."""

    def start(actor: Actor, language: str = "en") -> Client:
        client = client_for(actor)
        client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return start
