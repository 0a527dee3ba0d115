"""Several crews asked at once: who is asked next, and whose time to answer is over. Pure, so that engine and simulator share the answers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from network.dispatch.automatic import AutomaticLimits
from network.dispatch.engine import Ranked

Asked = TypeVar("Asked")
Moment = TypeVar("Moment", datetime, float)


def put_planned_first(candidates: Sequence[Ranked], planned: UUID | None) -> list[Ranked]:
    """Return the candidates, the crew of a committed plan before all others."""
    return sorted(candidates, key=lambda one: one.crew.crew_id != planned)


def keep_within_reach(candidates: Sequence[Ranked], limits: AutomaticLimits, planned: UUID | None) -> list[Ranked]:
    """Return the candidates that the engine may ask by itself; a committed plan has said yes to its crew already."""
    return [one for one in candidates if one.crew.crew_id == planned or not limits.is_too_far(one.distance_m)]


def ask_in_turn(
    candidates: Iterable[Ranked], slots: Sequence[int], ask: Callable[[Ranked, int, int], Asked | None]
) -> list[Asked]:
    """Ask the candidates in their order until each slot is taken; returns who was asked.

    `ask` gets the candidate, its slot and how many were asked before it. It returns None for a crew that another rescue is asking: a crew
    is asked for one at a time, whatever its capacity.
    """
    made: list[Asked] = []
    for candidate in candidates:
        if len(made) == len(slots):
            break
        asked = ask(candidate, slots[len(made)], len(made))
        if asked is not None:
            made.append(asked)
    return made


def empty_slots(parallel: int, taken: Iterable[int]) -> list[int]:
    """Return the slots in which nobody is being asked."""
    return sorted(set(range(parallel)) - set(taken))


def are_over(ends: Sequence[Moment], moment: Moment, parallel: int) -> list[bool]:
    """Return for each open offer whether its time is over, once their rescue's limit has passed.

    With every slot taken and none past its own end the limit itself says that their time is over.
    """
    over = [end <= moment for end in ends]
    return over if any(over) or len(ends) < parallel else [True] * len(ends)
