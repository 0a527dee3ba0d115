"""Posts: given, changed, ended."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actions import add_post, change_post, end_membership
from accounts.actors import Actor, actor_at_station
from accounts.choices import AccountError
from accounts.models import Membership
from accounts.posts import DEPARTMENTS, POSTS
from accounts.roles import STATION_ROLES, Role
from accounts.selectors import people_at, person_at
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.scope import scoped
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.api import Caller

SignIn = Callable[[Actor], Client]


def membership_of(actor: Actor) -> Membership:
    """Return what a persona holds."""
    return Membership.objects.get(user=actor.user, ended_at=None)


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS)
def test_each_post_belongs_to_a_department_and_grants_a_station_role(post: Any) -> None:
    assert post.department in DEPARTMENTS and post.role in STATION_ROLES


def test_a_person_may_hold_two_posts_of_one_role(station: Station, station_manager: Actor, technician: Actor) -> None:
    with inside(station):
        add_post(technician.id, post="body_technician", acting_user=station_manager)
        add_post(technician.id, post="paint_technician", acting_user=station_manager)
        with pytest.raises(Invalid) as refusal:
            add_post(technician.id, post="paint_technician", acting_user=station_manager)
    assert refusal.value.code == AccountError.HELD_ALREADY
    assert Membership.objects.filter(user=technician.user, ended_at=None).count() == 3


def test_a_stranger_is_invited_not_added(station: Station, station_manager: Actor, rival_manager: Actor) -> None:
    with inside(station), pytest.raises(NotYours):
        add_post(rival_manager.id, post="cashier", acting_user=station_manager)
    assert not Membership.objects.filter(user=rival_manager.user, station_id=station.pk).exists()


def test_a_changed_post_ends_the_old_one(station: Station, station_manager: Actor, technician: Actor) -> None:
    with inside(station):
        changed = change_post(membership_of(technician).pk, post="workshop_supervisor", acting_user=station_manager)
    assert changed.role == Role.WORKSHOP
    assert actor_at_station(technician.user, station).roles == {Role.WORKSHOP}


def test_an_ended_post_grants_nothing(station: Station, station_manager: Actor, technician: Actor) -> None:
    with inside(station):
        end_membership(membership_of(technician).pk, reason="离职", acting_user=station_manager)
        assert History.objects.filter(verb="membership.ended", reason="离职").exists()
    assert not actor_at_station(technician.user, station).roles
    assert person_at(station.pk, technician.id) is None and technician.user not in people_at(station.pk)


def test_a_post_ends_once(station: Station, station_manager: Actor, technician: Actor) -> None:
    key = membership_of(technician).pk
    with inside(station):
        end_membership(key, acting_user=station_manager)
        with pytest.raises(WrongState):
            end_membership(key, acting_user=station_manager)


def test_nobody_ends_their_own_post(station: Station, station_manager: Actor) -> None:
    with inside(station), pytest.raises(Invalid) as refusal:
        end_membership(membership_of(station_manager).pk, acting_user=station_manager)
    assert refusal.value.code == AccountError.OWN_MEMBERSHIP


def test_the_last_manager_stays(station: Station, station_manager: Actor) -> None:
    with inside(station), pytest.raises(Invalid) as refusal:
        change_post(membership_of(station_manager).pk, post="cashier", acting_user=station_manager)
    assert refusal.value.code == AccountError.LAST_MANAGER
    assert actor_at_station(station_manager.user, station).has(Role.STATION_MANAGER)


@pytest.mark.parametrize("verb", [end_membership, lambda key, **who: change_post(key, post="cashier", **who)])
def test_others_may_not(verb: Any, station: Station, receptionist: Actor, technician: Actor) -> None:
    with inside(station), pytest.raises(NotAllowed):
        verb(membership_of(technician).pk, acting_user=receptionist)
    assert membership_of(technician).role == Role.TECHNICIAN


def test_a_rival_manager_reaches_nobody_here(
    station: Station, rival_station: Station, rival_manager: Actor, technician: Actor, client_for: SignIn
) -> None:
    held = membership_of(technician)
    with inside(rival_station), pytest.raises(NotYours):
        end_membership(held.pk, acting_user=rival_manager)
    client = client_for(rival_manager)
    pages = [f"people/{technician.id}/", f"memberships/{held.pk}/end/", f"memberships/{held.pk}/change/"]
    for place in (station, rival_station):
        for page in pages:
            assert client.get(f"/s/{place.code}/accounts/{page}").status_code == 404


def test_the_station_pages_open(
    station: Station, station_manager: Actor, technician: Actor, client_for: SignIn
) -> None:
    client, held = client_for(station_manager), membership_of(technician)
    pages = [
        "posts/", "invitations/", "invitations/new/", f"people/{technician.id}/", f"people/{technician.id}/add/",
        f"memberships/{held.pk}/change/", f"memberships/{held.pk}/end/", "keys/", "keys/new/",
    ]  # fmt: skip
    answers = {page: client.get(f"/s/{station.code}/accounts/{page}").status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)


def test_the_office_pages_open(administrator: Actor, technician: Actor, client_for: SignIn) -> None:
    client, held = client_for(administrator), membership_of(technician)
    pages = [
        "people/",
        f"people/{technician.id}/",
        f"memberships/{held.pk}/end/",
        "invitations/",
        "invitations/new/",
        "keys/",
    ]
    answers = {page: client.get(f"/accounts/{page}").status_code for page in pages}
    assert answers == dict.fromkeys(pages, 200)


def test_a_dispatcher_sees_no_people(dispatcher: Actor, client_for: SignIn) -> None:
    assert client_for(dispatcher).get("/accounts/people/").status_code == 403


def test_the_api_does_the_same(station: Station, station_manager: Actor, technician: Actor, client_for: SignIn) -> None:
    call, held = Caller(client_for(station_manager), station), membership_of(technician)
    assert held.public_id in [row["id"] for row in call.get("memberships").json()["data"]]
    more = call.post("memberships", {"holder": held.public_id, "post": "final_inspector"})
    assert more.status_code == 201 and more.json()["role"] == "workshop"
    assert call.post(f"memberships/{held.public_id}/end", {"reason": "x"}).json()["ended_at"] is not None
    sent = call.post("invitations", {"name": "a", "email": "a@example.com", "post": "cashier"})
    assert sent.status_code == 201 and "token" not in sent.text
    assert call.post(f"invitations/{sent.json()['id']}/withdraw").status_code == 200


def test_the_api_refuses_a_technician(station: Station, technician: Actor, client_for: SignIn) -> None:
    call = Caller(client_for(technician), station)
    assert call.post("invitations", {"name": "a", "email": "a@example.com", "post": "cashier"}).status_code == 403


def test_posts_are_changed_on_the_pages(
    station: Station, station_manager: Actor, technician: Actor, client_for: SignIn
) -> None:
    client, here = client_for(station_manager), f"/s/{station.code}/accounts"
    assert client.post(f"{here}/people/{technician.id}/add/", {"post": "paint_technician"}).status_code == 302
    held = Membership.objects.get(user=technician.user, post="paint_technician")
    assert client.post(f"{here}/memberships/{held.pk}/change/", {"post": "body_technician"}).status_code == 302
    held = Membership.objects.get(user=technician.user, post="body_technician")
    assert client.post(f"{here}/memberships/{held.pk}/end/", {"reason": "调岗"}).status_code == 302
    assert client.post(f"{here}/memberships/{held.pk}/end/", {"reason": "调岗"}).status_code == 409
    assert "调岗" in client.get(f"{here}/people/{technician.id}/").text


def test_an_administrator_gives_a_further_role(administrator: Actor, finance: Actor, client_for: SignIn) -> None:
    client = client_for(administrator)
    assert client.get(f"/accounts/people/{finance.id}/add/").status_code == 200
    assert client.post(f"/accounts/people/{finance.id}/add/", {"role": "auditor"}).status_code == 302
    assert client.post(f"/accounts/people/{finance.id}/add/", {"role": "auditor"}).status_code == 422
    assert Membership.objects.filter(user=finance.user, role=Role.AUDITOR).count() == 1


def test_a_station_role_is_not_given_at_head_office(administrator: Actor, finance: Actor) -> None:
    with scoped(administrator.scope), pytest.raises(Invalid) as refusal:
        add_post(finance.id, role=Role.TECHNICIAN, acting_user=administrator)
    assert refusal.value.code == AccountError.WRONG_PLACE


def test_ended_people_are_shown_when_asked_for(
    station: Station, station_manager: Actor, technician: Actor, client_for: SignIn
) -> None:
    with inside(station):
        end_membership(membership_of(technician).pk, acting_user=station_manager)
    client, here = client_for(station_manager), f"/s/{station.code}/accounts/posts/"
    assert technician.user.email not in client.get(here).text
    assert technician.user.email in client.get(here, {"ended": "true"}).text


def test_the_api_changes_a_post(
    station: Station, station_manager: Actor, technician: Actor, client_for: SignIn
) -> None:
    call, held = Caller(client_for(station_manager), station), membership_of(technician)
    changed = call.post(f"memberships/{held.public_id}/change", {"post": "final_inspector"}).json()
    assert changed["post"] == "final_inspector" and changed["id"] != held.public_id
