"""The first page: what is to be done, the numbers that matter, what is not set up yet."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours
from common.pages import SIGNED_IN, Page, cards, setup_steps, tasks
from common.pages.frame import Frame
from common.text import Text


def greeting(hour: int) -> str:
    """Return the greeting for an hour of the person's day."""
    if 5 <= hour < 12:
        return gettext("Good morning")
    return gettext("Good afternoon") if 12 <= hour < 18 else gettext("Good evening")


class Home(Page):
    """The home page of head office, of a supplier and of each station."""

    action = SIGNED_IN
    template_name = "desk/home.html"

    def get_title(self) -> Text:
        """Greet by name."""
        hour = timezone.localtime().hour
        return gettext("%(greeting)s, %(name)s") % {"greeting": greeting(hour), "name": self.actor.name}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it; somebody who works only at a station is taken there."""
        if self.actor.roles:
            return self.render()
        if self.actor.is_station:
            raise NotYours
        places = Frame(request).places
        return redirect(places[0].url) if places else self.render("desk/no_place.html")

    def context(self) -> dict[str, Any]:
        """Return what the apps brought."""
        if not self.actor.roles:
            return {}
        steps = setup_steps.collect(self.actor)
        found = cards.collect(self.actor)
        return {
            "steps": steps if not all(step.done for step in steps) else [],
            "steps_done": sum(step.done for step in steps),
            "numbers": [card for card in found if card.number is not None],
            "lists": [card for card in found if card.number is None],
            "tasks": sorted(tasks.collect(self.actor), key=lambda task: (task.due_at is None, task.due_at))[:12],
            "today": timezone.localdate(),
        }


class Shortcuts(Page):
    """The sheet of keys, as a page of its own for those who have no script."""

    action = SIGNED_IN
    title = _("Keyboard shortcuts")
    template_name = "desk/shortcuts.html"
