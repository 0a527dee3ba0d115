"""What a scenario asks, and what may happen to today's stations in it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Question(TextChoices):
    """What is asked."""

    MEDIAN = "median", _("Where should so many stations be?")
    MOST_COVERED = "most_covered", _("Where do so many stations reach most?")
    COVER_ALL = "cover_all", _("How many stations reach all demand?")
    CLOSE = "close", _("Which stations can close?")
    LOSE = "lose", _("What if these stations close tomorrow?")


class Existing(TextChoices):
    """What happens to today's stations."""

    STAY = "stay", _("All stay")
    FREE = "free", _("May close or stay")
    IGNORED = "ignored", _("Not counted: a plan from nothing")


class Ending(TextChoices):
    """How the search for an answer ended; `MEASURED` had nothing to search for."""

    PROVEN = "proven", _("Proven: no plan can be better")
    CLOSE = "close", _("Proven to a millionth: no plan is better by more than 0.0001 %")
    STOPPED = "stopped", _("Stopped by the time limit: a better plan may exist, within the gap")
    MEASURED = "measured", _("Measured: this question leaves no choice")
    IMPOSSIBLE = "impossible", _("No plan keeps to all these conditions")
    NOTHING = "nothing", _("The time was too short to find any plan")


class ScenarioError(StrEnum):
    """Why a scenario was refused."""

    NOT_FINISHED = "scenario.not_finished"


LEVELS = ("A", "B", "C")  # of stations, as the registry has them
USUAL_LEVEL = "B"
COUNTED = frozenset({Question.MEDIAN, Question.MOST_COVERED, Question.CLOSE})  # questions that ask for a number
GOALS: Mapping[Question, Literal["distance", "cover", "count"]] = {
    Question.MEDIAN: "distance",
    Question.CLOSE: "distance",
    Question.MOST_COVERED: "cover",
    Question.COVER_ALL: "count",
}
BY_DISTANCE = frozenset({Question.MEDIAN, Question.CLOSE, Question.LOSE})  # whose objective is the weighted distance
OVER_STATIONS = frozenset({Question.CLOSE, Question.LOSE})  # that open nothing new
MINIMISED_COUNT = frozenset({Question.COVER_ALL})
