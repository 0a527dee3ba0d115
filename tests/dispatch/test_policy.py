"""Rules of dispatch as data, and what the hotline's policies say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from common.clock import database_now, now
from common.errors import Invalid
from common.scope import for_office
from network.dispatch import facts
from network.dispatch.actions import set_duty
from network.dispatch.models import Crew, Position, Rescue
from network.dispatch.policies import EXAMPLE, KeptPolicies, Policy, policies_on, policy_of, policy_on
from network.hotline.policies import needs_of, plain_phone, plain_plate
from tenants.registry.standing import inside
from tests.builders.dispatch import a_certificate, a_crew, a_rescue, accepted, an_offer, rules
from tests.world import Role, station_actor


def test_without_a_row_the_example_holds(db):
    assert policy_on(now()) == EXAMPLE


def test_the_newest_row_that_is_valid_holds(db):
    for days, answer in ((-10, 60), (-1, 90), (1, 120)):
        rules(label=f"v{answer}", days=days, answer_s=answer)
    assert (policy_on(now()).label, policy_on(now()).answer_s) == ("v90", 90)


def test_a_kept_policy_is_the_one_in_force_until_it_is_read_again(db):
    kept = KeptPolicies()
    assert kept.on(now()) == EXAMPLE
    for days, answer in ((-10, 60), (-1, 90), (1, 120)):
        rules(label=f"v{answer}", days=days, answer_s=answer)
    assert kept.on(now()) == EXAMPLE
    kept.forget()
    assert (kept.on(now()).answer_s, kept.on(now() - timedelta(days=5)).answer_s) == (90, 60)
    assert kept.on(now()) is kept.on(now())


def test_a_pause_ends_after_the_time_that_the_policy_names():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert Policy(pause_s=600).pause_ends(moment) == moment + timedelta(minutes=10)


def test_a_typo_in_a_policy_does_not_pass_as_a_default():
    with pytest.raises(ValueError, match="anwser_s"):
        policy_of("v1", {"anwser_s": 60})


@pytest.mark.parametrize(("hour", "night"), [(20, False), (21, True), (0, True), (5, True), (6, False)])
def test_night_goes_over_midnight(hour, night):
    assert EXAMPLE.is_night(hour) is night


@pytest.mark.parametrize(
    ("km", "night", "highway", "minutes"),
    [
        (30, False, False, 60),
        (31, False, False, 110),
        (150, False, False, 170),
        (30, True, False, 72),
        (30, True, True, 90),
    ],
)
def test_the_time_to_arrive_grows_with_the_distance(km, night, highway, minutes):
    policy = Policy(highway_factor=1.25)
    assert policy.arrive_s(km * 1000, night=night, highway=highway) == pytest.approx(minutes * 60)


def test_beyond_the_last_band_the_driving_time_and_a_slack_count():
    assert EXAMPLE.arrive_s(167_000, night=False, highway=False) == pytest.approx(10_000 + 1_800)


def test_the_ladder_widens_the_search_level_by_level():
    policy = Policy(widen_factor=2.0)
    reach = [policy.weights_after(policy.steps_up_to(level)).max_distance_m for level in (0, 1, 9)]
    assert reach == [150_000, 300_000, 300_000]
    assert [policy.escalate_s(level) for level in (0, 3, 4)] == [300, 600, 600]


def test_bands_and_ladder_are_read_from_stored_rows():
    policy = policy_of("v1", {"arrive_bands": [[1000, 60]], "ladder": [["lead", 30]]})
    assert (policy.arrive_bands[0].within_s, policy.ladder[0].step) == (60, "lead")


def test_the_hours_on_the_road_are_counted_within_the_window(db, at_office):
    rescue = accepted(an_offer(a_rescue_with_crew()))
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(status="en_route", departed_at=now() - timedelta(hours=30))
        assert facts.road_time(now(), 24 * 3600)[rescue.crew_id] == pytest.approx(24 * 3600, abs=5)
        assert facts.crew_facts(now())[0].road_s == pytest.approx(24 * 3600, abs=5)


def a_rescue_with_crew():
    a_crew()
    return a_rescue()


def test_home_is_the_region_of_the_nearest_active_station(db, at_office):
    a_crew()
    with at_office():
        assert facts.home_region(31.2, 121.4) == station_actor(Role.TECHNICIAN).station.region


def test_the_expected_arrival_follows_from_distance_and_speed():
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    assert EXAMPLE.eta(moment, 16_700) == moment + timedelta(seconds=1_000)


def test_the_answer_time_of_the_policy_is_the_offers(db):
    rules(answer_s=30)
    a_crew()
    offer = an_offer()
    assert timedelta(seconds=25) < offer.expires_at - database_now() <= timedelta(seconds=30)


def test_without_automatic_offers_the_dispatcher_is_called(db, at_office):
    from tests.builders.dispatch import settle

    rules(automatic=False)
    a_crew()
    rescue = a_rescue()
    settle()
    with at_office():
        rescue.refresh_from_db()
        assert rescue.status == "waiting"


@pytest.mark.parametrize(
    ("symptom", "tow", "needs"),
    [
        ("", False, ["repair"]),
        ("engine", True, ["repair", "tow"]),
        ("tyre", False, ["tyre"]),
        ("high_voltage", False, ["high_voltage"]),
    ],
)
def test_the_symptom_says_what_is_needed(symptom, tow, needs):
    assert needs_of(symptom, tow) == needs


@pytest.mark.parametrize(
    ("text", "plain"), [("+86 138-1234 5678", "13812345678"), ("", ""), ("021 6888 0000", "02168880000")]
)
def test_numbers_are_compared_without_their_looks(text, plain):
    assert plain_phone(text) == plain


@pytest.mark.parametrize("text", ["12", "1" * 16])
def test_what_nobody_can_call_is_no_number(text):
    with pytest.raises(Invalid):
        plain_phone(text)


def test_plates_are_compared_without_dots():
    assert plain_plate("沪a·123 45") == "沪A12345"


def test_high_voltage_needs_its_own_certificate(db, at_office):
    a_crew(capabilities=["repair", "high_voltage"])
    with at_office():
        assert "high_voltage" not in facts.crew_facts(now())[0].capabilities
    a_certificate(station_actor(Role.TECHNICIAN), "high_voltage", number="CRT-HV")
    with at_office():
        assert "high_voltage" in facts.crew_facts(now())[0].capabilities


def test_the_simulator_leaves_a_station_to_its_people(db, at_office):
    from network.dispatch.management.commands.run_simulator import Simulator

    a_crew()
    an_offer()
    with for_office():
        rows = Rescue.objects.all()
        Simulator(7, 10**9, leaves_alone=frozenset({"SHA01"})).step()
        assert rows.get().status == "offered"


def test_the_simulator_drives_to_the_end(db, at_office, monkeypatch):
    """Time is moved by moving the rows into the past."""
    from network.dispatch import simulation
    from network.dispatch.management.commands.run_simulator import Simulator

    monkeypatch.setattr(simulation, "declines", lambda key: False)
    monkeypatch.setattr(simulation, "is_due", lambda *given: True)
    a_crew()
    an_offer()
    simulator = Simulator(7, 10**9, leaves_alone=frozenset())
    for _step in range(6):
        simulator.step()
        with at_office():
            Rescue.objects.filter(departed_at__isnull=False, arrived_at=None).update(
                departed_at=now() - timedelta(minutes=20)
            )
            Rescue.objects.filter(accepted_at__isnull=False).update(accepted_at=now() - timedelta(minutes=25))
    with at_office():
        done = Rescue.objects.get()
        assert (done.status, done.outcome in {"repaired", "towed"}) == ("finished", True)
        assert Position.objects.exists() and Crew.objects.get().load == 0


def test_the_simulator_calls_near_a_crew_on_duty_alone(db, at_office):
    from network.dispatch.management.commands.run_simulator import Simulator
    from network.hotline.models import Case
    from tests.builders.catalog import a_vehicle

    a_vehicle()
    crew = a_crew()
    manager = station_actor(Role.STATION_MANAGER)
    with inside(manager.station):
        set_duty(crew.pk, False, acting_user=manager)
    simulator = Simulator(7, 0, leaves_alone=frozenset())
    simulator.step()
    with at_office():
        assert not Case.objects.exists()
    with inside(manager.station):
        set_duty(crew.pk, True, acting_user=manager)
    simulator.step()
    with at_office():
        assert Case.objects.count() == 1


def test_the_simulator_takes_calls_but_never_more_than_are_open_at_most(db, at_office):
    from network.dispatch.management.commands.run_simulator import MOST_OPEN, Simulator
    from network.hotline.models import Case
    from tests.builders.catalog import a_vehicle
    from tests.builders.dispatch import settle

    a_vehicle()
    a_crew()
    simulator = Simulator(7, 0, leaves_alone=frozenset())
    for _step in range(MOST_OPEN + 2):
        simulator.step()
        settle()
    with at_office():
        assert Case.objects.count() == MOST_OPEN


def test_the_rules_of_two_moments_are_read_at_once_unless_a_version_began_between_them(db):
    later = now()
    earlier = later - timedelta(days=1)
    assert policies_on(earlier, later) == (EXAMPLE, EXAMPLE)
    rules(label="old", days=-30)
    with CaptureQueriesContext(connection) as caught:
        assert [one.label for one in policies_on(earlier, later)] == ["old", "old"]
    assert len(caught) == 1
    rules(label="new", days=-0.5)
    assert [one.label for one in policies_on(earlier, later)] == ["old", "new"]
