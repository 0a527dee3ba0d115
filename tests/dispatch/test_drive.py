"""From acceptance to the finished rescue, and to the claim for the drive."""

from datetime import timedelta
from uuid import uuid4

import pytest

from billing.claims.models import Claim
from common.clock import database_now, now
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from network.dispatch.actions import (
    Report,
    arrive,
    cancel_rescue,
    depart,
    finish,
    offer_to,
    reassign_rescue,
    report_positions,
    set_duty,
)
from network.dispatch.choices import OPEN_RESCUE, RESCUE_MOVES, Limit, OfferStatus, RescueStatus
from network.dispatch.geo import between
from network.dispatch.models import Crew, Offer, Position, Rescue
from network.dispatch.policies import EXAMPLE
from tenants.registry.models import Station
from tests.builders.dispatch import RIVAL, a_crew, a_rescue, accepted, an_offer, at_the_vehicle, finished, settle
from tests.builders.policy import a_published_policy, content
from tests.dispatch.invariants import broken_invariants


@pytest.fixture
def rescue(db):
    a_crew()
    return accepted(an_offer())


def open_limit(rescue):
    return Deadline.objects.get(subject_id=rescue.pk, kind__in=Limit.values, done_at__isnull=True).kind


def track(rescue: Rescue, station: Station, steps: int = 20) -> list[Report]:
    """Return a straight drive from the station to the vehicle in the last minutes."""
    begin = now() - timedelta(seconds=15 * steps)
    places = [between(station.lat, station.lon, rescue.lat, rescue.lon, step / steps) for step in range(steps + 1)]
    return [Report(uuid4(), begin + timedelta(seconds=15 * step), *place, 10.0) for step, place in enumerate(places)]


def test_each_step_puts_the_rescue_under_its_own_limit(rescue, technician, acting, at_office):
    with acting(technician):
        assert open_limit(rescue) == Limit.DEPART
        assert open_limit(depart(rescue.pk, acting_user=technician)) == Limit.ARRIVE
        assert open_limit(arrive(rescue.pk, acting_user=technician)) == Limit.FINISH
        done = finish(rescue.pk, result="Repaired", acting_user=technician)
    with at_office():
        assert done.status == RescueStatus.FINISHED
        assert not Deadline.objects.filter(subject_id=rescue.pk, done_at__isnull=True).exists()
        assert not broken_invariants()


def test_an_arrival_that_is_told_late_counts_from_when_it_was(rescue, technician, acting, at_office):
    arrived_at = now() - timedelta(hours=3)
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=5))
    with acting(technician):
        depart(rescue.pk, acting_user=technician, at=now() - timedelta(hours=4))
        arrive(rescue.pk, acting_user=technician, at=arrived_at)
        due_at = Deadline.objects.get(subject_id=rescue.pk, kind=Limit.FINISH, done_at__isnull=True).due_at
    assert due_at == arrived_at + timedelta(seconds=EXAMPLE.finish_s)


def test_a_step_that_comes_twice_changes_nothing(rescue, technician, acting):
    with acting(technician):
        first = depart(rescue.pk, acting_user=technician)
        assert depart(rescue.pk, acting_user=technician).version == first.version


def test_arriving_before_departing_is_refused(rescue, technician, acting):
    with acting(technician), pytest.raises(WrongState):
        arrive(rescue.pk, acting_user=technician)


def test_a_phone_that_was_offline_tells_when_it_happened_within_reason(rescue, technician, acting):
    with acting(technician):
        early = depart(rescue.pk, acting_user=technician, at=rescue.accepted_at - timedelta(hours=3))
        assert early.departed_at == rescue.accepted_at
        late = arrive(rescue.pk, acting_user=technician, at=database_now() + timedelta(hours=3))
        assert late.arrived_at <= database_now()


@pytest.mark.parametrize("departs", [False, True])
def test_finishing_before_the_arrival_is_refused_and_changes_nothing(rescue, technician, acting, departs):
    with acting(technician):
        if departs:
            depart(rescue.pk, acting_user=technician)
        with pytest.raises(WrongState):
            finish(rescue.pk, result="Repaired", acting_user=technician)
        assert Rescue.objects.get().finished_at is None
        assert not History.objects.filter(verb="rescue.finished").exists()


def test_finishing_needs_a_result(rescue, technician, acting):
    at_the_vehicle(rescue)
    with acting(technician), pytest.raises(Invalid) as refusal:
        finish(rescue.pk, result="  ", acting_user=technician)
    assert refusal.value.field == "result"


