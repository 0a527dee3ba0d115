"""What the frame needs from rooms above it: they plug themselves in at start-up, so that no import runs upwards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.http import HttpRequest

from common.pages.parts import Crumb
from common.text import Text


@dataclass(frozen=True, slots=True)
class View:
    """A saved view of a list: its name and its query string."""

    id: str
    name: str
    query: str
    shared: bool
    default: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A station, head office or supplier in which the person may work."""

    label: Text
    detail: Text
    url: str
    current: bool
    kind: str = ""


class SavedViews(Protocol):
    """Where saved views are kept."""

    def of(self, actor: Any, page: str) -> Sequence[View]:
        """Return the views of a list that `actor` sees: own ones and shared ones of the place."""


class Tokens(Protocol):
    """Remembers which forms were handed in."""

    def once(self, token: str, actor: Any, perform: Callable[[], str]) -> str:
        """Run `perform` in one transaction with the token; a second call with it returns the first one's address."""


class NoViews:
    """Without the desk there are no saved views."""

    def of(self, actor: Any, page: str) -> Sequence[View]:
        """Return none."""
        return ()


class NoTokens:
    """Without the desk nothing is remembered."""

    def once(self, token: str, actor: Any, perform: Callable[[], str]) -> str:
        """Just do it."""
        return perform()


class Ports:
    """The sockets; the desk fills them in `AppConfig.ready`."""

    saved_views: SavedViews = NoViews()
    tokens: Tokens = NoTokens()
    unread: Callable[[Any], int] = staticmethod(lambda actor: 0)
    places: Callable[[HttpRequest], Sequence[Place]] = staticmethod(lambda request: ())
    home: Callable[[], Crumb | None] = staticmethod(lambda: None)


ports = Ports()
