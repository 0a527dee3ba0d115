"""Further steps of a record (a case, a rescue, a repair order): its page shows the buttons that the rooms above (disputes) tell here."""

from collections.abc import Callable, Sequence
from typing import Any

from common.pages.parts import Button

Maker = Callable[[Any, Any], Button | None]
_makers: list[Maker] = []


def add_step(maker: Maker) -> Maker:
    """Register what offers the actor a button for a record, `maker(actor, record)`, or None. For an app's `desk.py`."""
    _makers.append(maker)
    return maker


def further_steps(actor: Any, record: Any) -> Sequence[Button]:
    """Return the buttons for a record; each names the action without which it is not shown."""
    return [button for button in (maker(actor, record) for maker in _makers) if button is not None]
