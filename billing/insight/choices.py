"""States of a warning and how it may move, what a warning is about, and what can be wrong."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.records import Moves


class WarningStatus(TextChoices):
    """Where the warning of a batch defect (批量缺陷预警) stands."""

    OPEN = "open", pgettext_lazy("warning", "Open")
    INVESTIGATING = "investigating", _("Under investigation")
    CONFIRMED = "confirmed", pgettext_lazy("warning", "Batch defect confirmed")
    DISMISSED = "dismissed", pgettext_lazy("warning", "Dismissed")


S = WarningStatus
WARNING_MOVES: Moves = {
    S.OPEN: {S.INVESTIGATING, S.DISMISSED},
    S.INVESTIGATING: {S.CONFIRMED, S.DISMISSED},
    S.CONFIRMED: set(),
    S.DISMISSED: {S.OPEN},
}
LIVE = (S.OPEN, S.INVESTIGATING, S.CONFIRMED)


class Subject(TextChoices):
    """What was watched: all parts of a component together, or one part."""

    COMPONENT = "component", _("Component")
    PART = "part", _("Part")


class Queue(TextChoices):
    """For what a claim waits."""

    FIRST_REVIEW = "submitted", _("First review")
    GOODWILL = "awaiting_approval", _("Approval of goodwill")
    PARTS = "awaiting_parts", _("Old parts")
    FINAL_REVIEW = "first_reviewed", _("Final review")


class InsightError(StrEnum):
    """Why something was refused."""

    REASON_MISSING = "warning.reason_missing"
    BAD_RULE = "warning.rule_not_sensible"
    BAD_KEY = "insight.unknown_key"
    NO_COMPONENT = "insight.no_component"
