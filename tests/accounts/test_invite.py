"""Inviting people and accepting."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client

from accounts.actions import accept_invitation, invite, invite_first_manager, resend_invitation, withdraw_invitation
from accounts.actors import Actor
from accounts.choices import AccountError
from accounts.models import Invitation, Membership, User
from accounts.roles import Role
from accounts.tokens import hash_of, token_of
from common.clock import now
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from common.scope import scoped
from tenants.registry.models import Station
from tenants.registry.standing import inside
from tests.builders.api import Caller
from tests.builders.moments import asked_now

SignIn = Callable[[Actor], Client]
PASSWORD = "four quiet words here"


@pytest.fixture
def invited(station: Station, station_manager: Actor) -> Invitation:
    """An open invitation to reception."""
    with inside(station):
        return invite(email="new@example.com", name="新人", post="service_advisor", acting_user=station_manager)


def test_a_manager_invites_to_a_post_which_grants_its_role(invited: Invitation, station: Station) -> None:
    assert (invited.role, invited.post, invited.station_id) == (Role.RECEPTION, "service_advisor", station.pk)
    assert invited.token_hash == hash_of(token_of(invited))


def test_the_mail_goes_out_with_a_link_that_works(
    invited: Invitation, station: Station, client_for: SignIn, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    deliver_pending()
    [letter] = [one for one in mail.outbox if one.to == ["new@example.com"]]
    assert station.name in letter.body
    path = re.search(r"/accounts/invitations/accept/\S+", str(letter.body))
    assert path is not None
    form = {"name": "新人", "password": PASSWORD, "again": PASSWORD}
    answer = Client().post(path[0], form)
    assert answer.status_code == 302 and answer.url == f"/s/{station.code}/"  # type: ignore[attr-defined]
    assert Membership.objects.filter(user__email="new@example.com", role=Role.RECEPTION).exists()


def test_a_link_works_once(invited: Invitation) -> None:
    accept_invitation(token_of(invited), password=PASSWORD)
    with pytest.raises(WrongState):
        accept_invitation(token_of(invited), password=PASSWORD)
    assert User.objects.filter(email="new@example.com").count() == 1


@pytest.mark.parametrize("change", [{"expires_at": lambda: now() - timedelta(days=1)}, {"withdrawn_at": now}])
def test_an_old_or_withdrawn_link_opens_nothing(change: dict[str, Any], invited: Invitation) -> None:
    token = token_of(invited)
    Invitation.objects.filter(pk=invited.pk).update(**asked_now(change))
    with pytest.raises(WrongState):
        accept_invitation(token, password=PASSWORD)
    assert Client().get(f"/accounts/invitations/accept/{token}/").status_code == 404
    assert not User.objects.filter(email="new@example.com").exists()


def test_a_weak_password_is_refused_and_nothing_happens(invited: Invitation) -> None:
    answer = Client().post(
        f"/accounts/invitations/accept/{token_of(invited)}/", {"name": "新人", "password": "short", "again": "short"}
    )
    assert answer.status_code == 422
    invited.refresh_from_db()
    assert invited.accepted_at is None and not User.objects.filter(email="new@example.com").exists()


def test_somebody_with_an_account_signs_in_to_accept(station: Station, station_manager: Actor, trainer: Actor) -> None:
    with inside(station):
        row = invite(email=trainer.user.email.upper(), name="x", post="process_trainer", acting_user=station_manager)
    with pytest.raises(NotAllowed):
        accept_invitation(token_of(row))
    with pytest.raises(NotAllowed):
        accept_invitation(token_of(row), signed_in=station_manager.user)
    assert accept_invitation(token_of(row), signed_in=trainer.user) == trainer.user


def test_sending_again_makes_the_old_link_useless(
    invited: Invitation, station: Station, station_manager: Actor
) -> None:
    old = token_of(invited)
    with inside(station):
        again = resend_invitation(invited.pk, acting_user=station_manager)
    with pytest.raises(WrongState):
        accept_invitation(old, password=PASSWORD)
    assert accept_invitation(token_of(again), password=PASSWORD).email == "new@example.com"


def test_an_invitation_is_withdrawn_once(invited: Invitation, station: Station, station_manager: Actor) -> None:
    with inside(station):
        withdraw_invitation(invited.pk, acting_user=station_manager)
        with pytest.raises(WrongState):
            withdraw_invitation(invited.pk, acting_user=station_manager)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"email": "nonsense"}, None),
        ({"post": "no_such_post"}, AccountError.UNKNOWN_POST),
        ({"post": "", "role": Role.FINANCE}, AccountError.WRONG_PLACE),
        ({"email": "new@example.com", "post": "service_advisor"}, AccountError.INVITED_ALREADY),
    ],
)
def test_bad_input_is_refused(
    wrong: dict[str, Any], code: Any, invited: Invitation, station: Station, station_manager: Actor
) -> None:
    given = {"email": "b@example.com", "name": "b", "post": "cashier"} | wrong
    before = Invitation.objects.count(), History.objects.count()
    with inside(station), pytest.raises(Invalid) as refusal:
        invite(**given, acting_user=station_manager)
    assert (Invitation.objects.count(), History.objects.count()) == before
    assert code is None or refusal.value.code == code


def test_a_manager_can_not_invite_to_another_station(
    station: Station, rival_station: Station, station_manager: Actor
) -> None:
    with inside(station), pytest.raises(NotYours):
        invite(
            email="a@example.com", name="a", post="cashier", station_id=rival_station.pk, acting_user=station_manager
        )


def test_a_receptionist_can_not_invite(station: Station, receptionist: Actor) -> None:
    with inside(station), pytest.raises(NotAllowed):
        invite(email="a@example.com", name="a", post="cashier", acting_user=receptionist)
    assert not Invitation.objects.exists()


def test_the_first_manager_is_invited_by_whoever_opens(
    station: Station, reviewer: Actor, administrator: Actor, at_office: Any
) -> None:
    with at_office():
        with pytest.raises(NotAllowed):
            invite_first_manager(station.pk, email="m@example.com", name="m", acting_user=administrator)
        with pytest.raises(WrongState):
            invite_first_manager(station.pk, email="m@example.com", name="m", acting_user=reviewer)
        row = invite_first_manager(uuid4(), email="m@example.com", name="m", acting_user=reviewer)
    assert row.role == Role.STATION_MANAGER


def test_a_rival_has_no_such_invitation(
    invited: Invitation, rival_station: Station, rival_manager: Actor, client_for: SignIn
) -> None:
    client = client_for(rival_manager)
    for page in ("", "resend/", "withdraw/"):
        assert client.get(f"/s/{rival_station.code}/accounts/invitations/{invited.pk}/{page}").status_code == 404
    with inside(rival_station), pytest.raises(NotYours):
        withdraw_invitation(invited.pk, acting_user=rival_manager)


def test_an_administrator_invites_to_a_role(administrator: Actor, client_for: SignIn) -> None:
    client = client_for(administrator)
    form = {"name": "赵", "email": "zhao@example.com", "role": "finance"}
    assert client.post("/accounts/invitations/new/", form).status_code == 302
    assert Invitation.objects.get(email="zhao@example.com").role == Role.FINANCE


def test_invitations_are_sent_again_and_withdrawn_on_the_pages(
    invited: Invitation, station: Station, station_manager: Actor, client_for: SignIn
) -> None:
    client, here = client_for(station_manager), f"/s/{station.code}/accounts/invitations"
    for page in ("/", f"/{invited.pk}/", f"/{invited.pk}/resend/", f"/{invited.pk}/withdraw/"):
        assert client.get(here + page).status_code == 200
    assert client.post(f"{here}/{invited.pk}/resend/").status_code == 302
    assert client.post(f"{here}/{invited.pk}/withdraw/").status_code == 302
    assert client.post(f"{here}/{invited.pk}/withdraw/").status_code == 409
    assert client.get(f"{here}/{invited.pk}/").status_code == 200


def test_a_form_to_invite_keeps_what_was_typed(station: Station, station_manager: Actor, client_for: SignIn) -> None:
    form = {"name": "钱多多", "email": station_manager.user.email, "post": "station_manager"}
    address = f"/s/{station.code}/accounts/invitations/new/"
    client = client_for(station_manager)
    Membership.objects.filter(user=station_manager.user).update(post="station_manager")
    answer = client.post(address, form)
    assert answer.status_code == 422 and "钱多多" in answer.text


def test_the_page_sends_known_people_to_the_sign_in(
    station: Station, station_manager: Actor, trainer: Actor, client_for: SignIn
) -> None:
    with inside(station):
        row = invite(email=trainer.user.email, name="x", post="process_trainer", acting_user=station_manager)
    address = f"/accounts/invitations/accept/{token_of(row)}/"
    assert f"next={address}" in Client().get(address).text
    assert Client().post(address).status_code == 403
    assert client_for(trainer).post(address).status_code == 302
    assert Membership.objects.filter(user=trainer.user, station_id=station.pk).exists()


def test_a_mail_for_a_withdrawn_invitation_is_not_sent(
    invited: Invitation, station: Station, station_manager: Actor, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with inside(station):
        withdraw_invitation(invited.pk, acting_user=station_manager)
    deliver_pending()
    assert not [one for one in mail.outbox if one.to == ["new@example.com"]]


def test_head_office_invites_by_mail(administrator: Actor, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with scoped(administrator.scope):
        invite(email="hq@example.com", name="x", role=Role.FINANCE, acting_user=administrator)
    deliver_pending()
    assert [one for one in mail.outbox if one.to == ["hq@example.com"]]


def test_the_api_resends(invited: Invitation, station: Station, station_manager: Actor, client_for: SignIn) -> None:
    call = Caller(client_for(station_manager), station)
    assert call.post(f"invitations/{invited.public_id}/resend").json()["version"] == 2
