"""Purposes and states of inspections and findings, and how they may move."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class Purpose(TextChoices):
    """Why somebody visits: an audit of an open station, or the acceptance of a candidate (again, after a failed one)."""

    AUDIT = "audit", _("Station audit")
    ACCEPTANCE = "acceptance", _("On-site acceptance")
    REACCEPTANCE = "reacceptance", _("Repeated acceptance")

    @property
    def action(self) -> str:
        """Return the row of the role table for whoever conducts it."""
        return "inspections.conduct" if self is Purpose.AUDIT else "inspections.accept"


class InspectionStatus(TextChoices):
    """Where an inspection stands."""

    PLANNED = "planned", _("Planned")
    VISITING = "visiting", _("On site")
    REPORTED = "reported", _("Reported")
    CLOSED = "closed", pgettext_lazy("inspection", "Closed")
    CANCELLED = "cancelled", _("Called off")


class FindingStatus(TextChoices):
    """Where a finding stands."""

    OPEN = "open", _("To be corrected")
    CORRECTED = "corrected", _("Corrected, to be checked")
    RECHECKED_OK = "rechecked_ok", _("Checked, in order")
    REOPENED = "reopened", _("Not in order, correct again")


class Severity(TextChoices):
    """How bad a finding is; it sets the usual time for the correction."""

    MINOR = "minor", _("Minor")
    MAJOR = "major", _("Major")
    CRITICAL = "critical", _("Critical")

    @property
    def working_days(self) -> int:
        """Return the usual time for the correction, in working days."""
        return {Severity.MINOR: 20, Severity.MAJOR: 10, Severity.CRITICAL: 3}[self]


S, F = InspectionStatus, FindingStatus
INSPECTION_MOVES: Moves = {
    S.PLANNED: {S.VISITING, S.CANCELLED},
    S.VISITING: {S.REPORTED},
    S.REPORTED: {S.CLOSED},
    S.CLOSED: set(),
    S.CANCELLED: set(),
}
FINDING_MOVES: Moves = {
    F.OPEN: {F.CORRECTED},
    F.CORRECTED: {F.RECHECKED_OK, F.REOPENED},
    F.REOPENED: {F.CORRECTED},
    F.RECHECKED_OK: set(),
}
TO_CORRECT = (F.OPEN, F.REOPENED)
PHOTO, EVIDENCE = "inspection_photo", "finding_evidence"  # kinds of stored files, followed by `:` and item or attempt
SHOWN_TO_STATION = (S.REPORTED, S.CLOSED)


class InspectionError(StrEnum):
    """Why a step was refused."""

    NO_TEMPLATE = "inspection.no_template"
    NO_SUBJECT = "inspection.no_subject"
    DATE = "inspection.date"
    UNKNOWN_ITEM = "inspection.unknown_item"
    POINTS = "inspection.points"
    CARRIED = "inspection.carried"
    INCOMPLETE = "inspection.incomplete"
    FINDINGS_OPEN = "inspection.findings_open"
    NOT_ON_SITE = "inspection.not_on_site"
    TEXT = "finding.text"
    DUE = "finding.due"
    SAME_PERSON = "finding.same_person"
    WEIGHT = "template.weight"
    NO_EVIDENCE = "finding.no_evidence"
