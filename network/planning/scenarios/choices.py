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


class Measure(TextChoices):
    """By what a scenario measures distances."""

    STRAIGHT = "straight", _("As the crow flies")
    ROADS = "roads", _("On roads")


class RoadEnding(TextChoices):
    """How asking a routing server ended."""

    WHOLE = "whole", _("The routing server was asked for all of them.")
    UNSET = "unset", _("No routing server is set up.")
    REFUSED = "refused", _("The routing server refused some of them.")
    FAILED = "failed", _("The routing server failed on the way.")
    LATE = "late", _("The routing server took too long.")


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


NEAREST_SITES, MOST_NEAREST = 12, 50  # sites of each place that a routing server is asked for
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
