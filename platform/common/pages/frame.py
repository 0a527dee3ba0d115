"""What the frame around a page shows: the menu with the lit entry, the place, the languages, the theme, unread messages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language

from common.pages.ports import Place, ports
from common.pages.registry import Entry, menu
from common.text import Text

THEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the menu as it is drawn."""

    entry: Entry
    url: str
    lit: bool


class Frame:
    """Everything around the page, worked out when the template asks for it."""

    def __init__(self, request: HttpRequest, page: Any = None) -> None:
        self.request = request
        self.page = page
        self.actor = getattr(request, "actor", None)

    @property
    def signed_in(self) -> bool:
        """Whether a person is looking."""
        return self.actor is not None

    @cached_property
    def groups(self) -> list[tuple[str, Text, list[Line]]]:
        """Return (code, title, lines) of the menu."""
        if self.actor is None:
            return []
        groups = menu.groups(self.actor)
        lit = self._lit([entry for _code, _title, entries in groups for entry in entries])
        return [(code, title, [Line(e, e.url, e is lit) for e in entries]) for code, title, entries in groups]

    def _lit(self, entries: Sequence[Entry]) -> Entry | None:
        """Return the entry whose address is the longest beginning of this one, or the one that the page names."""
        named = getattr(self.page, "lit", "")
        path = self.request.path
        fitting = [entry for entry in entries if entry.name == named] or [e for e in entries if path.startswith(e.url)]
        return max(fitting, key=lambda entry: len(entry.url), default=None)

    @cached_property
    def home_url(self) -> str:
        """Return the home page of the place."""
        try:
            return reverse("desk:home")
        except NoReverseMatch:
            return "/"

    @cached_property
    def look_url(self) -> str:
        """Return where the switches of language and theme are sent."""
        try:
            return reverse("desk:look")
        except NoReverseMatch:
            return "/look/"

    @property
    def at_home(self) -> bool:
        """Whether this is the home page."""
        return self.request.path == self.home_url

    @cached_property
    def places(self) -> Sequence[Place]:
        """Return the places where the person may work."""
        return ports.places(self.request) if self.actor is not None else ()

    @property
    def place(self) -> Place | None:
        """Return the place where the person works now."""
        return next((place for place in self.places if place.current), None)

    @cached_property
    def unread(self) -> int:
        """Return the number of unread notifications."""
        return ports.unread(self.actor) if self.actor is not None else 0

    @property
    def theme(self) -> str:
        """Return `light`, `dark`, or nothing: then the browser decides."""
        chosen = self.request.COOKIES.get("theme") or getattr(getattr(self.actor, "user", None), "theme", "")
        return chosen if chosen in THEMES else ""

    @property
    def language(self) -> str:
        """Return the language of the page, as `lang` wants it."""
        return get_language() or settings.LANGUAGE_CODE

    @property
    def other_languages(self) -> list[tuple[str, str]]:
        """Return (code, name in itself) of the other languages."""
        names = {"zh-hans": "简体中文", "en": "English"}
        return [(code, names.get(code, str(name))) for code, name in settings.LANGUAGES if code != self.language]

    @property
    def shortcuts(self) -> str:
        """Return `off` when the person has switched single-key shortcuts off."""
        chosen = getattr(getattr(self.actor, "user", None), "shortcuts", None) or {}
        return "off" if chosen.get("off") else "on"

    @property
    def initials(self) -> str:
        """Return one or two letters for the round badge of the person."""
        name = str(getattr(self.actor, "name", "") or "?").strip()
        parts = name.split()
        return (parts[0][0] + parts[-1][0]).upper() if len(parts) > 1 and name.isascii() else name[-2:]
