"""Where a request for pre-authorisation stands, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PreauthorisationStatus(TextChoices):
    """Where it stands."""

    REQUESTED = "requested", _("Waiting for a decision")
    ASKED = "asked", _("Question to the station")
    APPROVED = "approved", pgettext_lazy("pre-authorisation", "Agreed")
    REFUSED = "refused", pgettext_lazy("pre-authorisation", "Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("No longer valid")
    USED = "used", _("Used")


PREAUTHORISATION_MOVES = {
    PreauthorisationStatus.REQUESTED: {
        PreauthorisationStatus.ASKED,
        PreauthorisationStatus.APPROVED,
        PreauthorisationStatus.REFUSED,
        PreauthorisationStatus.WITHDRAWN,
    },
    PreauthorisationStatus.ASKED: {PreauthorisationStatus.REQUESTED, PreauthorisationStatus.WITHDRAWN},
    PreauthorisationStatus.APPROVED: {
        PreauthorisationStatus.USED,
        PreauthorisationStatus.EXPIRED,
        PreauthorisationStatus.WITHDRAWN,
    },
    PreauthorisationStatus.EXPIRED: {PreauthorisationStatus.USED},
    PreauthorisationStatus.USED: {PreauthorisationStatus.APPROVED, PreauthorisationStatus.EXPIRED},
    PreauthorisationStatus.REFUSED: set(),
    PreauthorisationStatus.WITHDRAWN: set(),
}

GRANTED = frozenset({PreauthorisationStatus.APPROVED, PreauthorisationStatus.EXPIRED, PreauthorisationStatus.USED})
USABLE = frozenset({PreauthorisationStatus.APPROVED, PreauthorisationStatus.EXPIRED})
OPEN = frozenset({PreauthorisationStatus.REQUESTED, PreauthorisationStatus.ASKED})


class PreauthorisationError(StrEnum):
    """Why a step on a pre-authorisation was refused."""

    UNKNOWN_VEHICLE = "preauthorisation.unknown_vehicle"
    INCOMPLETE = "preauthorisation.incomplete"
    AMOUNT = "preauthorisation.amount"
    VALIDITY = "preauthorisation.validity"
    OWN_REQUEST = "preauthorisation.own_request"
    OPEN_ALREADY = "preauthorisation.open_already"
    NOT_USABLE = "preauthorisation.not_usable"
    TAKEN = "preauthorisation.taken"
