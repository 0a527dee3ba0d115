"""How an installation gets its first person, and nobody by that way afterwards."""

from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from accounts.actions import accept_invitation
from accounts.actors import Actor
from accounts.models import Invitation, Membership
from accounts.roles import Role
from common.history.relay import deliver_pending

pytestmark = pytest.mark.django_db
PASSWORD = "four quiet words here"


def invite(email: str = "chief@maker.example", name: str = "高岩") -> str:
    told = StringIO()
    call_command("invite_administrator", email, name, stdout=told)
    return told.getvalue()


def test_the_printed_link_makes_the_first_administrator() -> None:
    Membership.objects.all().delete()
    link = invite().splitlines()[-1]
    assert Client().get(link).status_code == 200
    user = accept_invitation(link.rstrip("/").rsplit("/", 1)[1], name="高岩", password=PASSWORD)
    assert [(one.role, one.station_id) for one in user.memberships.all()] == [(Role.ADMINISTRATOR, None)]


def test_the_mail_goes_out_by_itself() -> None:
    Membership.objects.all().delete()
    invite()
    deliver_pending()
    assert [one.to for one in mail.outbox] == [["chief@maker.example"]]


def test_once_there_is_an_administrator_it_is_refused(administrator: Actor) -> None:
    with pytest.raises(CommandError, match=r"系统管理员|administrator"):
        invite()
    assert not Invitation.objects.exists()


def test_what_is_no_address_is_told(settings: Any) -> None:
    Membership.objects.all().delete()
    with pytest.raises(CommandError):
        invite("chief at maker")
