"""The port: what this product needs of a routing server, in plain data."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from network.planning.sphere import Position

MOST_SIDE = 100  # origins, and destinations, of one request: what such servers answer as they come


@dataclass(frozen=True, slots=True)
class Leg:
    """A way by road from one position to another."""

    metres: float
    seconds: float


Table: TypeAlias = list[list[Leg | None]]


class RoutingError(Exception):
    """The server did not answer the question."""


class Refused(RoutingError):
    """It says no to this question; asking it again changes nothing."""


class Unavailable(RoutingError):
    """It can't be reached, is busy, or answers nonsense. It may work later: after `wait_s`, if it has said so."""

    def __init__(self, reason: str, wait_s: float | None = None) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


class Router(Protocol):
    """A routing server. Positions are (lat, lon) in degrees, WGS-84."""

    def road_table(self, origins: Sequence[Position], destinations: Sequence[Position]) -> Table:
        """Return the way from each origin (row) to each destination (column), None where there is none; at most `MOST_SIDE` of each. Raises Refused,
        Unavailable."""
