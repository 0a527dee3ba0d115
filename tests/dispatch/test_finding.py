"""Of very many crews the index finds those worth ranking, and what has happened since is seen by the next question, without waiting."""

from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction

from accounts.roles import Role
from audit.certification.models import Certificate
from common.clock import now, today
from common.scope import for_office
from config.embedded_postgres import SUPERUSER
from network.dispatch import finding
from network.dispatch.actions import Report, report_positions, set_duty
from network.dispatch.models import Crew, News, Rescue
from network.dispatch.policies import EXAMPLE
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.dispatch import HOME, RIVAL, a_certificate, a_crew, a_rescue, an_offer
from tests.database import server
from tests.world import station_actor


@pytest.fixture
def world(committed_db, monkeypatch):
    """Two crews and a rescue; the index picks, and its clock stands: nothing but news can change it."""
    monkeypatch.setattr(finding, "LARGE", 0)
    monkeypatch.setattr(finding.time, "monotonic", lambda: 0.0)
    with transaction.atomic():
        return a_crew(HOME), a_crew(RIVAL), a_rescue()


def found(rescue):
    """Return whom a question finds that begins now."""
    with for_office(), transaction.atomic():
        return {one.crew_id for one in finding.crews_for_rescue(Rescue.objects.get(pk=rescue.pk), now(), EXAMPLE)}


def duty(crew, on, code=HOME):
    rider = station_actor(Role.TECHNICIAN, code)
    with transaction.atomic(), inside(rider.station):
        set_duty(crew.pk, on, acting_user=rider)


