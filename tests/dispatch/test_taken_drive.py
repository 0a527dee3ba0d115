"""The kilometres of a crew from which the rescue was taken on its way: paid for the causes that the rules name, by one claim."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.models import Claim
from common.clock import now
from common.errors import Invalid
from common.history.models import History
from network.dispatch.actions import cancel_rescue, depart, reassign_rescue, report_positions
from network.dispatch.choices import TakenCause
from network.dispatch.models import Offer, Rescue
from network.dispatch.policies import EXAMPLE
from network.dispatch.rulebook import BOOK
from network.dispatch.subscribers import claim_fee_of_taken_drive
from tests.builders.claims import the_policy
from tests.builders.dispatch import a_crew, accepted, at_the_vehicle, finished, rules, settle
from tests.dispatch.test_drive import track

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_its_way(station: Any, technician: Actor, acting: Any, at_office: Any) -> Rescue:
    """A rescue whose crew has driven half of the way."""
    with at_office():
        the_policy()
    a_crew()
    rescue = accepted()
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
    with acting(technician):
        reports = track(rescue, station)
        depart(rescue.pk, acting_user=technician, at=reports[0].at)
        report_positions(rescue.serving_crew_id, reports[:11], acting_user=technician)
    return rescue


def take(rescue: Rescue, dispatcher: Actor, acting: Any, cause: str) -> None:
    with acting(dispatcher):
        reassign_rescue(rescue.pk, reason="Nearer crew", cause=cause, acting_user=dispatcher)
    settle()


def test_what_is_not_the_stations_fault_is_paid(
    on_its_way: Rescue, dispatcher: Actor, acting: Any, at_office: Any, station: Any
) -> None:
    take(on_its_way, dispatcher, acting, TakenCause.NEARER)
    with at_office():
        offer, claim = Offer.objects.exclude(taken="").get(), Claim.objects.get()
        assert (claim.number, claim.station_id) == (offer.claim_number, station.pk)
        assert (claim.distance_m, claim.rescue_id, claim.rescue_number) == (offer.driven_m, None, on_its_way.number)
        line = claim.lines.get()
        assert line.claimed_minor == claim.claimed_minor > 0 and "taken from the crew" in line.name_en


@pytest.mark.parametrize("cause", [TakenCause.LATE, TakenCause.FAILED, TakenCause.OTHER])
def test_what_is_its_fault_is_not(
    on_its_way: Rescue, dispatcher: Actor, acting: Any, at_office: Any, cause: str
) -> None:
    take(on_its_way, dispatcher, acting, cause)
    with at_office():
        offer = Offer.objects.exclude(taken="").get()
        assert offer.driven_m and offer.taken_cause == cause
        assert not Claim.objects.exists() and offer.claim_number == ""


def test_the_rules_say_what_pays(on_its_way: Rescue, dispatcher: Actor, acting: Any, at_office: Any) -> None:
    with at_office():
        rules(paid_causes=["late"])
    take(on_its_way, dispatcher, acting, TakenCause.NEARER)
    with at_office():
        assert not Claim.objects.exists()


def test_a_rescue_that_is_called_off_pays_the_way(
    on_its_way: Rescue, dispatcher: Actor, acting: Any, at_office: Any
) -> None:
    with acting(dispatcher):
        cancel_rescue(on_its_way.pk, reason="Runs again", acting_user=dispatcher)
    settle()
    with at_office():
        assert Offer.objects.get().taken_cause == TakenCause.DRIVER
        assert Claim.objects.count() == 1


def test_an_event_that_is_told_twice_is_one_claim(
    on_its_way: Rescue, dispatcher: Actor, acting: Any, at_office: Any
) -> None:
    take(on_its_way, dispatcher, acting, TakenCause.NEARER)
    with at_office():
        claim_fee_of_taken_drive(History.objects.get(verb="offer.withdrawn"))
        assert Claim.objects.count() == 1


def test_positions_after_it_was_taken_do_not_count(
    on_its_way: Rescue, dispatcher: Actor, technician: Actor, station: Any, acting: Any, at_office: Any
) -> None:
    with at_office():
        crew_id = on_its_way.serving_crew_id
    take(on_its_way, dispatcher, acting, TakenCause.NEARER)
    with at_office():
        before = Claim.objects.get().distance_m
    with acting(technician):
        report_positions(crew_id, track(on_its_way, station)[11:], acting_user=technician)
    settle()
    with at_office():
        claim = Claim.objects.get()
        assert claim.distance_m == before == Offer.objects.exclude(taken="").get().driven_m


def test_the_same_station_may_finish_it_with_another_claim(
    on_its_way: Rescue, dispatcher: Actor, acting: Any, at_office: Any
) -> None:
    a_crew(name="Crew 2", role=Role.WORKSHOP)
    take(on_its_way, dispatcher, acting, TakenCause.NEARER)
    with at_office():
        again = Offer.objects.filter(status="open").first()
    assert again is not None
    finished(at_the_vehicle(accepted(again)))
    settle()
    with at_office():
        claims = Claim.objects.order_by("created_at")
        assert [one.rescue_id for one in claims] == [None, on_its_way.pk]


def test_an_unknown_cause_is_no_rule() -> None:
    with pytest.raises((Invalid, ValueError)):
        BOOK.checked("typo", {"paid_causes": ["nearr"]})
    assert "late" not in EXAMPLE.paid_causes


def test_the_page_asks_for_the_cause(on_its_way: Rescue, client_for: Any, dispatcher: Actor, at_office: Any) -> None:
    desk = client_for(dispatcher)
    page = desk.get(f"/dispatch/rescues/{on_its_way.pk}/reassign/").content.decode()
    assert 'name="cause"' in page
    typed = {"cause": "late", "reason": "No answer"}
    assert desk.post(f"/dispatch/rescues/{on_its_way.pk}/reassign/", typed).status_code == 302
    with at_office():
        assert Offer.objects.exclude(taken="").get().taken_cause == "late"
