"""The days on which a station did not work for the manufacturer, told by a room above that keeps them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Standstill:
    """Why a station stood still on a day: the order's number, its first day, and the last one if that is known."""

    order: str
    since: date
    until: date | None = None


Find = Callable[[UUID, date], Standstill | None]

_finders: list[Find] = []


def add_standstills(find: Find) -> None:
    """Ask `find(station, day)` too. It is asked in head office's scope."""
    _finders.append(find)


def standstill_on(station_id: UUID, day: date) -> Standstill | None:
    """Return why the station stood still on a day, or None when it worked."""
    return next((found for find in _finders if (found := find(station_id, day)) is not None), None)
