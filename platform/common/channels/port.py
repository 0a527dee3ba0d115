"""The port to an SMS provider: what an adapter must do. `tests/channels/test_contract.py` holds any adapter to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from common.channels.choices import MessageError


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message for a provider. Providers that take registered templates use `template` and `values`, others `text`."""

    reference: str
    to: str
    template: str
    language: str
    values: Mapping[str, str]
    text: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a provider reports about a message that it has accepted."""

    reference: str
    provider_id: str
    delivered: bool


class Refused(Exception):
    """The provider will never deliver this; trying again is of no use."""

    def __init__(self, error: MessageError) -> None:
        self.error = error
        super().__init__(str(error))


class TryLater(Exception):
    """Not now: too many at once, or the provider is away."""

    def __init__(self, error: MessageError, after_s: float = 0.0) -> None:
        self.error = error
        self.after_s = after_s
        super().__init__(str(error))


class BadReceipt(Exception):
    """A receipt that is not signed by the provider, is old, or can't be read."""


class SmsProvider(Protocol):
    """An SMS provider."""

    def send(self, message: Outgoing) -> str:
        """Hand the message over; returns the provider's id. The same `reference` again returns the same id and sends nothing twice.

        Raises Refused for good, TryLater for now; any other error counts as TryLater.
        """

    def read_receipt(self, body: bytes, headers: Mapping[str, str]) -> Receipt:
        """Check the signature of a webhook and read it. Raises BadReceipt."""

    def idle(self) -> None:
        """Called by the sending process between messages: adapters that have to fetch receipts do it here."""


@lru_cache(maxsize=1)
def _made(path: str) -> SmsProvider:
    provider: SmsProvider = import_string(path)()
    return provider


def provider_in_use() -> SmsProvider | None:
    """Return the provider that SMS_PROVIDER names (the dotted path of a class), or None: messages then wait."""
    return _made(settings.SMS_PROVIDER) if settings.SMS_PROVIDER else None
