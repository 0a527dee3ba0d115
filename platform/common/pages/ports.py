"""What the frame needs from rooms above it: they plug themselves in at start-up, so that no import runs upwards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

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


class NoViews:
    """Without the desk there are no saved views."""

    def of(self, actor: Any, page: str) -> Sequence[View]:
        """Return none."""
        return ()


class Ports:
    """The sockets; the desk and the registry fill them at start-up.

    `stations(keys)` brings (label, address) of stations by key; `unread(actor)` the number of unread notifications.
    """

    saved_views: SavedViews = NoViews()
    unread: Callable[[Any], int] = staticmethod(lambda actor: 0)
    places: Callable[[HttpRequest], Sequence[Place]] = staticmethod(lambda request: ())
    stations: Callable[[Sequence[UUID]], Mapping[UUID, tuple[str, str]]] = staticmethod(lambda keys: {})
    office_label: Callable[[], Text] = staticmethod(lambda: _("Head office"))


ports = Ports()
