"""What upper wings say of a vehicle: sections of its page, and notices for whoever takes it in. They add functions at start-up."""

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
_noticers: dict[str, "Noticer"] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One record that concerns the vehicle: it has a page, a status, a day and a few words."""

    record: Any
    name: str
    at: date | None
    words: Text = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that whoever takes the vehicle in must know, such as an open recall."""

    text: Text
    url: str


Noticer = Callable[[Actor, Vehicle], Iterable[Notice]]


def add_notices(make: Noticer) -> None:
    """Ask `make(actor, vehicle)` for notices when a vehicle is taken in. It must look through its own gate."""
    _noticers[f"{make.__module__}.{make.__qualname__}"] = make


def notices_of(actor: Actor, vehicle: Vehicle) -> Sequence[Notice]:
    """Return every wing's notices about the vehicle."""
    return [notice for _name, make in sorted(_noticers.items()) for notice in make(actor, vehicle)]


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
