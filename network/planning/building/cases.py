"""The socket for onboarding, which stands above planning: candidates that may become a target's station, and how far they are."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from common.text import Text

PREFIX = "cnd"  # of candidates' public ids


@dataclass(frozen=True, slots=True)
class Case:
    """A candidate on the way to a station. `is_over`: turned down, so it will not become one. `place` says where it is without naming the
    company: whoever sees a shared scenario need not see the candidate."""

    id: UUID
    name: str
    region: str
    status: Text
    url: str
    is_opened: bool = False
    is_over: bool = False
    opened_on: date | None = None
    key: str = ""
    place: str = ""
    province_code: str = ""
    lat: float = 0.0
    lon: float = 0.0

    @property
    def is_under_way(self) -> bool:
        """Whether it may still become a station."""
        return not self.is_opened and not self.is_over


class Ports:
    """The socket; onboarding plugs in.

    `in_sight(actor)` may be attached by that person, `known(ids)` are looked up for progress, `seen_of(actor, ids)` are those of them whose
    page that person may open.
    """

    in_sight: Callable[[Any], Sequence[Case]] = staticmethod(lambda actor: ())
    known: Callable[[Collection[UUID]], Mapping[UUID, Case]] = staticmethod(lambda ids: {})
    seen_of: Callable[[Any, Collection[UUID]], Collection[UUID]] = staticmethod(lambda actor, ids: ids)


ports = Ports()
