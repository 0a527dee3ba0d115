"""Stations on pages and in the API."""

from collections.abc import Callable

from django.test import Client

from accounts.actors import Actor
from tenants.registry.models import Station
from tests.builders.api import Caller

SignIn = Callable[[Actor], Client]


def test_head_office_sees_all_stations(
    station: Station, rival_station: Station, administrator: Actor, client_for: SignIn
) -> None:
    client = client_for(administrator)
    shown = client.get("/registry/stations/").text
    assert station.name in shown and rival_station.name in shown
    assert client.get(f"/registry/stations/{rival_station.pk}/").status_code == 200


def test_a_regional_office_sees_its_region(
    station: Station, rival_station: Station, regional_officer: Actor, client_for: SignIn
) -> None:
    client = client_for(regional_officer)
    shown = client.get("/registry/stations/").text
    assert station.name in shown and rival_station.name not in shown
    assert client.get(f"/registry/stations/{rival_station.pk}/").status_code == 404


def test_a_station_sees_itself_alone(
    station: Station, rival_station: Station, receptionist: Actor, client_for: SignIn
) -> None:
    client = client_for(receptionist)
    assert station.name in client.get(f"/s/{station.code}/registry/").text
    assert client.get(f"/s/{rival_station.code}/registry/").status_code == 404
    rows = Caller(client, station).get("stations").json()["data"]
    assert [row["code"] for row in rows] == [station.code]
    assert Caller(client, station).get(f"stations/{rival_station.public_id}").status_code == 404


def test_a_supplier_sees_none(supplier_user: Actor, client_for: SignIn) -> None:
    assert client_for(supplier_user).get("/registry/stations/").status_code == 403
