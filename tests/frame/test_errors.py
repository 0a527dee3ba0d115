"""Errors: the right status, a sentence in the person's language, and what to do next."""

import json
from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from accounts.actors import Actor
from common.pages.checks import pages_declare_actions
from common.pages.errors import handler500
from common.pages.frame import Frame
from tests.frame.sample import StationList

Browse = Callable[..., Client]


@pytest.mark.parametrize(
    ("kind", "status", "words"),
    [
        ("wrong_state", 409, "Somebody was faster"),
        ("not_yours", 404, "Nothing found"),
        ("invalid", 422, "could not be done"),
    ],
)
def test_a_refusal_becomes_its_page(browse: Browse, reviewer: Actor, kind: str, status: int, words: str) -> None:
    response = browse(reviewer).get(f"/sample/broken/{kind}/")
    assert response.status_code == status
    assert words in response.content.decode()


def test_an_unknown_address_keeps_the_frame(browse: Browse, reviewer: Actor) -> None:
    response = browse(reviewer, "zh-hans").get("/nowhere/")
    assert response.status_code == 404
    assert "此地址没有内容" in response.content.decode()
    assert 'id="side"' in response.content.decode()


def test_a_stranger_gets_the_page_without_the_menu(client: Client, db: None) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert 'id="side"' not in response.content.decode()


def test_the_last_resort_asks_nothing_of_the_database() -> None:
    response = handler500(RequestFactory().get("/"))
    assert response.status_code == 500


def test_the_last_resort_of_the_api_is_a_problem() -> None:
    response = handler500(RequestFactory().get("/api/v1/claims"))
    told = json.loads(response.content)
    assert (response.status_code, response["Content-Type"], told["status"]) == (500, "application/problem+json", 500)
    assert told["detail"]


def test_a_page_of_another_ones_station_does_not_exist(browse: Browse, rival_manager: Actor) -> None:
    assert browse(rival_manager).get("/s/SHA01/").status_code == 404


def test_a_page_without_an_action_stops_the_start(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.setattr(StationList, "action", "")
    assert [error.id for error in pages_declare_actions(None)] == ["pages.E001"]


def test_no_page_needs_inline_script_or_style(browse: Browse, reviewer: Actor) -> None:
    response = browse(reviewer).get("/sample/")
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert " style=" not in response.content.decode()
    assert "onclick" not in response.content.decode()


def test_the_theme_of_the_cookie_wins() -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = "dark"
    assert Frame(request).theme == "dark"
    request.COOKIES["theme"] = "pink"
    assert Frame(request).theme == ""
