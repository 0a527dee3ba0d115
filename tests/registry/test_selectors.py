"""Which stations a person sees, and what other floors are told about stations."""

import pytest
from django.db import transaction

from accounts.actors import Actor, actor_at_office
from common.ids import new_id
from common.jobs.models import Job
from common.people import Process
from common.scope import for_office
from tenants.registry.models import Station
from tenants.registry.selectors import names_of, station_of, stations_for
from tenants.registry.standing import as_starter

pytestmark = pytest.mark.django_db


def test_head_office_sees_all_and_a_region_its_own(
    station: Station, rival_station: Station, administrator: Actor, regional_officer: Actor
) -> None:
    assert {station, rival_station} <= set(stations_for(administrator))
    assert station in stations_for(regional_officer) and rival_station not in stations_for(regional_officer)


def test_a_station_sees_itself(station: Station, receptionist: Actor) -> None:
    assert list(stations_for(receptionist)) == [station]


def test_a_supplier_and_somebody_without_a_role_see_none(
    station: Station, supplier_user: Actor, trainer: Actor
) -> None:
    assert not stations_for(supplier_user).exists()
    trainer.user.memberships.all().delete()
    assert not stations_for(actor_at_office(trainer.user)).exists()


def test_names_are_told_of_stations_with_a_system(station: Station, rival_station: Station) -> None:
    Station.objects.filter(pk=rival_station.pk).update(schema_fingerprint="")
    assert names_of([station.pk, rival_station.pk]) == [(station.pk, station.code, station.name)]
    assert names_of([]) == []


def test_a_station_is_found_by_its_key_once_it_has_a_system(station: Station, rival_station: Station) -> None:
    Station.objects.filter(pk=rival_station.pk).update(schema_fingerprint="")
    assert station_of(station.pk) == station
    assert [station_of(key) for key in (rival_station.pk, new_id(), None)] == [None, None, None]


def a_job(**facts: object) -> Job:
    with transaction.atomic(), for_office():
        return Job.objects.create(kind="test", actor_name="Wang", **facts)


def test_work_without_a_person_is_done_as_a_process(station: Station) -> None:
    with as_starter(a_job()) as starter:
        assert starter == Process("Wang")


def test_work_of_a_person_is_done_with_the_roles_they_hold_now(station: Station, receptionist: Actor) -> None:
    with as_starter(a_job(actor_id=receptionist.id, station_id=station.pk)) as starter:
        assert isinstance(starter, Actor) and (starter.station, starter.roles) == (station, receptionist.roles)
