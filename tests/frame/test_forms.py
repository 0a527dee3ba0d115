"""A form: nothing typed is lost, nothing is done twice, nobody is overwritten."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.actors import Actor
from tenants.registry.models import Station

Browse = Callable[..., Client]
LINES = {"parts-TOTAL_FORMS": "0", "parts-INITIAL_FORMS": "0"}
GIVEN = {"name": "新名", "phone": "400-1", "region": "east", **LINES}


@pytest.fixture
def page(station: Station) -> str:
    """The address of the form."""
    return f"/sample/{station.pk}/edit/"


def hidden(response: Any, name: str) -> str:
    """Return the value of a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', response.content.decode())
    assert found, name
    return found.group(1)


def test_it_is_filled_with_the_record(browse: Browse, reviewer: Actor, page: str) -> None:
    assert "上海浦东特约服务站" in browse(reviewer).get(page).content.decode()


def test_it_performs_says_so_and_goes_on(browse: Browse, reviewer: Actor, page: str, station: Station) -> None:
    response = browse(reviewer).post(page, GIVEN, follow=True)
    before = station.version
    station.refresh_from_db()
    assert (station.name, station.version) == ("新名!", before + 1)
    assert b"Saved." in response.content


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(browse: Browse, reviewer: Actor, page: str) -> None:
    response = browse(reviewer).post(page, GIVEN | {"phone": ""})
    content = response.content.decode()
    assert response.status_code == 422
    assert 'id="id_phone_error"' in content
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in content
    assert 'value="新名"' in content


def test_a_refusal_of_the_action_is_a_form_error(browse: Browse, reviewer: Actor, page: str, station: Station) -> None:
    response = browse(reviewer).post(page, GIVEN | {"phone": "wrong"})
    before = station.version
    station.refresh_from_db()
    assert response.status_code == 422
    assert b"This is not a phone number." in response.content
    assert station.version == before


def test_what_is_not_theirs_is_not_a_form_error(browse: Browse, reviewer: Actor, page: str) -> None:
    assert browse(reviewer).post(page, GIVEN | {"phone": "hidden"}).status_code == 404


def test_a_double_submit_is_done_once(browse: Browse, reviewer: Actor, page: str, station: Station) -> None:
    client = browse(reviewer)
    token = hidden(client.get(page), "form_token")
    answers = [client.post(page, GIVEN | {"form_token": token}) for _ in range(2)]
    before = station.version
    station.refresh_from_db()
    assert [answer.status_code for answer in answers] == [302, 302]
    assert station.version == before + 1


def test_a_sent_form_with_other_content_is_told_so(browse: Browse, reviewer: Actor, page: str) -> None:
    client = browse(reviewer)
    token = hidden(client.get(page), "form_token")
    client.post(page, GIVEN | {"form_token": token})
    response = client.post(page, GIVEN | {"form_token": token, "name": "again"})
    assert b"This form was sent already." in response.content


def test_a_stale_form_shows_what_changed_and_changes_nothing(
    browse: Browse, reviewer: Actor, page: str, station: Station
) -> None:
    client = browse(reviewer)
    seen = hidden(client.get(page), "seen")
    station.change(phone="400-999")
    response = client.post(page, GIVEN | {"seen": seen})
    drift = response.context["drifts"][0]
    station.refresh_from_db()
    assert response.status_code == 409
    assert (drift.was, drift.now, drift.typed) == ("400-000-0000", "400-999", "400-1")
    assert station.phone == "400-999"


def test_a_forged_snapshot_is_ignored(browse: Browse, reviewer: Actor, page: str) -> None:
    assert browse(reviewer).post(page, GIVEN | {"seen": "forged"}).status_code == 302


def test_a_change_of_another_field_is_told_too(browse: Browse, reviewer: Actor, page: str, station: Station) -> None:
    client = browse(reviewer)
    seen = hidden(client.get(page), "seen")
    station.change(level="C")
    assert client.post(page, GIVEN | {"seen": seen}).context["drifts"][0].now == "changed"


def test_after_comparing_the_second_save_counts(browse: Browse, reviewer: Actor, page: str, station: Station) -> None:
    client = browse(reviewer)
    seen = hidden(client.get(page), "seen")
    station.change(phone="400-999")
    again = hidden(client.post(page, GIVEN | {"seen": seen}), "seen")
    assert client.post(page, GIVEN | {"seen": again}).status_code == 302


def test_a_wrong_line_keeps_the_form(browse: Browse, reviewer: Actor, page: str) -> None:
    lines = {"parts-TOTAL_FORMS": "1", "parts-INITIAL_FORMS": "1", "parts-0-part": ""}
    response = browse(reviewer).post(page, GIVEN | lines)
    assert response.status_code == 422
    assert 'id="id_parts-0-part_error"' in response.content.decode()


def test_a_step_asks_for_its_reason(browse: Browse, reviewer: Actor, station: Station) -> None:
    client = browse(reviewer)
    assert client.post(f"/sample/{station.pk}/act/", {"reason": ""}).status_code == 422
    assert client.post(f"/sample/{station.pk}/act/", {"reason": "why not"}).status_code == 302


def test_a_step_that_came_too_late_says_so(browse: Browse, reviewer: Actor, station: Station) -> None:
    response = browse(reviewer).post(f"/sample/{station.pk}/act/", {"reason": "late"})
    assert response.status_code == 409
    assert b"Somebody was faster" in response.content