def test_a_rival_can_not_drive_it(rescue, rival_technician, acting):
    with acting(rival_technician), pytest.raises(NotYours):
        depart(rescue.pk, acting_user=rival_technician)


def test_the_dispatcher_does_not_drive(rescue, dispatcher, acting):
    with acting(dispatcher), pytest.raises(NotAllowed):
        depart(rescue.pk, acting_user=dispatcher)


def test_the_driven_way_is_the_track_there_and_back(rescue, technician, station, acting, at_office):
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
    with acting(technician):
        reports = track(rescue, station)
        depart(rescue.pk, acting_user=technician, at=reports[0].at)
        report_positions(rescue.crew_id, reports[:-1], acting_user=technician)
        arrive(rescue.pk, acting_user=technician)
        done = finish(rescue.pk, result="Repaired", acting_user=technician)
    assert done.distance_m == pytest.approx(2 * 5_353 * 19 / 20, rel=0.03)


def test_without_a_track_the_estimated_road_counts(rescue, at_office):
    done = finished(at_the_vehicle(rescue))
    with at_office():
        assert done.distance_m == 2 * Offer.objects.get(rescue=rescue).distance_m


def test_standing_at_the_vehicle_is_arriving(rescue, technician, station, acting, at_office):
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
    with acting(technician):
        reports = track(rescue, station)
        depart(rescue.pk, acting_user=technician, at=reports[0].at)
        report_positions(rescue.crew_id, reports, acting_user=technician)
    with at_office():
        rescue.refresh_from_db()
        assert rescue.status == RescueStatus.ARRIVED
        assert History.objects.get(verb="rescue.arrived").actor_id is None


def test_a_repeated_batch_is_stored_once(rescue, technician, station, acting):
    with acting(technician):
        depart(rescue.pk, acting_user=technician)
        reports = track(rescue, station)[-5:-1]
        assert report_positions(rescue.crew_id, reports, acting_user=technician).stored == 4
        again = report_positions(rescue.crew_id, reports, acting_user=technician)
        assert (again.stored, again.known, Position.objects.count()) == (0, 4, 4)


def test_positions_of_the_future_or_from_nowhere_are_refused_alone(rescue, technician, station, acting):
    good = track(rescue, station)[-3]
    future = Report(uuid4(), now() + timedelta(hours=1), 31.0, 121.0)
    nowhere = Report(uuid4(), now(), 99.0, 121.0)
    with acting(technician):
        taken = report_positions(rescue.crew_id, [future, good, nowhere], acting_user=technician)
    assert (taken.stored, taken.refused) == (1, 2)


def test_off_duty_no_position_is_kept(technician, acting):
    crew = a_crew()
    with acting(technician):
        set_duty(crew.pk, False, acting_user=technician)
        taken = report_positions(crew.pk, [Report(uuid4(), now(), 31.0, 121.0)], acting_user=technician)
        assert (taken.stored, taken.refused, Position.objects.count()) == (0, 1, 0)


def test_a_crew_with_a_rescue_can_not_go_off_duty(rescue, technician, acting):
    with acting(technician), pytest.raises(WrongState):
        set_duty(rescue.crew_id, False, acting_user=technician)


def test_the_finished_rescue_becomes_one_claim_for_the_drive(rescue, at_office):
    with at_office():
        a_published_policy()
    done = finished(at_the_vehicle(rescue))
    settle()
    with at_office():
        claim = Claim.objects.get(rescue_id=done.pk)
        assert (claim.distance_m, claim.station_id) == (done.distance_m, done.station_id)
        assert (claim.is_highway, claim.is_plateau) == (True, False)  # the case names the G2 near Shanghai


def test_a_breakdown_on_the_plateau_is_paid_as_such_wherever_the_station_is(rescue, at_office):
    region = {"clause": "2.9", "code": "high", "name_zh": "高原", "name_en": "Plateau", "provinces": ["青海"]}
    with at_office():
        outbound = content()["outbound"] | {"plateau_regions": ["high"], "plateau_percent": "150"}
        a_published_policy(outbound=outbound, regions=[region])
        rescue.change(lat=36.4, lon=101.6)
    done = finished(at_the_vehicle(rescue))
    settle()
    with at_office():
        assert Claim.objects.get(rescue_id=done.pk).is_plateau


def test_reassigning_takes_the_rescue_and_the_case_away_from_the_station(
    rescue, dispatcher, technician, acting, at_office
):
    with acting(dispatcher):
        reassign_rescue(rescue.pk, reason="Crew stuck in a jam", acting_user=dispatcher)
    with acting(technician):
        assert not Rescue.objects.exists()
    with at_office():
        rescue.refresh_from_db()
        assert (rescue.status, rescue.crew_id, rescue.accepted_at) == (RescueStatus.WAITING, None, None)
        assert Crew.objects.get().load == 0
        assert rescue.case.station_id is None
        assert not broken_invariants()


