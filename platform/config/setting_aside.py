"""What a process holds for good is put aside from the garbage collector's rounds: whoever is being answered would wait for it to be looked through.

Django's models, addresses and texts are some hundred thousand objects that live as long as the process; templates and pages join them at the
first visit. So a process sets aside when it begins to work, and again after each of its first full rounds. These are few, since what is in use
at such a moment stays aside with the rest.
"""

import gc
from typing import Any

FULL, FIRST_ROUNDS = 2, 12
_rounds_left = 0


def set_aside(rounds: int = FIRST_ROUNDS) -> None:
    """Put aside what there is now, and what outlives each of the next `rounds` full rounds."""
    global _rounds_left
    _rounds_left = 0  # the round of its own is none of them
    gc.collect()
    gc.freeze()
    _rounds_left = rounds
    if _after_a_round not in gc.callbacks:
        gc.callbacks.append(_after_a_round)


def _after_a_round(phase: str, info: dict[str, Any]) -> None:
    global _rounds_left
    if _rounds_left and phase == "stop" and info["generation"] == FULL:
        _rounds_left -= 1
        gc.freeze()
