"""Two lanes for what waits: somebody stands beside a road, or nobody does. A queue in the second never stands before the first."""

from enum import IntEnum


class Lane(IntEnum):
    """Which of what is due is taken first."""

    URGENT = 0
    USUAL = 1
