"""What rooms above the policy add to a version's page: buttons, and what should be known before it is published."""

from collections.abc import Callable

from accounts.actors import Actor
from billing.policy.models import PolicyVersion
from common.pages import Button
from common.text import Text

Buttons = Callable[[Actor, PolicyVersion], list[Button]]
Note = Callable[[Actor, PolicyVersion], Text]

_buttons: list[Buttons] = []
_notes: list[Note] = []


def add_buttons(make: Buttons) -> None:
    """Ask `make(actor, version)` for further buttons of a version's page."""
    _buttons.append(make)


def add_note(make: Note) -> None:
    """Ask `make(actor, version)` what should be known before a draft is published."""
    _notes.append(make)


def buttons_for(actor: Actor, version: PolicyVersion) -> list[Button]:
    """Return the buttons that others add."""
    return [button for make in _buttons for button in make(actor, version)]


def notes_for(actor: Actor, version: PolicyVersion) -> list[str]:
    """Return what should be known."""
    return [str(text) for make in _notes if (text := make(actor, version))]
