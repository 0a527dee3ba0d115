"""Demo logins are printed for everybody, so they open nothing from anywhere but the machine itself."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor
from accounts.keys import make_key


@pytest.fixture
def demo_person(administrator: Actor) -> Actor:
    administrator.user.is_demo = True
    administrator.user.save(update_fields=["is_demo"])
    return administrator


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("10.0.0.5", 302), ("203.0.113.9", 302)]
)
def test_a_session_works_on_loopback_alone(
    demo_person: Actor, client_for: Callable[[Actor], Client], address: str, status: int
) -> None:
    assert client_for(demo_person).get("/inbox/", REMOTE_ADDR=address).status_code == status


@pytest.mark.parametrize(("address", "status"), [("127.0.0.1", 200), ("10.0.0.5", 401)])
def test_a_key_works_on_loopback_alone(demo_person: Actor, address: str, status: int) -> None:
    _, text = make_key(demo_person.user, label="t", station_id=None)
    answer = Client().get("/api/v1/stations", REMOTE_ADDR=address, headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == status


def test_in_production_they_open_nothing(
    demo_person: Actor, client_for: Callable[[Actor], Client], settings: object
) -> None:
    settings.PRODUCTION = True  # type: ignore[attr-defined]
    assert client_for(demo_person).get("/inbox/").status_code == 302


def test_signing_in_from_elsewhere_is_refused_with_a_sentence(demo_person: Actor) -> None:
    demo_person.user.set_password("a-long-demo-password")
    demo_person.user.save(update_fields=["password"])
    client = Client(REMOTE_ADDR="10.0.0.5")
    answer = client.post(
        "/accounts/login/", {"login": demo_person.user.email, "password": "a-long-demo-password"}, follow=True
    )
    assert "_auth_user_id" not in client.session
    assert answer.status_code == 200
