"""A form whose sender was signed out meanwhile: nothing typed is lost, nothing is done before they send it again themselves."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.actors import Actor
from tenants.registry.models import Station
from tests.frame.test_forms import GIVEN

Browse = Callable[..., Client]
OURS = {"HTTP_ORIGIN": "http://testserver"}
TYPED = GIVEN | {"name": '新名 "<b>"', "old_password": "secret-words"}


@pytest.fixture
def page(station: Station) -> str:
    """The address of the form."""
    return f"/sample/{station.pk}/edit/"


def fields_of(response: Any) -> dict[str, str]:
    """Return the hidden fields of the form that is shown, as a browser would send them."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {name: unescape(value) for name, value in found}


def strict(browse: Browse, actor: Actor) -> Client:
    """Return a client that checks the token of forms, as a browser's visits are checked."""
    client = browse(actor)
    client.handler.enforce_csrf_checks = True
    return client


def test_who_is_signed_out_is_told_and_loses_nothing(
    browse: Browse, reviewer: Actor, page: str, station: Station
) -> None:
    client = browse(reviewer)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    told = client.post(page, TYPED, **OURS)
    assert told.status_code == 401 and "You have been signed out" in told.content.decode()
    kept = fields_of(told)
    assert kept["name"] == TYPED["name"] and kept["parts-TOTAL_FORMS"] == "0"
    assert "old_password" not in kept and "secret-words" not in told.content.decode()
    signed_in = browse(reviewer)
    assert signed_in.post(page, kept, **OURS).status_code == 302
    station.refresh_from_db()
    assert station.name.startswith('新名 "<b>"')


def test_a_form_of_another_sign_in_is_sent_again(browse: Browse, reviewer: Actor, page: str, station: Station) -> None:
    client = strict(browse, reviewer)
    client.get(page)
    told = client.post(page, TYPED | {"csrfmiddlewaretoken": "a" * 64}, **OURS)
    assert told.status_code == 403 and "opened in another sign-in" in told.content.decode()
    before = station.version
    station.refresh_from_db()
    assert station.version == before  # nothing is done by itself
    assert client.post(page, fields_of(told), **OURS).status_code == 302


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
def test_what_another_site_sends_is_never_kept(browse: Browse, reviewer: Actor, page: str, origin: str) -> None:
    client = strict(browse, reviewer)
    told = client.post(page, TYPED, **({"HTTP_ORIGIN": origin} if origin else {}))
    assert told.status_code == 403 and "新名" not in told.content.decode()
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert "新名" not in client.post(page, TYPED, **({"HTTP_ORIGIN": origin} if origin else {})).content.decode()


def test_files_have_to_be_chosen_again(browse: Browse, reviewer: Actor, page: str) -> None:
    client = browse(reviewer)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    told = client.post(page, TYPED | {"photo": SimpleUploadedFile("门头.jpg", b"x")}, **OURS)
    assert "门头.jpg" in told.content.decode() and "choose them again" in told.content.decode()


def test_a_page_that_was_only_opened_leads_to_the_sign_in(browse: Browse, reviewer: Actor, page: str) -> None:
    client = browse(reviewer)
    del client.cookies[settings.SESSION_COOKIE_NAME]
    assert client.get(page).status_code == 302
