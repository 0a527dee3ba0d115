"""Planning's errors."""

from enum import StrEnum


class PlanningError(StrEnum):
    """Why planning refused something."""

    RADIUS = "planning.radius"
    REASON = "planning.reason"
