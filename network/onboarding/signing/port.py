"""The port: what this product needs of a provider of electronic signatures, in plain data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from network.onboarding.signing.choices import EnvelopeState, Side


class ProviderError(Exception):
    """The provider did not do it."""


class Refused(ProviderError):
    """The provider says no: unknown envelope, wrong hash, an envelope that is over. Asking again changes nothing."""


class Unavailable(ProviderError):
    """The provider can't be reached, or is busy. It may work later."""


class BadNotice(ProviderError):
    """A webhook that the provider has not signed, that is too old, or that can't be read."""


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signs for a side. Phone or mail is where the provider proves the person."""

    side: Side
    name: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be signed: the PDF, its SHA-256, the signatories in their order, until when. The same `key` makes one envelope."""

    key: str
    title: str
    pdf: bytes
    sha256: str
    signatories: Sequence[Signatory]
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Envelope:
    """An envelope as the provider has it. `sha256` is that of the document that was put in; `signed` says when each side has signed."""

    id: str
    state: EnvelopeState
    sha256: str
    signed: Mapping[Side, datetime]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A webhook: something happened to this envelope. `event_id` is the same when it is delivered again.

    What happened is asked with `get`: a notice may come twice, late and out of order, so nothing is concluded from it alone.
    """

    event_id: str
    envelope: str
    kind: str
    at: datetime


class Provider(Protocol):
    """A provider of electronic signatures."""

    def create(self, parcel: Parcel) -> Envelope:
        """Put a document into an envelope and ask the first signatory. Raises Refused (a hash that is not the document's), Unavailable."""

    def get(self, envelope: str) -> Envelope:
        """Return the envelope as it is now. Raises Refused, Unavailable."""

    def cancel(self, envelope: str) -> None:
        """Take it back; one that is cancelled already stays so. Raises Refused once it is signed by both, declined or expired, Unavailable."""

    def link(self, envelope: str, side: Side) -> str:
        """Return where this side signs, for the moment. Raises Refused when it is not its turn, Unavailable."""

    def signed_document(self, envelope: str) -> bytes:
        """Return the signed PDF: the document that was put in, then the signatures as incremental updates. Raises Refused before both have
        signed, Unavailable."""

    def read_notice(self, payload: bytes, headers: Mapping[str, str]) -> Notice:
        """Check the signature of a webhook and read it. Raises BadNotice."""
