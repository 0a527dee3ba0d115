"""The demo's stations change, are suspended, and one is withdrawn."""

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from demo import lives_of_stations
from demo.size import SMALL
from network.lifecycle.choices import ChangeStatus, StepStatus
from network.lifecycle.models import ClosingStep, StationChange, StationOrder
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.world import office_actor, station_actor

pytestmark = pytest.mark.django_db


def _officer(region: str) -> Actor:
    person = office_actor(Role.REGIONAL_OFFICE)
    return Actor(person.user, person.place, person.roles, region=region)


def _staff(one: Station, role: Role) -> Actor:
    person = station_actor(role)
    return Actor(person.user, person.place, person.roles, station=one)


def test_it_shows_every_state(station: Station, rival_station: Station, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lives_of_stations, "office", office_actor)
    monkeypatch.setattr(lives_of_stations, "staff", _staff)
    monkeypatch.setattr(lives_of_stations, "officer", _officer)
    others = [
        Station.objects.create(
            code=f"DEM{n:02d}",
            schema_name=f"demo_{n}",
            name=f"示例站{n}",
            status=StationStatus.ACTIVE,
            region="east",
            lat=31,
            lon=121,
        )
        for n in range(6)
    ]
    with at_head_office():
        lives_of_stations.live_on([station, rival_station, *others], SMALL)
        assert set(StationChange.objects.values_list("status", flat=True)) == set(ChangeStatus) - {
            ChangeStatus.TAKEN_BACK
        }
        assert StationOrder.objects.count() == 4
        assert set(ClosingStep.objects.values_list("status", flat=True)) == set(StepStatus)
        assert ClosingStep.objects.filter(late_at__isnull=False).count() == 1
