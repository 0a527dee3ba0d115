"""Further steps of a case or a rescue: its pages show the buttons that the rooms above (disputes) tell here."""

from collections.abc import Callable, Sequence
from typing import Any

from common.pages import Button

Maker = Callable[[Any], Button | None]
_makers: list[Maker] = []


def add_step(maker: Maker) -> Maker:
    """Register what offers a button for a case or a rescue, or None. For an app's `desk.py`."""
    _makers.append(maker)
    return maker


def further_steps(record: Any) -> Sequence[Button]:
    """Return the buttons for a record; each names the action without which it is not shown."""
    return [button for button in (maker(record) for maker in _makers) if button is not None]
