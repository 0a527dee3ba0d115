"""Positions by the thousand: stored once, never backwards, of nobody off duty, and only by whose they are."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.keys import make_key
from common.clock import now
from common.errors import NotAllowed, NotYours
from network.dispatch.actions import Report, depart, report_fleet, report_positions, set_duty
from network.dispatch.choices import RescueStatus
from network.dispatch.models import Crew, Position, Rescue
from network.dispatch.policies import DispatchError, kept_policies
from tests.builders.dispatch import RIVAL, a_crew, accepted, an_offer, rules

HERE = (31.0, 121.0)


@pytest.fixture
def crew(db):
    return a_crew()


def a_report(ago_s=0, place=HERE, **facts):
    return Report(uuid4(), now() - timedelta(seconds=ago_s), *place, **facts)


def place_of(crew, at_office):
    with at_office():
        found = Crew.objects.get(pk=crew.pk)
        return found.lat, found.lon, found.position_at


def test_an_older_position_is_kept_and_never_moves_the_crew_back(crew, technician, acting, at_office):
    newer, older = a_report(10, (31.5, 121.5)), a_report(60)
    with acting(technician):
        report_positions(crew.pk, [newer], acting_user=technician)
        assert report_positions(crew.pk, [older], acting_user=technician).stored == 1
    assert place_of(crew, at_office) == (31.5, 121.5, newer.at)


def test_of_a_batch_out_of_order_the_newest_counts(crew, technician, acting, at_office):
    newest = a_report(5, (31.7, 121.7))
    with acting(technician):
        report_positions(crew.pk, [a_report(60), newest, a_report(30)], acting_user=technician)
    assert place_of(crew, at_office) == (31.7, 121.7, newest.at)


def test_one_batch_that_holds_a_position_twice_stores_it_once(crew, technician, acting):
    one = a_report()
    with acting(technician):
        taken = report_positions(crew.pk, [one, one], acting_user=technician)
        assert (taken.stored, taken.known, Position.objects.count()) == (1, 1, 1)


def test_a_rival_moves_nobody_elses_crew(crew, rival_technician, acting, at_office):
    with acting(rival_technician), pytest.raises(NotYours):
        report_positions(crew.pk, [a_report()], acting_user=rival_technician)
    assert place_of(crew, at_office) == (None, None, None)


def test_a_position_belongs_to_the_rescue_of_its_moment(crew, technician, acting, at_office):
    rescue = accepted(an_offer())
    with at_office():
        Rescue.objects.filter(pk=rescue.pk).update(accepted_at=now() - timedelta(minutes=5))
    before, during = a_report(600), a_report(10)
    with acting(technician):
        report_positions(crew.pk, [before, during], acting_user=technician)
    with at_office():
        assert Position.objects.get(client_id=before.client_id).rescue_id is None
        assert Position.objects.get(client_id=during.client_id).rescue_id == rescue.pk


def on_the_way(technician, acting, at_office):
    rescue = accepted(an_offer())
    with acting(technician):
        return depart(rescue.pk, acting_user=technician)


def test_the_expected_arrival_is_renewed_when_it_is_off_by_much_and_left_alone_otherwise(
    crew, technician, acting, at_office
):
    rescue = on_the_way(technician, acting, at_office)
    far, a_bit_farther = (rescue.lat + 0.5, rescue.lon), (rescue.lat + 0.5001, rescue.lon)
    with acting(technician):
        report_positions(crew.pk, [a_report(-1, far)], acting_user=technician)
        first = Rescue.objects.get()
        report_positions(crew.pk, [a_report(-2, a_bit_farther)], acting_user=technician)
        second = Rescue.objects.get()
    assert first.eta_at > rescue.eta_at + timedelta(minutes=30)
    assert (second.eta_at, second.version) == (first.eta_at, first.version)


def test_a_jump_that_no_vehicle_makes_changes_no_expected_arrival_until_the_next_agrees(
    crew, technician, acting, at_office
):
    rescue = on_the_way(technician, acting, at_office)
    near, far, inexact = (
        (rescue.lat + 0.1, rescue.lon),
        (rescue.lat + 20, rescue.lon + 20),
        (rescue.lat + 1, rescue.lon),
    )
    with acting(technician):
        report_positions(crew.pk, [a_report(60, near)], acting_user=technician)
        before = Rescue.objects.get().eta_at
        report_positions(crew.pk, [a_report(30, far)], acting_user=technician)
        assert Rescue.objects.get().eta_at == before
        report_positions(crew.pk, [a_report(29, inexact, accuracy_m=5_000.0)], acting_user=technician)
        assert Rescue.objects.get().eta_at == before
        report_positions(crew.pk, [a_report(15, near), a_report(1, near)], acting_user=technician)
        report_positions(crew.pk, [a_report(0, far)], acting_user=technician)
        report_positions(crew.pk, [a_report(-15, far)], acting_user=technician)
        assert Rescue.objects.get().eta_at > before + timedelta(hours=24)


def test_a_position_on_the_way_asks_three_statements(crew, technician, acting, at_office, monkeypatch):
    """Crews with their jobs, rows, marker; the boards are told by a fourth. The rules are read every few seconds."""
    rescue = on_the_way(technician, acting, at_office)
    away = (rescue.lat + 0.5, rescue.lon)
    monkeypatch.setattr(kept_policies, "KEPT_S", 3600.0)
    with at_office():
        Rescue.objects.update(accepted_at=now() - timedelta(hours=1))  # the positions are of its way
    with acting(technician):
        report_positions(crew.pk, [a_report(-1, away)], acting_user=technician)
        with CaptureQueriesContext(connection) as seen:
            report_positions(crew.pk, [a_report(-2, away) for _ in range(20)], acting_user=technician)
    said = [one["sql"] for one in seen if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(said) == 4, said


def test_of_the_rules_the_version_in_force_decides_about_arrival(crew, technician, acting, at_office):
    with at_office():
        rules(arrive_radius_m=5_000)
    rescue = on_the_way(technician, acting, at_office)
    with acting(technician):
        report_positions(crew.pk, [a_report(-1, (rescue.lat + 0.03, rescue.lon))], acting_user=technician)
        assert Rescue.objects.get().status == RescueStatus.ARRIVED


# --- many crews at once -------------------------------------------------------------------------------------------------------------


def test_one_call_takes_positions_of_many_stations_and_names_what_is_wrong(
    crew, administrator, technician, acting, at_office
):
    resting, unknown = a_crew(RIVAL), uuid4()
    with at_office():
        Crew.objects.filter(pk=resting.pk).update(on_duty=False)
    sent = {crew.pk: [a_report(), a_report(place=(99.0, 0.0))], resting.pk: [a_report()], unknown: [a_report()]}
    with acting(administrator):
        done = report_fleet(sent, acting_user=administrator)
    assert (done.taken.stored, done.taken.known, done.taken.refused) == (1, 0, 3)
    assert {(one.crew_id, one.why, one.count) for one in done.refused} == {
        (crew.pk, DispatchError.POSITION_UNSOUND, 1),
        (resting.pk, DispatchError.CREW_OFF_DUTY, 1),
        (unknown, DispatchError.CREW_UNKNOWN, 1),
    }
    assert place_of(crew, at_office)[:2] == HERE and place_of(resting, at_office)[:2] == (None, None)


def test_what_a_gateway_repeats_is_known_and_moves_nobody(crew, administrator, acting, at_office):
    other = a_crew(RIVAL)
    sent = {crew.pk: [a_report(30)], other.pk: [a_report(30)]}
    with acting(administrator):
        assert report_fleet(sent, acting_user=administrator).taken.stored == 2
        again = report_fleet(sent, acting_user=administrator).taken
    assert (again.stored, again.known) == (0, 2)
    with at_office():
        assert {one.station_id for one in Position.objects.all()} == {crew.station_id, other.station_id}


def test_a_gateway_sees_the_arrival_too(crew, administrator, technician, acting, at_office):
    rescue, other = on_the_way(technician, acting, at_office), a_crew(RIVAL)
    sent = {crew.pk: [a_report(-1, (rescue.lat, rescue.lon))], other.pk: [a_report()]}
    with acting(administrator):
        report_fleet(sent, acting_user=administrator)
    with at_office():
        assert Rescue.objects.get().status == RescueStatus.ARRIVED


def test_nobody_else_reports_for_many(crew, technician, dispatcher, acting, at_office):
    for person in (technician, dispatcher):
        with acting(person), pytest.raises(NotAllowed):
            report_fleet({crew.pk: [a_report()]}, acting_user=person)
    assert place_of(crew, at_office) == (None, None, None)


def send(client, text, rows):
    headers = {"Authorization": f"Bearer {text}", "Idempotency-Key": str(uuid4())}
    body = json.dumps({"positions": rows})
    return client.post("/api/v1/crews/fleet-positions", body, content_type="application/json", headers=headers)


def a_row(crew, **facts):
    at = now().isoformat()
    return {"crew": crew.public_id, "client_id": str(uuid4()), "at": at, "lat": 31.2, "lon": 121.2} | facts


def test_a_gateway_reports_by_its_key(crew, administrator, client, at_office):
    _row, text = make_key(administrator.user, label="gateway", station_id=None, scopes=["dispatch.report_positions"])
    rows = [a_row(crew), a_row(crew, at="2026-01-01T00:00:00"), a_row(crew, lat=None), {"crew": "crw_x"}, 7]
    answer = send(client, text, rows)
    assert answer.status_code == 200, answer.content
    told = answer.json()
    assert (told["stored"], told["known"], told["refused"]) == (1, 0, 4)
    assert {(one["crew"], one["code"], one["count"]) for one in told["refusals"]} == {
        (crew.public_id, "position.unreadable", 2),
        ("crw_x", "position.unreadable", 1),
        ("", "position.unreadable", 1),
    }
    assert send(client, text, rows[:1]).json()["known"] == 1
    assert place_of(crew, at_office)[:2] == (31.2, 121.2)


def test_the_gateways_key_does_nothing_else(administrator, client, db):
    _row, text = make_key(administrator.user, label="gateway", station_id=None, scopes=["dispatch.report_positions"])
    assert client.get("/api/v1/crews", headers={"Authorization": f"Bearer {text}"}).status_code == 403


def test_a_stations_key_reports_for_its_own_crew_alone(crew, technician, client, at_office):
    _row, text = make_key(technician.user, label="t", station_id=technician.station_id, station_code="SHA01")
    assert send(client, text, [a_row(crew)]).status_code == 403
    assert place_of(crew, at_office) == (None, None, None)


def test_off_duty_a_phone_is_refused_and_the_crew_stays_where_it_was(crew, technician, acting, at_office):
    with acting(technician):
        set_duty(crew.pk, False, acting_user=technician)
        assert report_positions(crew.pk, [a_report()], acting_user=technician).refused == 1
    assert place_of(crew, at_office) == (None, None, None)
