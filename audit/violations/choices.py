"""Where a violation comes from and stands, how it may move, and what can be wrong with a step."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class Source(TextChoices):
    """What made head office look."""

    ANOMALY = "anomaly", _("Anomaly of a claim")
    AUDIT = "audit", pgettext_lazy("source of a violation", "Station audit")
    COMPLAINT = "complaint", _("Complaint of a customer")
    REPORT = "report", _("Report of the regional office")
    OTHER = "other", pgettext_lazy("source of a violation", "Something else")


class ViolationStatus(TextChoices):
    """Where a violation stands."""

    REPORTED = "reported", pgettext_lazy("violation", "Reported")
    INVESTIGATING = "investigating", _("Under investigation")
    SUBMITTED = "submitted", _("Report submitted")
    DECIDED = "decided", _("Decided, may be appealed")
    APPEALED = "appealed", pgettext_lazy("violation", "Appealed")
    FINAL = "final", pgettext_lazy("violation", "Final")
    DISMISSED = "dismissed", pgettext_lazy("violation", "Dismissed")


class Severity(TextChoices):
    """How bad an offence is."""

    MINOR = "minor", pgettext_lazy("offence", "Minor")
    SERIOUS = "serious", pgettext_lazy("offence", "Serious")
    GRAVE = "grave", pgettext_lazy("offence", "Grave")


S = ViolationStatus
VIOLATION_MOVES: Moves = {
    S.REPORTED: {S.INVESTIGATING, S.DISMISSED},
    S.INVESTIGATING: {S.SUBMITTED},
    S.SUBMITTED: {S.INVESTIGATING, S.DECIDED, S.DISMISSED},
    S.DECIDED: {S.APPEALED, S.FINAL},
    S.APPEALED: {S.FINAL, S.DISMISSED},
    S.FINAL: set(),
    S.DISMISSED: set(),
}
FINED = (S.DECIDED, S.APPEALED, S.FINAL)
SHOWN_TO_STATION = FINED
TOLD_TO_STATION = ("violation.decided", "violation.appealed", "violation.lifted", "violation.final")
REPORT_PHOTO, APPEAL_PHOTO = "violation_report", "violation_appeal"  # kinds of stored files


class ViolationError(StrEnum):
    """Why a step was refused."""

    TEXT = "violation.text"
    DAY = "violation.day"
    FINE = "violation.fine_outside_range"
    POINTS = "violation.points_outside_range"
    SAME_PERSON = "violation.same_person"
    TOO_LATE = "violation.appeal_too_late"
    HIGHER = "violation.appeal_never_raises"
    RETIRED = "violation.offence_retired"
    RANGE = "offence.range"
    TAKEN = "offence.code_taken"
    LEDGER = "violation.corrected_by_appeal"
