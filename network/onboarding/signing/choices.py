"""Where a round of electronic signatures stands, and what can go wrong."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy


class SigningStatus(TextChoices):
    """Where one sending of an agreement stands."""

    REQUESTED = "requested", pgettext_lazy("signing", "On its way to the provider")
    SENT = "sent", pgettext_lazy("signing", "Waits for the station's signature")
    STATION_SIGNED = "station_signed", pgettext_lazy("signing", "Signed by the station, waits for the manufacturer")
    COMPLETED = "completed", pgettext_lazy("signing", "Signed by both")
    DECLINED = "declined", pgettext_lazy("signing", "Declined")
    EXPIRED = "expired", pgettext_lazy("signing", "Limit passed without signatures")
    WITHDRAWN = "withdrawn", pgettext_lazy("signing", "Withdrawn")
    REFUSED = "refused", pgettext_lazy("signing", "Not accepted: see the reason")


S = SigningStatus
ENDED_WITHOUT = {S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.REFUSED}
SIGNING_MOVES: dict[SigningStatus, set[SigningStatus]] = {
    S.REQUESTED: {S.SENT, S.EXPIRED, S.WITHDRAWN, S.REFUSED},
    S.SENT: {S.STATION_SIGNED, S.COMPLETED} | ENDED_WITHOUT,  # who looks late sees both signatures at once
    S.STATION_SIGNED: {S.COMPLETED} | ENDED_WITHOUT,
    S.COMPLETED: set(),
    S.DECLINED: set(),
    S.EXPIRED: set(),
    S.WITHDRAWN: set(),
    S.REFUSED: set(),
}
LIVE = (S.REQUESTED, S.SENT, S.STATION_SIGNED)
AT_PROVIDER = (S.SENT, S.STATION_SIGNED)


class Side(StrEnum):
    """Who signs, in this order."""

    STATION = "station"
    OFFICE = "office"


class EnvelopeState(StrEnum):
    """What a provider says of an envelope."""

    SENT = "sent"
    STATION_SIGNED = "station_signed"
    COMPLETED = "completed"
    DECLINED = "declined"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


STATUS_OF = {
    EnvelopeState.SENT: S.SENT,
    EnvelopeState.STATION_SIGNED: S.STATION_SIGNED,
    EnvelopeState.COMPLETED: S.COMPLETED,
    EnvelopeState.DECLINED: S.DECLINED,
    EnvelopeState.EXPIRED: S.EXPIRED,
    EnvelopeState.CANCELLED: S.WITHDRAWN,
}


class Problem(TextChoices):
    """Why a round was not accepted."""

    DOCUMENT = "document", pgettext_lazy("signing", "What came back is not the document that was sent.")
    PROVIDER = "provider", pgettext_lazy("signing", "The provider did not take it.")


class SigningError(StrEnum):
    """Why a step was refused."""

    NO_PROVIDER = "signing.no_provider"
    UNREACHABLE = "signing.unreachable"
    LIVE = "signing.live"
    SIGNATORY = "signing.signatory"
    REASON = "signing.reason"
    PAPER = "signing.paper"
    BAD_NOTICE = "signing.bad_notice"
    TOO_LARGE = "signing.too_large"
