"""A station's own host name: its pages and its sign-in at the root, and no other station there."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_script_prefix, set_script_prefix, set_urlconf

from accounts.actors import Actor
from common.errors import Invalid
from common.history.models import History
from common.pages.addresses import office_address, office_root, public_address
from tenants.registry.hosts import name_host
from tenants.registry.models import Station

PASSWORD = "four quiet words here"
SignIn = Callable[[Actor], Client]
HOST = "sha01.stations.example"


@pytest.fixture
def host(station: Station, administrator: Actor, at_office: Any, settings: Any) -> str:
    settings.STATION_HOSTS = True
    settings.ALLOWED_HOSTS = [".stations.example", "testserver"]
    settings.BASE_URL = "http://office.example"
    with at_office():
        name_host(station, HOST, acting_user=administrator)
    return HOST


def test_its_pages_are_at_the_root(
    host: str, station: Station, rival_station: Station, receptionist: Actor, client_for: SignIn
) -> None:
    shown = client_for(receptionist).get("/registry/", headers={"host": host})
    assert shown.status_code == 200
    assert station.name in shown.text and rival_station.name not in shown.text


def test_a_port_does_not_matter(host: str, receptionist: Actor, client_for: SignIn) -> None:
    assert client_for(receptionist).get("/registry/", headers={"host": f"{host}:8000"}).status_code == 200


def test_sign_in_stays_on_the_host(host: str, receptionist: Actor) -> None:
    receptionist.user.set_password(PASSWORD)
    receptionist.user.save(update_fields=["password"])
    client = Client(headers={"host": host})
    asked = client.get("/registry/")
    assert asked.url == "/accounts/login/?next=/registry/"  # type: ignore[attr-defined]
    form = {"login": receptionist.user.email, "password": PASSWORD}
    assert client.post(asked.url, form).url == "/registry/"  # type: ignore[attr-defined]
    assert client.get("/registry/").status_code == 200


def test_head_office_is_another_host(host: str, receptionist: Actor, client_for: SignIn, settings: Any) -> None:
    assert client_for(receptionist).get("/registry/stations/", headers={"host": host}).status_code == 404
    set_urlconf(settings.STATION_HOST_URLCONF)
    assert office_root() == "http://office.example/"
    assert office_address("registry:stations") == "http://office.example/registry/stations/"
    assert office_address("account_login") == "/accounts/login/"
    set_urlconf(None)
    assert office_root() == "/"


def test_messages_lead_to_its_prefix_and_another_stations_is_not_there(
    host: str, station: Station, rival_station: Station, receptionist: Actor, client_for: SignIn
) -> None:
    client = client_for(receptionist)
    assert client.get(f"/s/{station.code}/registry/", headers={"host": host}).status_code == 200
    assert client.get(f"/s/{rival_station.code}/registry/", headers={"host": host}).status_code == 404


def test_the_api_on_the_host_is_the_stations(
    host: str, station: Station, rival_station: Station, receptionist: Actor, client_for: SignIn
) -> None:
    client = client_for(receptionist)
    answer = client.get("/api/v1/stations", headers={"host": host, "x-station": rival_station.code})
    assert [row["code"] for row in answer.json()["data"]] == [station.code]


def test_without_the_setting_a_host_name_means_nothing(
    host: str, receptionist: Actor, client_for: SignIn, settings: Any
) -> None:
    settings.STATION_HOSTS = False
    assert client_for(receptionist).get("/registry/", headers={"host": host}).status_code == 404


def test_an_unknown_host_is_head_office(host: str, administrator: Actor, client_for: SignIn) -> None:
    client = client_for(administrator)
    assert client.get("/registry/stations/", headers={"host": "new.stations.example"}).status_code == 200


def test_a_name_belongs_to_one_station(host: str, rival_station: Station, administrator: Actor, at_office: Any) -> None:
    with at_office(), pytest.raises(Invalid):
        name_host(rival_station, HOST, acting_user=administrator)


@pytest.mark.parametrize("text", ["", "sha01", "http://sha01.example", "sha01.example:80", "-a.example", "a..example"])
def test_what_is_no_host_name_is_refused(text: str, station: Station, administrator: Actor, at_office: Any) -> None:
    with at_office(), pytest.raises(ValidationError):
        name_host(station, text, acting_user=administrator)


def test_the_command_names_it_once(db: None, station: Station, rival_station: Station, at_office: Any) -> None:
    call_command("name_host", station.code, "SHA01.stations.example")
    call_command("name_host", station.code, HOST)
    with at_office():
        assert History.objects.filter(verb="station.host_named").count() == 1
    for code, host in [("NONE", HOST), (rival_station.code, HOST), (station.code, "no host")]:
        with pytest.raises(CommandError):
            call_command("name_host", code, host)


def test_an_address_for_a_message_is_the_same_wherever_it_is_written(settings: Any) -> None:
    """A text message to a driver may be written while a station's page is served, and must not lead into that station."""
    settings.BASE_URL = "http://office.example"
    usual = public_address("dispatch:follow", "abc")
    assert usual == "http://office.example/dispatch/follow/abc/"
    before = get_script_prefix()
    for prefix, urlconf in (("/s/SHA01/", settings.STATION_URLCONF), ("/", settings.STATION_HOST_URLCONF)):
        set_script_prefix(prefix)
        set_urlconf(urlconf)
        try:
            assert public_address("dispatch:follow", "abc") == usual
        finally:
            set_script_prefix(before)
            set_urlconf(None)
