"""Kinds, severities and states of major events and quality reports, and how they may move."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class IncidentKind(TextChoices):
    """What kind of event it is; it decides the checklist."""

    BATCH = "batch", _("Batch quality defect")
    ACCIDENT = "accident", _("Accident with injured people")
    FIRE = "fire", _("Vehicle fire")
    WEATHER = "weather", _("Weather or disaster")
    OTHER = "other", pgettext_lazy("incident", "Other major event")


class Severity(TextChoices):
    """How severe it is, after the criteria of the policy in force."""

    ONE = "i", _("Level I (especially severe)")
    TWO = "ii", _("Level II (severe)")
    THREE = "iii", _("Level III (considerable)")
    FOUR = "iv", _("Level IV (general)")


class IncidentStatus(TextChoices):
    """Where a major event stands. Closed is for good."""

    OPEN = "open", pgettext_lazy("incident", "Open")
    CONTAINED = "contained", pgettext_lazy("incident", "Contained")
    REPORTED = "reported", pgettext_lazy("incident", "Closing report waits for approval")
    CLOSED = "closed", pgettext_lazy("incident", "Closed")


class LinkKind(TextChoices):
    """What is tied to an event."""

    CASE = "case", _("Case")
    RESCUE = "rescue", _("Rescue")
    VEHICLE = "vehicle", _("Vehicle")
    WARNING = "warning", _("Early warning")
    REPORT = "report", _("Quality report")


class ReportStatus(TextChoices):
    """Where a station's report of a major or batch quality problem stands."""

    SENT = "sent", pgettext_lazy("quality report", "Sent")
    ACKNOWLEDGED = "acknowledged", pgettext_lazy("quality report", "Acknowledged")
    OPENED = "opened", pgettext_lazy("quality report", "Became a major event")
    ANSWERED = "answered", pgettext_lazy("quality report", "Answered")


class SupportStatus(TextChoices):
    """Where a technical case stands that was handed over."""

    HANDED = "handed", _("Handed to support")


S, R = IncidentStatus, ReportStatus
INCIDENT_MOVES: Moves = {
    S.OPEN: {S.CONTAINED, S.REPORTED},
    S.CONTAINED: {S.OPEN, S.REPORTED},
    S.REPORTED: {S.CONTAINED, S.CLOSED},
    S.CLOSED: set(),
}
REPORT_MOVES: Moves = {
    R.SENT: {R.ACKNOWLEDGED},
    R.ACKNOWLEDGED: {R.OPENED, R.ANSWERED},
    R.OPENED: set(),
    R.ANSWERED: set(),
}
RUNNING = (S.OPEN, S.CONTAINED)
WAITING = (R.SENT, R.ACKNOWLEDGED)


class IncidentError(StrEnum):
    """Why a step was refused."""

    TEXT = "incident.text"
    CLOSED = "incident.closed"
    UNKNOWN = "incident.unknown_link"
    PERSON = "incident.person"
    OPEN_TASKS = "incident.open_tasks"
    SAME_PERSON = "incident.same_person"
    AUDIENCE = "incident.audience"
    DUE = "incident.due"
    ONCE = "incident.once"
    POLICY = "incident.policy"
