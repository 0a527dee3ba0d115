"""What each app hangs into the frame: menu entries, cards of the home page, searches, set-up steps, things to do.

An app registers them in its `desk.py`, which the desk imports at start-up. The frame asks with the actor.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy as _

from common.pages.parts import Card, Hit, Step, Task, address
from common.text import Text

logger = logging.getLogger(__name__)
T = TypeVar("T")

OFFICE, STATION, SUPPLIER = "office", "station", "supplier"
EVERYWHERE = (OFFICE, STATION, SUPPLIER)
GROUPS: dict[str, Text] = {
    "network": _("Network"),
    "assessment": _("Assessment and awards"),
    "papers": _("Documents and tasks"),
    "hotline": _("Hotline and rescue"),
    "duty": _("Duty-phone checks"),
    "hotline_rules": _("Rules of the hotline"),
    "insight": _("Figures and warnings"),
    "claims": _("Claims and review"),
    "recovery": _("Old parts and recovery"),
    "policy": _("Policy and campaigns"),
    "billing": _("Settlement and ledger"),
    "audit": _("Assurance"),
    "workshop": _("Workshop"),
    "catalog": _("Catalogue"),
    "admin": _("Administration"),
}


def place_of(actor: Any) -> str:
    """Return `office`, `station` or `supplier`: the kind of place in which the actor works now."""
    if getattr(actor, "is_station", False):
        return STATION
    return SUPPLIER if getattr(actor, "supplier_id", None) else OFFICE


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the menu; `key` is the second key of its go-to shortcut (`g c`)."""

    group: str
    label: Text
    name: str
    icon: str
    action: str
    places: tuple[str, ...]
    order: int
    key: str
    words: Text

    @property
    def url(self) -> str:
        """Return its address in the place where we are."""
        return address(self.name)

    def open_to(self, actor: Any) -> bool:
        """Whether `actor` sees it here."""
        return place_of(actor) in self.places and (not self.action or actor.may(self.action))


class Menu:
    """The entries of all apps, grouped by module."""

    def __init__(self) -> None:
        self._entries: dict[tuple[str, str, tuple[str, ...]], Entry] = {}

    def add(
        self,
        group: str,
        label: Text,
        name: str,
        *,
        icon: str,
        action: str,
        places: tuple[str, ...] = (OFFICE,),
        order: int = 50,
        key: str = "",
        words: Text = "",
    ) -> None:
        """Add an entry to one of GROUPS; a page may be called otherwise in another place. `words`: further words by which the palette finds it."""
        if group not in GROUPS:
            raise ValueError(f"no menu group {group!r}; one of {', '.join(GROUPS)}")
        self._entries[(group, name, places)] = Entry(group, label, name, icon, action, places, order, key, words)

    def entries(self, actor: Any) -> list[Entry]:
        """Return what `actor` sees, in the order of the groups."""
        places = list(GROUPS)
        seen = [entry for entry in self._entries.values() if entry.open_to(actor) and _leads_somewhere(entry)]
        return sorted(seen, key=lambda entry: (places.index(entry.group), entry.order, entry.name))

    def groups(self, actor: Any) -> list[tuple[str, Text, list[Entry]]]:
        """Return (code, title, entries) of each group that is not empty."""
        entries = self.entries(actor)
        found = [(code, title, [e for e in entries if e.group == code]) for code, title in GROUPS.items()]
        return [group for group in found if group[2]]


def _leads_somewhere(entry: Entry) -> bool:
    """One wrong entry must not take every page down; the tests find it."""
    try:
        return bool(entry.url)
    except NoReverseMatch:
        logger.exception("menu_entry_without_page", extra={"entry": entry.name})
        return False


@dataclass(frozen=True, slots=True)
class Maker:
    """A function of the actor that brings cards, steps or tasks."""

    make: Callable[[Any], Any]
    action: str
    places: tuple[str, ...]
    order: int

    def open_to(self, actor: Any) -> bool:
        """Whether it is asked for `actor`."""
        return place_of(actor) in self.places and (not self.action or actor.may(self.action))


class Makers(Generic[T]):
    """An ordered set of functions of the actor; each brings one thing, several or None."""

    def __init__(self) -> None:
        self._makers: dict[tuple[str, str, tuple[str, ...]], Maker] = {}

    def add(
        self,
        make: Callable[[Any], T | Iterable[T] | None],
        *,
        action: str = "",
        places: tuple[str, ...] = EVERYWHERE,
        order: int = 50,
    ) -> None:
        """Ask `make(actor)` in these places when the actor may `action`; one function may be asked for several."""
        self._makers[f"{make.__module__}.{make.__qualname__}", action, places] = Maker(make, action, places, order)

    def collect(self, actor: Any) -> list[T]:
        """Return everything for `actor`, in order."""
        found: list[T] = []
        for maker in sorted(self._makers.values(), key=lambda one: one.order):
            if maker.open_to(actor):
                found.extend(_several(maker.make(actor)))
        return found


def _several(made: Any) -> Sequence[Any]:
    if made is None:
        return ()
    return tuple(made) if isinstance(made, Iterable) else (made,)


@dataclass(frozen=True, slots=True)
class Search:
    """One kind of record that the palette can find."""

    kind: Text
    action: str
    find: Callable[[Any, str], Sequence[Hit]]
    places: tuple[str, ...]
    order: int


class Searches:
    """The kinds of record that the palette looks through."""

    def __init__(self) -> None:
        self._searches: list[Search] = []

    def add(
        self,
        *,
        kind: Text,
        find: Callable[[Any, str], Sequence[Hit]],
        action: str,
        places: tuple[str, ...] = EVERYWHERE,
        order: int = 50,
    ) -> None:
        """Look for `kind` with `find(actor, q)`, which returns a handful of hits, best first."""
        self._searches.append(Search(kind, action, find, places, order))

    def find(self, actor: Any, q: str, limit: int = 6) -> list[tuple[Text, Sequence[Hit]]]:
        """Return (kind, hits) of each kind that found something."""
        here = place_of(actor)
        ready = [one for one in self._searches if here in one.places and actor.may(one.action)]
        found = [(one.kind, list(one.find(actor, q))[:limit]) for one in sorted(ready, key=lambda one: one.order)]
        return [(kind, hits) for kind, hits in found if hits]


menu = Menu()
searches = Searches()
cards: Makers[Card] = Makers()
setup_steps: Makers[Step] = Makers()
tasks: Makers[Task] = Makers()
