"""Who acts: the little that the ground floor needs to know of a person. `accounts.actors.Actor` is one."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


class Person(Protocol):
    """Somebody (or a process of ours) whose name history keeps."""

    @property
    def id(self) -> UUID | None:
        """The user's key; None for a process."""

    @property
    def name(self) -> str:
        """The name that history shows."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process of ours that acts by itself: a poller, a subscriber, an engine."""

    name: str
    id: None = None