def take_away(rescue, dispatcher, acting, at_office):
    with acting(dispatcher):
        reassign_rescue(rescue.pk, reason="Crew stuck in a jam", acting_user=dispatcher)
    with at_office():
        return Offer.objects.get(rescue=rescue, status=OfferStatus.WITHDRAWN)


def test_what_the_first_crew_drove_is_kept_by_its_track(rescue, technician, station, dispatcher, acting, at_office):
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
    with acting(technician):
        reports = track(rescue, station)
        depart(rescue.pk, acting_user=technician, at=reports[0].at)
        report_positions(rescue.crew_id, reports[:11], acting_user=technician)
    offer = take_away(rescue, dispatcher, acting, at_office)
    assert (offer.taken, offer.driven_from, offer.departed_at) == ("reassigned", "track", reports[0].at)
    assert offer.driven_m == pytest.approx(5_353, rel=0.03)  # half the way out, and back again
    with at_office():
        told = History.objects.get(verb="rescue.reassigned").after
        assert told == {"taken_cause": "other", "driven_km": round(offer.driven_m / 1000, 1), "driven_from": "track"}


def test_without_a_track_it_is_what_the_crew_can_have_driven(rescue, technician, dispatcher, acting, at_office):
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(hours=1))
    with acting(technician):
        depart(rescue.pk, acting_user=technician, at=now() - timedelta(seconds=100))
    offer = take_away(rescue, dispatcher, acting, at_office)
    assert offer.driven_from == "estimate"
    assert offer.driven_m == pytest.approx(2 * 100 * 16.7, rel=0.15)
    assert offer.driven_m < 2 * offer.distance_m


def test_a_crew_that_had_not_departed_drove_nothing(rescue, dispatcher, acting, at_office):
    offer = take_away(rescue, dispatcher, acting, at_office)
    assert (offer.driven_m, offer.driven_from) == (0, "")
    with at_office():
        assert History.objects.get(verb="rescue.reassigned").after == {"taken_cause": "other"}


def test_cancelling_frees_crew_and_limit(rescue, dispatcher, acting, at_office):
    with acting(dispatcher):
        cancel_rescue(rescue.pk, reason="Driver got going again", acting_user=dispatcher)
    with at_office():
        assert Crew.objects.get().load == 0
        assert not broken_invariants()


def test_the_dispatcher_may_choose_another_crew_with_a_reason(dispatcher, acting, at_office):
    a_crew()
    far = a_crew(RIVAL)
    rescue = an_offer().rescue
    with acting(dispatcher):
        offer = offer_to(
            rescue.pk, far.pk, reason="Only they have the part", seen_round=rescue.round, acting_user=dispatcher
        )
    with at_office():
        assert offer.crew_id == far.pk
        assert Offer.objects.filter(status=OfferStatus.OPEN).count() == 1
        assert rescue.decisions.order_by("-created_at").first().reason == "Only they have the part"
        assert not broken_invariants()


def test_nobody_sends_a_crew_without_a_certificate(dispatcher, acting, at_office):
    crew = a_crew(certified=False)
    rescue = a_rescue()
    with acting(dispatcher), pytest.raises(Invalid):
        offer_to(rescue.pk, crew.pk, reason="They are near", acting_user=dispatcher)
    with at_office():
        assert not Offer.objects.exists()


def test_a_late_departure_escalates_and_stays_under_a_limit(rescue, at_office):
    from common.deadlines.keep import keep_due

    with at_office():
        Deadline.objects.filter(subject_id=rescue.pk, done_at__isnull=True).update(due_at="2020-01-01T00:00:00Z")
    keep_due()
    with at_office():
        rescue.refresh_from_db()
        assert rescue.escalation == 3  # the first two levels only help while a crew is looked for
        assert History.objects.filter(verb="rescue.escalated").exists()
        assert not broken_invariants()


@pytest.mark.parametrize("start", RescueStatus)
@pytest.mark.parametrize("end", RescueStatus)
def test_the_table_of_moves_is_closed(start, end):
    """What is over stays over; what is open can always be called off."""
    if start not in OPEN_RESCUE:
        assert end not in RESCUE_MOVES[start]
    if start in OPEN_RESCUE and end == RescueStatus.CANCELLED:
        assert end in RESCUE_MOVES[start]
