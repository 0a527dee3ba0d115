"""API keys: made, shown once, switched off."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions import create_key, revoke_key
from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.models import ApiKey
from common.errors import Invalid, NotYours, WrongState
from common.scope import scoped
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.api import Caller

SignIn = Callable[[Actor], Client]


def test_the_page_shows_the_key_once(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    client = client_for(receptionist)
    made = client.post(f"/s/{station.code}/accounts/keys/new/", {"label": "kiosk", "scopes": ["workshop.view"]})
    text = made.context["text"]
    assert made.status_code == 200 and text.startswith(f"smk_{station.code}_") and text in made.text
    assert made.headers["Cache-Control"] == "no-store"
    assert text not in client.get(f"/s/{station.code}/accounts/keys/").text
    assert not ApiKey.objects.filter(key_hash=text).exists()


def test_a_key_opens_its_scope_at_its_station_alone(
    station: Station, rival_station: Station, receptionist: Actor
) -> None:
    with inside(station):
        _row, text = create_key(label="kiosk", scopes=["workshop.view"], acting_user=receptionist)
    bearer = {"Authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/repair-orders", headers=bearer | {"X-Station": station.code}).status_code == 200
    assert Client().get("/api/v1/follow-ups", headers=bearer | {"X-Station": station.code}).status_code == 403
    assert Client().get("/api/v1/repair-orders", headers=bearer | {"X-Station": rival_station.code}).status_code == 401


def test_a_revoked_key_opens_nothing(station: Station, receptionist: Actor) -> None:
    with inside(station):
        row, text = create_key(label="kiosk", acting_user=receptionist)
        revoke_key(row.pk, acting_user=receptionist)
        with pytest.raises(WrongState):
            revoke_key(row.pk, acting_user=receptionist)
    headers = {"Authorization": f"Bearer {text}", "X-Station": station.code}
    assert Client().get("/api/v1/repair-orders", headers=headers).status_code == 401


def test_a_key_can_not_do_more_than_its_owner(station: Station, receptionist: Actor) -> None:
    with inside(station), pytest.raises(Invalid) as refusal:
        create_key(label="kiosk", scopes=["claims.final_review"], acting_user=receptionist)
    assert refusal.value.code == AccountError.UNKNOWN_SCOPE and not ApiKey.objects.exists()


def test_a_colleague_can_not_revoke_it(station: Station, receptionist: Actor, station_manager: Actor) -> None:
    with inside(station):
        row, _text = create_key(label="kiosk", acting_user=receptionist)
        with pytest.raises(NotYours):
            revoke_key(row.pk, acting_user=station_manager)
    row.refresh_from_db()
    assert row.revoked_at is None


def test_a_supplier_may_have_a_key(supplier_user: Actor) -> None:
    with scoped(supplier_user.scope):
        row, _text = create_key(label="erp", acting_user=supplier_user)
    assert row.station_id is None


def test_the_api_makes_and_revokes(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    call = Caller(client_for(receptionist), station)
    made = call.post("api-keys", {"label": "kiosk"}).json()
    assert made["key"].startswith("smk_")
    assert call.post(f"api-keys/{made['id']}/revoke").json()["revoked_at"] is not None
    assert "key" not in call.get(f"api-keys/{made['id']}").json()


def test_the_page_switches_a_key_off(station: Station, receptionist: Actor, client_for: SignIn) -> None:
    with inside(station):
        row, _text = create_key(label="kiosk", acting_user=receptionist)
    client, address = client_for(receptionist), f"/s/{station.code}/accounts/keys/{row.pk}/revoke/"
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_a_key_needs_a_label(station: Station, receptionist: Actor) -> None:
    with inside(station), pytest.raises(Invalid):
        create_key(label=" ", acting_user=receptionist)
