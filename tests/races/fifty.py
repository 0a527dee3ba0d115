"""Fifty people do the same thing at the same moment, each in a thread with a connection of its own."""

import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import connection, connections, transaction

from accounts.actors import Actor, actor_at_office, actor_at_station
from accounts.models import Membership, User
from accounts.roles import Role
from common.errors import DomainError
from common.history.models import History
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.conftest import standing

FIFTY = 50
Stand = Callable[[], AbstractContextManager[Any]]


@dataclass
class Outcome:
    """Who came through, who was refused with a sentence, and who met with anything else."""

    won: list[Any] = field(default_factory=list)
    refused: list[DomainError] = field(default_factory=list)
    broken: list[Exception] = field(default_factory=list)

    @property
    def counts(self) -> tuple[int, int, int]:
        """Return how many won, were refused, and broke."""
        return len(self.won), len(self.refused), len(self.broken)

    @property
    def statuses(self) -> set[int]:
        """Return the HTTP statuses of the refusals."""
        return {error.status for error in self.refused}

    @property
    def sentences(self) -> list[str]:
        """Return what the refused are told."""
        return [str(error.message) for error in self.refused]


def race(acts: Sequence[Callable[[], Any]], stand: Stand = at_head_office) -> Outcome:
    """Let all act at once: every transaction is open before the first one acts. An act that returns None has lost quietly."""
    return _race([(stand, act) for act in acts])


def race_of(people: Sequence[Actor], act: Callable[[Actor], Any]) -> Outcome:
    """Let all these people do the same at once, each standing where they stand."""
    return _race([(partial(standing, who), partial(act, who)) for who in people])


def _race(acts: Sequence[tuple[Stand, Callable[[], Any]]]) -> Outcome:
    outcome, ready = Outcome(), threading.Barrier(len(acts))

    def run(stand: Stand, act: Callable[[], Any]) -> None:
        try:
            with stand(), transaction.atomic():
                connection.ensure_connection()
                ready.wait(60)
                result = act()
            if result is not None:
                outcome.won.append(result)
        except DomainError as error:
            outcome.refused.append(error)
        except Exception as error:
            outcome.broken.append(error)
        finally:
            connections.close_all()

    _together([threading.Thread(target=run, args=one) for one in acts])
    return outcome


def at_once(acts: Sequence[Callable[[], Any]]) -> list[Any]:
    """Let all act at once and return what each returned; for acts that open and close everything themselves, such as requests."""
    ready, results = threading.Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            ready.wait(60)
            results.append(act())
        finally:
            connections.close_all()

    _together([threading.Thread(target=run, args=(act,)) for act in acts])
    return results


def _together(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


def crowd(role: Role, size: int = FIFTY, region: str = "") -> list[Actor]:
    """Hire so many people of one role at head office, or in a region's office."""
    users = [
        User.objects.create_user(f"{role.value}.{n}@stationmaster.example", name=f"{role.value} {n}")
        for n in range(size)
    ]
    for user in users:
        Membership.objects.create(user=user, role=role, region=region)
    return [actor_at_office(user) for user in users]


def staff(role: Role, station: Station, size: int = FIFTY) -> list[Actor]:
    """Hire so many people of one role at a station."""
    users = [
        User.objects.create_user(f"{role.value}.{n}@stationmaster.example", name=f"{role.value} {n}")
        for n in range(size)
    ]
    for user in users:
        Membership.objects.create(user=user, role=role, station_id=station.pk)
    return [actor_at_station(user, station) for user in users]


def told(subject: Any, *verbs: str) -> int:
    """Return how many history rows of these verbs there are about the subject."""
    with at_head_office(), transaction.atomic():
        return History.objects.filter(aggregate_id=subject.pk, verb__in=verbs).count()
