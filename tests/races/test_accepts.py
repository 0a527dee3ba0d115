"""Very many accepts at once, over several offers: each offer has one winner, everybody else a sentence, no crew two jobs.

Some hundred in the suite; ten thousand behind the `long` marker. The red control, with lock and guarded update off, is in
`tests/dispatch/test_accept_offer.py`.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from django.db import connections, transaction

from accounts.actors import Actor
from accounts.roles import Role
from common.errors import WrongState
from common.scope import for_office
from network.dispatch.actions import CrewPlan, accept_offer, form_crew, set_duty
from network.dispatch.models import Crew, Offer
from network.dispatch.verify import broken
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.dispatch import HOME, a_certificate, an_offer
from tests.races.fifty import staff
from tests.world import station_actor

AT_ONCE = 24  # as many connections as a small server gives


@dataclass(frozen=True, slots=True)
class Storm:
    """What came out: who won which offer, and how many were refused."""

    won: Sequence[Offer]
    refused: int


def storm(offers: Sequence[Offer], people: Sequence[Actor], tries: int) -> Storm:
    """Let people accept, over all offers in turn, as many at a time as there are connections."""

    def attempt(number: int) -> Offer | None:
        offer, who = offers[number % len(offers)], people[number // len(offers) % len(people)]
        try:
            with inside(who.station):
                accept_offer(offer.pk, acting_user=who)
            return offer
        except WrongState:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(attempt, range(tries)))
    return Storm([one for one in results if one is not None], results.count(None))


def offers_of(count: int) -> list[Offer]:
    """Return offers to as many crews of one station."""
    with transaction.atomic():
        manager = station_actor(Role.STATION_MANAGER, HOME)
        riders = staff(Role.TECHNICIAN, manager.station, count)
        for number, rider in enumerate(riders):
            a_certificate(rider)
            with inside(manager.station):
                plan = CrewPlan(name=f"Crew {number}", capabilities=["repair", "tow", "tyre"], members=[rider.id])
                set_duty(form_crew(plan, acting_user=manager).pk, True, acting_user=manager)
        return [an_offer() for _number in range(count)]


def play(offers: int, people: int) -> None:
    made = offers_of(offers)
    with transaction.atomic():
        crowd = staff(Role.WORKSHOP, Station.objects.get(code=HOME), people)
    came = storm(made, crowd, offers * people)
    assert sorted(one.pk for one in came.won) == sorted(one.pk for one in made)
    assert came.refused == offers * people - offers
    with for_office(), transaction.atomic():
        assert list(Crew.objects.values_list("load", flat=True)) == [1] * offers
        assert list(broken()) == []


def test_of_two_hundred_accepts_over_five_offers_five_win(committed_db: None) -> None:
    play(5, 40)


@pytest.mark.long
def test_of_ten_thousand_accepts_over_fifty_offers_fifty_win(committed_db: None) -> None:
    play(50, 200)
