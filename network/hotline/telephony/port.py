"""The port: what this product needs of a telephone exchange, in plain data."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from network.hotline.choices import CallDirection, SignalKind


class ExchangeError(Exception):
    """The exchange did not do it."""


class Refused(ExchangeError):
    """The exchange says no: an extension that it does not know, a number that can't be called. Asking again changes nothing."""


class Unavailable(ExchangeError):
    """The exchange can't be reached, or is busy. It may work later."""


class BadSignature(ExchangeError):
    """A webhook that the exchange has not signed, that is too old, or that can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing that happened to a call. `event_id` is the same when it is delivered again; `call` is the exchange's own key of the call.

    `at` is when it happened there, however late it arrives. `extension` is who was rung, or who answered; empty means all who wait for calls.
    """

    event_id: str
    call: str
    kind: SignalKind
    at: datetime
    number: str = ""
    extension: str = ""
    direction: str = CallDirection.INBOUND
    recording: str = ""


class Exchange(Protocol):
    """A telephone exchange."""

    def read_signal(self, payload: bytes, headers: Mapping[str, str]) -> Signal:
        """Check the signature of a webhook and read it. Raises BadSignature."""

    def dial(self, extension: str, number: str, *, key: str) -> str:
        """Ring the extension, then the number; return the exchange's key of the call. The same `key` dials once. Raises Refused, Unavailable."""

    def put_through(self, call: str, extension: str) -> None:
        """Give a ringing call to this extension. Raises Refused (somebody has it, the caller has hung up), Unavailable."""