def test_without_news_the_index_stays_as_it_is(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    kept = finding._kept
    assert found(rescue) == {near.pk}
    assert finding._kept.index is kept.index


def test_a_transaction_that_takes_long_elsewhere_brings_no_old_news(committed_db, monkeypatch):
    with psycopg.connect(server().url(connection.settings_dict["NAME"], SUPERUSER)) as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")  # from here on it holds everybody's horizon
        monkeypatch.setattr(finding, "LARGE", 0)
        monkeypatch.setattr(finding.time, "monotonic", lambda: 0.0)
        with transaction.atomic():
            near, rescue = a_crew(HOME), a_rescue()
        assert found(rescue) == {near.pk}
        kept = finding._kept
        assert found(rescue) == {near.pk}
        assert finding._kept.index is kept.index


def test_a_crew_goes_off_duty_and_comes_back(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    duty(near, False)
    assert found(rescue) == set()
    duty(near, True)
    assert found(rescue) == {near.pk}


def test_a_station_is_suspended_and_let_in_again(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    for status, expected in ((StationStatus.SUSPENDED, set()), (StationStatus.ACTIVE, {near.pk})):
        with for_office(), transaction.atomic():
            Station.objects.filter(pk=near.station_id).update(status=status)
        assert found(rescue) == expected


def test_a_station_loses_its_authority_to_rescue_and_has_it_again(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    for capabilities, expected in ((["repair", "body"], set()), (["repair", "rescue"], {near.pk}), ([], {near.pk})):
        with for_office(), transaction.atomic():
            Station.objects.filter(pk=near.station_id).update(capabilities=capabilities)
        assert found(rescue) == expected


def test_a_station_loses_the_brand_of_the_vehicle_and_has_it_again(world):
    near, _far, rescue = world
    with for_office(), transaction.atomic():
        Rescue.objects.filter(pk=rescue.pk).update(brand="Haul")
    assert found(rescue) == {near.pk}
    for brands, expected in ((["Citytrans"], set()), (["Citytrans", "Haul"], {near.pk}), ([], {near.pk})):
        with for_office(), transaction.atomic():
            Station.objects.filter(pk=near.station_id).update(brands=brands)
        assert found(rescue) == expected


def test_a_crew_from_far_away_reports_from_nearby(world):
    near, far, rescue = world
    assert found(rescue) == {near.pk}
    rider = station_actor(Role.TECHNICIAN, RIVAL)
    with inside(rider.station):
        report_positions(far.pk, [Report(uuid4(), now(), rescue.lat, rescue.lon)], acting_user=rider)
    assert found(rescue) == {near.pk, far.pk}


def test_a_slow_drive_is_no_news(world):
    near, _far, rescue = world
    rider = station_actor(Role.TECHNICIAN)
    for step in range(2):
        with inside(rider.station):
            at = now() - timedelta(seconds=60 - 15 * step)
            report_positions(near.pk, [Report(uuid4(), at, rescue.lat, rescue.lon + 0.003 * step)], acting_user=rider)
        if not step:
            found(rescue)
            with transaction.atomic():
                before = News.objects.count()
    with transaction.atomic():
        assert News.objects.count() == before


def test_an_offer_makes_busy_and_its_end_makes_free(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    with transaction.atomic():
        offer = an_offer(rescue)
    other = a_rescue()
    assert found(other) == set()
    with for_office(), transaction.atomic():
        type(offer).objects.filter(pk=offer.pk).update(status="withdrawn")
    assert found(other) == {near.pk}


def test_a_certificate_has_run_out_and_another_is_granted(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    with for_office(), transaction.atomic():
        Certificate.objects.filter(station_id=near.station_id).update(valid_until=today() - timedelta(days=2))
    assert found(rescue) == set()
    a_certificate(station_actor(Role.TECHNICIAN), number="CRT-NEW")
    assert found(rescue) == {near.pk}


def test_a_crew_that_is_new_is_found(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    with transaction.atomic():
        second = a_crew(HOME, name="Crew 2", role=Role.WORKSHOP)
    assert found(rescue) == {near.pk, second.pk}


def test_what_was_under_way_at_the_last_look_is_found_when_it_is_committed(world):
    """A change with a lower number than the news that were read: a counter would have passed it by."""
    near, far, rescue = world
    assert found(rescue) == {near.pk}
    name = str(connection.settings_dict["NAME"])
    with psycopg.connect(server().url(name, SUPERUSER)) as slow:
        slow.execute("UPDATE dispatch_crew SET on_duty = false WHERE id = %s", [near.pk])
        with for_office(), transaction.atomic():
            Crew.objects.filter(pk=far.pk).update(capacity=2)
        assert found(rescue) == {near.pk}
        slow.commit()
    assert found(rescue) == set()


def test_what_is_rolled_back_is_never_believed(world):
    near, _far, rescue = world
    assert found(rescue) == {near.pk}
    with pytest.raises(ZeroDivisionError), for_office(), transaction.atomic():
        Crew.objects.filter(pk=near.pk).update(on_duty=False)
        assert finding.crews_for_rescue(rescue, now(), EXAMPLE) == []
        raise ZeroDivisionError
    assert found(rescue) == {near.pk}


def test_some_minutes_make_the_index_anew(world, monkeypatch):
    _near, _far, rescue = world
    found(rescue)
    kept = finding._kept.index
    monkeypatch.setattr(finding.time, "monotonic", lambda: finding.INDEX_AGE_S + 1)
    found(rescue)
    assert finding._kept.index is not kept


def test_too_much_news_makes_it_anew(world, monkeypatch):
    near, _far, rescue = world
    found(rescue)
    monkeypatch.setattr(finding, "MOST_CHANGED", 0)
    duty(near, False)
    assert found(rescue) == set()
    assert finding._kept.index.changed == 0


def test_red_control_an_index_without_news_goes_on_without_the_crew_that_came(world, monkeypatch):
    near, _far, rescue = world
    duty(near, False)
    assert found(rescue) == set()
    monkeypatch.setattr(finding, "_with_news", lambda kept, *_more: (kept, True))
    duty(near, True)
    assert found(rescue) == set()


def test_a_crew_that_a_person_chose_is_read_although_the_index_finds_nearer_ones(world, monkeypatch):
    near, far, rescue = world
    monkeypatch.setattr(finding, "NEARBY", 1)
    with for_office(), transaction.atomic():
        crews = finding.crews_for_choice(Rescue.objects.get(pk=rescue.pk), far.pk, now(), EXAMPLE)
        assert {one.crew_id for one in crews} == {near.pk, far.pk}
    assert found(rescue) == {near.pk}
