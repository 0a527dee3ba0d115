"""Which provider is in use: the one at ESIGN_URL; without one a fake, which production refuses: there, agreements are signed on paper."""

from functools import cache
from pathlib import Path

from django.conf import settings

from common.fakes import FileDrawer
from network.onboarding.signing.fake import FakeProvider, nothing_yet
from network.onboarding.signing.http import HttpProvider
from network.onboarding.signing.port import Provider

_given: list[Provider] = []


def provider() -> Provider | None:
    """Return the provider in use; None where agreements are signed on paper alone."""
    return _given[-1] if _given else _configured()


def use_provider(one: Provider | None) -> None:
    """Use another one in this process (tests); None goes back to the configured one."""
    _given.clear()
    if one is not None:
        _given.append(one)


@cache
def _configured() -> Provider | None:
    if settings.ESIGN_URL:
        return HttpProvider(settings.ESIGN_URL, settings.ESIGN_TOKEN, settings.ESIGN_SECRET)
    if settings.PRODUCTION:
        return None
    return FakeProvider(settings.ESIGN_SECRET, FileDrawer(Path(settings.STATE) / "esign-fake.json", nothing_yet))
