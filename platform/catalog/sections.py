"""What upper wings show on a vehicle's page: its claims, its rescues. They add a function at start-up, in their `desk.py`."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.actors import Actor
from catalog.models import Vehicle
from common.pages.parts import Section
from common.text import Text

Maker = Callable[[Actor, Vehicle], Section | Iterable[Section] | None]
_makers: dict[str, tuple[int, Maker]] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One record that concerns the vehicle: it has a page, a status, a day and a few words."""

    record: Any
    name: str
    at: date | None
    words: Text = ""


def listed(title: Text, lines: Sequence[Line]) -> Section | None:
    """Return a section that lists the records, or None when there is none."""
    if not lines:
        return None
    return Section(title, "catalog/on_vehicle.html", {"lines": lines, "title": title}, count=len(lines))


def add(make: Maker, *, order: int = 50) -> None:
    """Ask `make(actor, vehicle)` for sections (one, several or None) of each vehicle's page. It must look through its own gate."""
    _makers[f"{make.__module__}.{make.__qualname__}"] = (order, make)


def sections_of(actor: Actor, vehicle: Vehicle) -> Sequence[Section]:
    """Return every wing's sections for this vehicle and reader, in order."""
    found: list[Section] = []
    for _order, make in sorted(_makers.values(), key=lambda entry: entry[0]):
        made = make(actor, vehicle)
        found.extend([made] if isinstance(made, Section) else made or ())
    return found
