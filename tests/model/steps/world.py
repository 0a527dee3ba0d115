"""What a step is, whom and what it finds, and how it chooses by its dice."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any
from uuid import UUID

from accounts.actors import Actor
from accounts.roles import Role
from billing.settlement.offsets.choices import Party
from tests.conftest import standing
from tests.model.books import Books


@dataclass
class World:
    """Who acts, what there is to claim, and the model."""

    books: Books
    office: dict[Role, Actor]
    people: dict[tuple[str, Role], Actor]
    suppliers: dict[str, Actor]
    parties: dict[Party, Actor]  # of the first station's offsets
    stations: dict[str, UUID]
    orders: list[tuple[str, UUID]]  # repair orders that have no claim yet
    move_clock: Callable[[timedelta], None]


@dataclass(frozen=True)
class Deed:
    """What is about to happen: where one stands, what the product is asked, what the model answers.

    `expect` gets what the product returned, or None after a refusal, and so learns the keys of new rows.
    """

    said: str
    stand: Callable[[], AbstractContextManager[Any]]
    act: Callable[[], Any]
    expect: Callable[[Any], str]
    may_crash: bool = True


Step = Callable[[World, Random], Deed | None]
STEPS: list[tuple[str, int, Step]] = []


def step(weight: int) -> Callable[[Step], Step]:
    """Register the function below as a step that is taken so often."""

    def register(function: Step) -> Step:
        STEPS.append((function.__name__, weight, function))
        return function

    return register


def deed(said: str, actor: Actor, act: Callable[[], Any], expect: Callable[[Any], str]) -> Deed:
    """Return a deed of a person, who stands where the middleware would put them."""
    return Deed(said, lambda: standing(actor), act, expect)


def one_of(rows: Sequence[Any], dice: Random, fitting: Callable[[Any], bool]) -> Any:
    """Choose a row that fits, or (one time of ten) any: most of these have to be refused. None when there is no such row."""
    chosen = rows if dice.random() < 0.1 else [row for row in rows if fitting(row)]
    return dice.choice(chosen) if chosen else None


def reason(dice: Random) -> str:
    """Return a reason, or rarely none."""
    return "" if dice.random() < 0.05 else "because"


def amounts(limits: Sequence[int], dice: Random) -> list[int]:
    """Return full, cut, nothing, or (rarely) too much for each line."""
    mood = dice.random()
    if mood < 0.5:
        return list(limits)
    if mood < 0.6:
        return [0 for _ in limits]
    if mood < 0.65:
        return [limit + 1 for limit in limits]
    return [dice.choice([limit, 0, dice.randint(0, limit)]) for limit in limits]
