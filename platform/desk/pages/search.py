"""The search and command palette: pages, actions and records, for the words typed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from common.pages import Hit, Page, menu, searches
from common.text import Text
from desk.palette import commands

SHORTEST = 2


class Search(Page):
    """Everything that fits the words; the palette asks for the bare options, a person without script for the page."""

    action = "desk.use"
    title = _("Search")
    template_name = "desk/search.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the options or the whole page."""
        if request.headers.get("X-Palette"):
            return render(request, "desk/options.html", self.context())
        return self.render()

    def context(self) -> dict[str, Any]:
        """Return the groups of hits."""
        q = self.request.GET.get("q", "").strip()[:80]
        return {"q": q, "groups": self.groups(q)}

    def groups(self, q: str) -> list[tuple[Text, list[Hit]]]:
        """Return (title, hits): records first when the words look like one, then pages and actions."""
        pages = (_("Pages"), self.pages(q))
        actions = (_("Actions"), [hit for hit in commands(self.request) if fits(q, hit.label)][:5])
        records = searches.find(self.actor, q) if len(q) >= SHORTEST else []
        looks_like_record = any(letter.isdigit() for letter in q)
        ordered = [*records, pages, actions] if looks_like_record else [pages, actions, *records]
        return [(title, list(hits)) for title, hits in ordered if hits]

    def pages(self, q: str) -> list[Hit]:
        """Return the menu entries that fit."""
        entries = [entry for entry in menu.entries(self.actor) if fits(q, f"{entry.label} {entry.words} {entry.name}")]
        return [Hit(entry.label, entry.url, icon=entry.icon) for entry in entries[:8]]


def fits(q: str, text: Any) -> bool:
    """Tell whether each word of `q` is in `text`."""
    words = str(text).lower()
    return all(word in words for word in q.lower().split())
