"""Which exchange is in use: the one at EXCHANGE_URL; without one a fake, which production refuses: there, calls are then taken by hand."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.conf import settings

from common.fakes import FileDrawer
from network.hotline.telephony.fake import FakeExchange, nothing_yet
from network.hotline.telephony.http import HttpExchange
from network.hotline.telephony.port import Exchange, Signal, Unavailable
from network.hotline.telephony.signing import read_signed

_given: list[Exchange] = []


class OneWay:
    """An exchange that tells what happens and can't be asked for anything."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def read_signal(self, payload: bytes, headers: Mapping[str, str]) -> Signal:
        """Check the signature; without a secret nothing is believed."""
        return read_signed(payload, headers, self.secret)

    def dial(self, extension: str, number: str, *, key: str) -> str:
        """Nobody is there to dial."""
        raise Unavailable("no exchange is set up")

    def put_through(self, call: str, extension: str) -> None:
        """The agent lifts the handset."""
        raise Unavailable("no exchange is set up")


def exchange() -> Exchange:
    """Return the exchange in use."""
    return _given[-1] if _given else _configured()


def use_exchange(one: Exchange | None) -> None:
    """Use another one in this process (tests); None goes back to the configured one."""
    _given.clear()
    if one is not None:
        _given.append(one)


@cache
def _configured() -> Exchange:
    if settings.EXCHANGE_URL:
        return HttpExchange(settings.EXCHANGE_URL, settings.EXCHANGE_TOKEN, settings.EXCHANGE_SECRET)
    if settings.PRODUCTION:
        return OneWay(settings.EXCHANGE_SECRET)
    return FakeExchange(settings.EXCHANGE_SECRET, FileDrawer(Path(settings.STATE) / "exchange-fake.json", nothing_yet))
