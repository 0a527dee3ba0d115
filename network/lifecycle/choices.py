"""Kinds and states of what happens in a station's life, how they may move, and what can go wrong."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

EVIDENCE = "change_evidence"


class ChangeKind(TextChoices):
    """What of a station is to change (信息变更)."""

    ADDRESS = "address", _("Address")
    CONTACT = "contact", _("Contact and duty phone")
    NAME = "name", _("Registered name")
    POSITION = "position", _("Position on the map")
    RELOCATION = "relocation", _("Relocation")
    OWNER = "owner", _("Transfer of owner")
    LEVEL = "level", _("Level of the station")
    BRANDS = "brands", _("Authorised brands")
    CAPABILITIES = "capabilities", _("Capabilities of the station")
    RENEWAL = "renewal", _("Renewal of the agreement")


class ChangeStatus(TextChoices):
    """How far a change has come."""

    REQUESTED = "requested", _("To be checked by the regional office")
    CHECKED = "checked", _("To be approved by head office")
    APPROVED = "approved", _("Approved for its day")
    APPLIED = "applied", _("Has taken effect")
    REFUSED = "refused", pgettext_lazy("change", "Refused")
    TAKEN_BACK = "taken_back", _("Taken back")


CHANGE_MOVES: dict[ChangeStatus, set[ChangeStatus]] = {
    ChangeStatus.REQUESTED: {ChangeStatus.CHECKED, ChangeStatus.REFUSED, ChangeStatus.TAKEN_BACK},
    ChangeStatus.CHECKED: {ChangeStatus.APPROVED, ChangeStatus.REFUSED, ChangeStatus.TAKEN_BACK},
    ChangeStatus.APPROVED: {ChangeStatus.APPLIED, ChangeStatus.REFUSED},
    ChangeStatus.APPLIED: set(),
    ChangeStatus.REFUSED: set(),
    ChangeStatus.TAKEN_BACK: set(),
}
WAITING = (ChangeStatus.REQUESTED, ChangeStatus.CHECKED)
UNDER_WAY = (*WAITING, ChangeStatus.APPROVED)


class LifecycleError(StrEnum):
    """Why a step was refused."""

    NOTHING_CHANGED = "lifecycle.nothing_changed"
    VALUE = "lifecycle.value"
    EVIDENCE = "lifecycle.evidence"
    NOT_SEEN = "lifecycle.not_seen"
    DATE = "lifecycle.date"
    REASON = "lifecycle.reason"
    SAME_PERSON = "lifecycle.same_person"
    UNDER_WAY = "lifecycle.under_way"
    STATION_GONE = "lifecycle.station_gone"
    NO_AGREEMENT = "lifecycle.no_agreement"
