"""The kilometres of a crew from which the rescue was taken on its way: paid for the causes that the rules name, by one claim."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.models import Claim
from common.clock import now
from common.deadlines.models import Deadline
from common.errors import Invalid
from common.history.models import History
from network.dispatch.actions import Report, cancel_rescue, depart, reassign_rescue, report_positions
from network.dispatch.actions.catching_up import LATELY
from network.dispatch.choices import TAKEN_DRIVE, TakenCause
from network.dispatch.geo import great_circle_m
from network.dispatch.models import Crew, Offer, Rescue
from network.dispatch.phone import take_report
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
        reports = until_now(track(rescue, station), 11)
        depart(rescue.pk, acting_user=technician, at=reports[0].at)
        report_positions(rescue.serving_crew_id, reports[:11], acting_user=technician)
    return rescue


def until_now(reports: list[Report], last: int) -> list[Report]:
    """Return a drive of which the report before place `last` is of this moment."""
    later = now() - reports[last - 1].at
    return [replace(one, at=one.at + later) for one in reports]


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


@pytest.fixture
def in_a_dead_spot(station: Any, acting: Any, at_office: Any) -> Rescue:
    """A rescue whose crew has accepted an hour ago; its phone is offline since."""
    with at_office():
        the_policy()
    a_crew()
    rescue = accepted()
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
        Offer.objects.update(answered_at=now() - timedelta(hours=1))
    return rescue


def flush(rescue: Rescue, reports: list[Report], technician: Actor, acting: Any) -> list[bool]:
    """Send what the phone has kept: that the crew departed, and where it was."""
    fixes = [
        {"key": str(one.client_id), "at": one.at.isoformat(), "lat": one.lat, "lon": one.lon, "accuracy_m": 10.0}
        for one in reports
    ]
    crew = str(rescue.crew_id)
    steps = [
        {"key": "1", "do": "depart", "id": str(rescue.pk), "crew": crew, "at": reports[0].at.isoformat()},
        {"key": "2", "do": "positions", "id": crew, "fixes": fixes},
    ]
    with acting(technician):
        return [one.ok for one in take_report(technician, steps)]


@pytest.mark.parametrize("is_reassigned", [False, True])
def test_what_a_phone_without_a_network_tells_late_counts_until_the_rescue_was_taken(
    in_a_dead_spot: Rescue,
    station: Any,
    dispatcher: Actor,
    technician: Actor,
    acting: Any,
    at_office: Any,
    is_reassigned: bool,
) -> None:
    rescue, way_out = in_a_dead_spot, until_now(track(in_a_dead_spot, station), 11)
    if is_reassigned:
        take(rescue, dispatcher, acting, TakenCause.NEARER)
    else:
        with acting(dispatcher):
            cancel_rescue(rescue.pk, reason="Runs again", acting_user=dispatcher)
        settle()
    with at_office():
        assert (Offer.objects.get(taken_at__isnull=False).driven_m, Claim.objects.count()) == (0, 0)
    with acting(technician):
        Crew.objects.update(on_duty=False)  # whoever goes home sends the rest from there
    assert flush(rescue, way_out[:14], technician, acting) == [True, True]
    settle()
    with at_office():
        offer, half_m = Offer.objects.get(taken_at__isnull=False), round(offer_road_m(rescue, station) / 2)
        assert offer.driven_m == pytest.approx(2 * half_m, rel=0.02) and offer.driven_from == "track"
        assert rescue.positions.count() == 11  # what came after it is no part of this drive
        claim = Claim.objects.get()
        assert (claim.distance_m, claim.number) == (offer.driven_m, offer.claim_number)
    assert flush(rescue, way_out[:14], technician, acting) == [True, True]
    settle()
    with at_office():
        assert Claim.objects.count() == 1


def offer_road_m(rescue: Rescue, station: Any) -> float:
    return great_circle_m(station.lat, station.lon, rescue.lat, rescue.lon)


def test_a_departure_after_it_was_called_off_is_none(
    in_a_dead_spot: Rescue, station: Any, dispatcher: Actor, technician: Actor, acting: Any, at_office: Any
) -> None:
    with acting(dispatcher):
        cancel_rescue(in_a_dead_spot.pk, reason="Runs again", acting_user=dispatcher)
    late = until_now(track(in_a_dead_spot, station), 2)[1:3]
    assert flush(in_a_dead_spot, late, technician, acting) == [False, True]
    with at_office():
        offer = Offer.objects.get()
        assert (offer.departed_at, offer.driven_m) == (None, 0)


def test_a_phone_that_fell_silent_on_its_way_has_twelve_hours_to_tell_the_rest(
    on_its_way: Rescue, station: Any, dispatcher: Actor, acting: Any, at_office: Any
) -> None:
    with at_office():
        Crew.objects.update(position_at=now() - timedelta(minutes=5))
    take(on_its_way, dispatcher, acting, TakenCause.NEARER)
    with at_office():
        assert not Claim.objects.exists()
        offer = Offer.objects.get(taken_at__isnull=False)
        deadline = Deadline.objects.get(kind=TAKEN_DRIVE)
        assert offer.taken_at is not None and deadline.due_at == offer.taken_at + LATELY
        deadline.due_at = now()
        deadline.save(update_fields=["due_at"])
    settle()
    with at_office():
        assert Claim.objects.get().distance_m == offer.driven_m
