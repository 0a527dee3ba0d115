"""What keeps a case open: rooms above the hotline say here what still goes on for it."""

from collections.abc import Callable
from uuid import UUID

Asked = Callable[[UUID], str]
_asked: list[Asked] = []


def keeps_open(ask: Asked) -> Asked:
    """Register a function that says, for the key of a case, why it can't be closed yet; empty when nothing is in the way."""
    _asked.append(ask)
    return ask


def why_open(case_id: UUID) -> str:
    """Return why the case can't be closed yet; empty when it can."""
    return next((words for ask in _asked if (words := ask(case_id))), "")
