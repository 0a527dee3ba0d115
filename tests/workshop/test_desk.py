"""What a station's people see first, and what the search finds."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor
from catalog.models import Part
from common.history.relay import deliver_pending
from tenants.parts.actions import keep_item
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tenants.workshop.actions import propose_extra_work
from tenants.workshop.models import RepairOrder
from tests.builders.workshop import a_delivered_order, a_worked_order
from tests.world import STATION_ROLES, station_actor

SignIn = Callable[[Actor], Client]


@pytest.fixture
def order(station: Station, station_manager: Actor, technician: Actor) -> RepairOrder:
    """A vehicle in repair with extra work, one delivered, and a part below its minimum."""
    with inside(station):
        a_delivered_order(station_manager)
        order = a_worked_order(station_manager)
        propose_extra_work(order.pk, what="刹车片磨损", acting_user=technician)
        keep_item(part_number=Part.objects.order_by("number")[0].number, minimum=3, acting_user=station_manager)
    deliver_pending()
    return order


@pytest.mark.parametrize("role", STATION_ROLES)
def test_home_opens_for_every_role(role: str, station: Station, order: RepairOrder, client_for: SignIn) -> None:
    answer = client_for(station_actor(role)).get(f"/s/{station.code}/")  # type: ignore[arg-type]
    assert answer.status_code == 200


def test_home_tells_what_is_to_be_done(
    station: Station, order: RepairOrder, receptionist: Actor, client_for: SignIn
) -> None:
    shown = client_for(receptionist).get(f"/s/{station.code}/").text
    assert "刹车片磨损" in shown and order.plate in shown


@pytest.mark.parametrize("words", ["number", "plate", "vin"])
def test_the_search_finds_the_order(
    words: str, station: Station, order: RepairOrder, receptionist: Actor, client_for: SignIn
) -> None:
    answer = client_for(receptionist).get(f"/s/{station.code}/search/", {"q": getattr(order, words)})
    assert str(order.pk) in answer.text


def test_the_search_finds_people_and_stock(
    station: Station, order: RepairOrder, station_manager: Actor, technician: Actor, client_for: SignIn
) -> None:
    client = client_for(station_manager)
    assert str(technician.id) in client.get(f"/s/{station.code}/search/", {"q": technician.name}).text
    number = Part.objects.order_by("number")[0].number
    assert "/parts/stock/" in client.get(f"/s/{station.code}/search/", {"q": number}).text


def test_a_rival_finds_nothing(
    rival_station: Station, order: RepairOrder, rival_manager: Actor, client_for: SignIn
) -> None:
    answer = client_for(rival_manager).get(f"/s/{rival_station.code}/search/", {"q": order.number})
    assert str(order.pk) not in answer.text


def test_head_office_finds_stations(station: Station, administrator: Actor, client_for: SignIn) -> None:
    assert str(station.pk) in client_for(administrator).get("/search/", {"q": station.code}).text
