"""The small things that pages are made of. Plain data: a page returns them, the templates draw them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, Protocol

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

from common.text import Text


class Actor(Protocol):
    """Who is looking, as far as pages need to know; `accounts.actors.Actor` fulfils it."""

    def may(self, action: str) -> bool:
        """Whether a row of the role table allows `action` here."""


def address(name: str, args: Sequence[Any] = (), kwargs: Mapping[str, Any] | None = None) -> str:
    """Return `name` if it is an address already, else reverse it (which keeps the station's prefix)."""
    if name.startswith(("/", "#", "?", "http://", "https://")):
        return name
    if args or kwargs:
        return reverse(name, args=tuple(args) or None, kwargs=dict(kwargs) if kwargs else None)
    return _whole(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())


@lru_cache(maxsize=2**15)  # the menu's addresses at some hundred stations
def _whole(name: str, urlconf: str, prefix: str) -> str:
    """The address of a page without ids; each page shows some sixty of them. `prefix` is the caller's, which `reverse` reads by itself."""
    return reverse(name, urlconf)


@dataclass(frozen=True, slots=True)
class Button:
    """A link, or with `post` a form with a token. `target` is a URL name or an address; shown when `action` is allowed.

    `primary` marks the one that matters, `danger` what can't be taken back; `confirm` asks first; `fields` are posted.
    """

    label: Text
    target: str
    action: str = ""
    args: tuple[Any, ...] = ()
    post: bool = False
    primary: bool = False
    danger: bool = False
    icon: str = ""
    confirm: Text = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Return where it leads."""
        return address(self.target, self.args)

    def open_to(self, actor: Actor | None) -> bool:
        """Whether `actor` gets to see it."""
        return not self.action or (actor is not None and actor.may(self.action))


@dataclass(frozen=True, slots=True)
class Fact:
    """One labelled value of a record. `url` makes it a link, `hint` explains, `wide` takes the whole row."""

    label: Text
    value: Any
    url: str = ""
    hint: Text = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A titled block of a detail page: a template with its context. `aside` puts it into the narrow column."""

    title: Text
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    buttons: Sequence[Button] = ()
    anchor: str = ""
    count: int | None = None
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way back."""

    label: Text
    url: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that the search found."""

    label: Text
    url: str
    detail: Text = ""
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A block of the home page: a number that leads to a list, or rows. `tone` is one of the status tones."""

    label: Text
    number: int | str | None = None
    url: str = ""
    detail: Text = ""
    tone: str = ""
    icon: str = ""
    rows: Sequence[Hit] = ()
    empty: Text = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a set-up checklist."""

    label: Text
    url: str
    done: bool
    detail: Text = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a person has to do by a time."""

    label: Text
    url: str
    due_at: datetime | None = None
    detail: Text = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a timeline entry: before and after, as text."""

    label: Text
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Moment:
    """One entry of a timeline: who did what, when, why, and what changed."""

    at: datetime
    title: Text
    who: Text = ""
    reason: str = ""
    changes: Sequence[Change] = ()
    tone: str = ""
