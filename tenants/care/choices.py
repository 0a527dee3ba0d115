"""States of a follow-up, results of a call, and the errors of customer care."""

from datetime import timedelta
from enum import StrEnum

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

FIRST_WORKING_DAYS = 3
SECOND_AFTER = timedelta(days=14)
MOST_ATTEMPTS = 3


class FollowUpStatus(TextChoices):
    """Where a follow-up stands."""

    PLANNED = "planned", _("To be called")
    DONE = "done", _("Called")
    UNREACHED = "unreached", _("Not reached")


MOVES = {
    FollowUpStatus.PLANNED: {FollowUpStatus.DONE, FollowUpStatus.UNREACHED},
    FollowUpStatus.DONE: set(),
    FollowUpStatus.UNREACHED: {FollowUpStatus.DONE},
}


class Sequence(IntegerChoices):
    """Which of the two calls it is."""

    FIRST = 1, _("First follow-up")
    SECOND = 2, _("Second follow-up")


class Outcome(TextChoices):
    """How one call ended."""

    REACHED = "reached", _("Reached")
    NO_ANSWER = "no_answer", _("No answer")
    LATER = "later", _("Asked to be called later")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class CareError(StrEnum):
    """Why customer care refused something."""

    NO_SCORE = "follow_up.no_score"
    NO_COMPLAINT_TEXT = "follow_up.no_complaint_text"
