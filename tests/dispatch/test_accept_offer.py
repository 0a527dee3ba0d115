"""Accepting an offer: one winner, a clear sentence for everybody else."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import Membership, User
from accounts.roles import Role
from audit.certification.models import Certificate
from common.clock import now, today
from common.errors import NotAllowed, NotYours, WrongState
from common.history.models import History
from common.scope import for_office
from network.dispatch.actions import accept_offer, cancel_rescue, driving
from network.dispatch.choices import OfferStatus, RescueStatus
from network.dispatch.models import Crew, Offer, Rescue
from network.hotline.actions import close_case
from network.hotline.selectors import cases_for
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.dispatch import HOME, a_certificate, a_crew, a_rescue, accepted, an_offer, make_due, rules
from tests.dispatch.invariants import broken_invariants
from tests.world import station_actor

RACERS = 20


@pytest.fixture
def offer(db):
    a_crew()
    return an_offer()


def test_it_gives_the_crew_the_rescue_and_shows_it_the_case(offer, technician, acting):
    with acting(technician):
        rescue = accept_offer(offer.pk, acting_user=technician)
        case = cases_for(technician).get_or_404(rescue.case_id)
    assert (rescue.status, rescue.crew_id) == (RescueStatus.ACCEPTED, offer.crew_id)
    assert (case.status, case.contact_name) == ("working", "王师傅")


def test_before_it_is_accepted_the_station_sees_neither_rescue_nor_case(offer, technician, acting):
    with acting(technician):
        assert not Rescue.objects.exists()
        assert not cases_for(technician).exists()


def test_a_double_tap_is_harmless(offer, technician, acting):
    with acting(technician):
        first = accept_offer(offer.pk, acting_user=technician)
        assert accept_offer(offer.pk, acting_user=technician).version == first.version


def test_a_colleague_is_told_that_somebody_was_faster(offer, technician, station_manager, acting):
    accepted(offer)
    with acting(station_manager), pytest.raises(WrongState, match="gone") as refusal:
        accept_offer(offer.pk, acting_user=station_manager)
    assert refusal.value.message == driving.GONE[OfferStatus.ACCEPTED]


def test_an_offer_that_ran_out_can_not_be_accepted_even_before_the_poller_came(offer, technician, acting, at_office):
    make_due(offer)
    with acting(technician), pytest.raises(WrongState):
        accept_offer(offer.pk, acting_user=technician)
    with at_office():
        offer.refresh_from_db()
    assert offer.status == OfferStatus.OPEN


def test_a_rival_station_finds_no_such_offer(offer, rival_technician, acting, at_office):
    with acting(rival_technician):
        assert not Offer.objects.exists()
        with pytest.raises(NotYours):
            accept_offer(offer.pk, acting_user=rival_technician)
    with at_office():
        assert not History.objects.filter(verb="offer.accepted").exists()


def test_a_cashier_may_not_accept(offer, station_cashier, acting):
    with acting(station_cashier), pytest.raises(NotAllowed):
        accept_offer(offer.pk, acting_user=station_cashier)


def test_a_suspended_station_can_not_accept(offer, technician, acting, at_office):
    with at_office():
        Station.objects.filter(pk=offer.station_id).update(status=StationStatus.SUSPENDED)
    with acting(technician), pytest.raises(WrongState, match="inactive"):
        accept_offer(offer.pk, acting_user=station_actor(Role.TECHNICIAN))


def test_a_crew_whose_certificate_has_ended_meanwhile_can_not_accept(offer, technician, acting, at_office):
    with at_office():
        Certificate.objects.update(valid_until=today() - timedelta(days=1))
    with acting(technician), pytest.raises(WrongState, match="not_certified"):
        accept_offer(offer.pk, acting_user=technician)
    with at_office():
        offer.refresh_from_db()
        assert offer.status == OfferStatus.OPEN and not History.objects.filter(verb="offer.accepted").exists()


def test_the_case_of_an_open_rescue_can_not_be_closed_and_the_crew_still_accepts(
    offer, dispatcher, technician, acting, at_office
):
    with at_office():
        case_id = Offer.objects.get().rescue.case_id
    with acting(dispatcher), pytest.raises(WrongState, match="still_open"):
        close_case(case_id, result="Twin", acting_user=dispatcher)
    with acting(technician):
        assert accept_offer(offer.pk, acting_user=technician).status == RescueStatus.ACCEPTED
    with acting(dispatcher):
        cancel_rescue(offer.rescue_id, reason="Twin", acting_user=dispatcher)
        assert close_case(case_id, result="Twin", acting_user=dispatcher).status == "closed"


def test_a_full_crew_can_not_accept(offer, technician, acting, at_office):
    with at_office():
        Crew.objects.update(load=1)
    with acting(technician), pytest.raises(WrongState, match="full"):
        accept_offer(offer.pk, acting_user=technician)
    with at_office():
        offer.refresh_from_db()
        assert offer.status == OfferStatus.OPEN


def _crews_at_home(count):
    """Return crews of one station, each with a rider of its own."""
    station = Station.objects.get(code=HOME)
    made = []
    for number in range(count):
        rider = _colleague(1000 + number, station.pk)
        a_certificate(station_actor_of(rider, station.pk))
        made.append(a_crew(name=f"Crew {number}", members=[rider.pk], certified=False))
    return made


def _race_for_all(people_each):
    """Let many people try to take each open offer of the rescue at once; returns (taken, refused by the database)."""
    with for_office(), transaction.atomic():
        offers = list(Offer.objects.filter(status=OfferStatus.OPEN))
    station_id = offers[0].station_id
    tries = [(offer, _colleague(n, station_id)) for n, offer in enumerate(offers * people_each)]
    begin = Barrier(len(tries))

    def attempt(one):
        offer, user = one
        actor = station_actor_of(user, station_id)
        begin.wait(60)
        try:
            with inside(actor.station):
                accept_offer(offer.pk, acting_user=actor)
            return "taken"
        except WrongState:
            return "late"
        except IntegrityError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tries)) as pool:
        outcomes = list(pool.map(attempt, tries))
    return outcomes.count("taken"), outcomes.count("refused")


@pytest.fixture
def five_asked(committed_db):
    """A rescue that was offered to five crews at once."""
    with for_office(), transaction.atomic():
        rules(parallel=5)
    _crews_at_home(5)
    return an_offer().rescue


def test_of_fifty_at_five_offers_one_wins_and_the_others_are_taken_back(five_asked):
    assert _race_for_all(10) == (1, 0)
    with for_office(), transaction.atomic():
        states = sorted(Offer.objects.values_list("status", flat=True))
        assert states == ["accepted"] + ["withdrawn"] * 4
        assert sum(Crew.objects.values_list("load", flat=True)) == 1
        assert History.objects.filter(verb="offer.withdrawn").count() == 4
        assert not broken_invariants()


def test_without_the_lock_the_database_still_lets_one_win(five_asked, monkeypatch):
    monkeypatch.setattr(driving, "lock_rescue", lambda key: Rescue.objects.get(pk=key))
    monkeypatch.setattr(driving, "win", _slow_win(driving.win))
    monkeypatch.setattr(driving, "_accepted", lambda rescue, offer, actor: None)
    taken, refused = _race_for_all(2)
    assert taken == 1 and refused >= 1


def test_red_control_a_check_alone_lets_several_win(five_asked, monkeypatch):
    """With neither lock nor write to the database, each of the five believes that it has the rescue."""
    monkeypatch.setattr(driving, "lock_rescue", lambda key: Rescue.objects.get(pk=key))
    monkeypatch.setattr(driving, "win", _slow_win(lambda offer, actor: None))
    monkeypatch.setattr(driving, "_accepted", lambda rescue, offer, actor: None)
    monkeypatch.setattr(driving, "load_crew", lambda crew_id: None)
    assert _race_for_all(2)[0] > 1


def _slow_win(real):
    def slow(offer, acting_user):
        if offer.status != OfferStatus.OPEN:
            raise WrongState
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")
        real(offer, acting_user)

    return slow


def _race(offer, count=RACERS):
    """Let many people of the station accept the same offer at once; returns how many were told that they have it."""
    people = [_colleague(number, offer.station_id) for number in range(count)]

    def attempt(user):
        actor = station_actor_of(user, offer.station_id)
        try:
            with inside(actor.station):
                accept_offer(offer.pk, acting_user=actor)
            return True
        except WrongState:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as pool:
        return sum(pool.map(attempt, people))


def _colleague(number, station_id):
    user = User.objects.create_user(f"racer{number}@stationmaster.example", name=f"Racer {number}")
    Membership.objects.create(user=user, role=Role.TECHNICIAN, station_id=station_id)
    return user


def station_actor_of(user, station_id):
    from accounts.actors import actor_at_station

    return actor_at_station(user, Station.objects.get(pk=station_id))


def test_of_twenty_at_once_one_wins(committed_db):
    a_crew(capacity=RACERS)
    offer = an_offer()
    assert _race(offer) == 1
    with for_office(), transaction.atomic():
        assert Crew.objects.get(pk=offer.crew_id).load == 1
        assert History.objects.filter(verb="rescue.accepted").count() == 1


def test_red_control_without_the_guards_several_win(committed_db, monkeypatch):
    """With lock and guarded UPDATE off, and a moment between check and write, the race is seen."""
    a_crew(capacity=RACERS)
    offer = an_offer()
    monkeypatch.setattr(driving, "lock_rescue", lambda key: Rescue.objects.get(pk=key))
    monkeypatch.setattr(driving, "win", _unguarded)
    monkeypatch.setattr(driving, "_accepted", lambda rescue, offer, actor: None)
    assert _race(offer) > 1


def _unguarded(offer, acting_user):
    if offer.status != OfferStatus.OPEN:
        raise WrongState
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(0.1)")
    Offer.objects.filter(pk=offer.pk).update(
        status=OfferStatus.ACCEPTED, answered_at=now() + timedelta(0), answered_by=acting_user.id
    )


def test_the_database_allows_one_open_offer_of_a_rescue(offer, at_office):
    with at_office(), pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(
            rescue_id=offer.rescue_id,
            station_id=offer.station_id,
            crew=a_crew(name="Crew 2", members=[]),
            round=9,
            distance_m=1,
            eta_s=1,
            expires_at=now(),
        )


def test_a_crew_is_asked_for_one_rescue_at_a_time(offer, at_office):
    second = a_rescue()
    from network.dispatch.actions import offer_best

    assert offer_best(second.pk) is None
    with at_office():
        second.refresh_from_db()
        assert second.status == RescueStatus.UNSERVED
