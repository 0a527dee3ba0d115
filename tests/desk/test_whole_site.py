"""What the rooms hang into the frame holds together."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver

from accounts.actors import Actor
from accounts.role_table import ROLE_TABLE
from common.pages import cards, menu, searches, setup_steps, tasks
from common.pages.base import OPEN_TO_ALL
from common.pages.checks import page_classes, pages_declare_actions, urlconfs
from common.templatetags.frame import FALLBACK, icon_body

PERSONAS = (
    "administrator",
    "reviewer",
    "dispatcher",
    "auditor",
    "trainer",
    "finance",
    "service_management",
    "supplier_user",
)
AT_THE_STATION = ("station_manager", "technician", "appraiser", "receptionist", "care_agent", "parts_clerk")


def test_every_page_declares_an_action_of_the_role_table() -> None:
    assert pages_declare_actions(None) == []
    pages = {page for name in urlconfs() for page in page_classes(get_resolver(name).url_patterns)}
    unknown = {
        f"{page.__qualname__}: {page.action}" for page in pages if page.action not in {*ROLE_TABLE, *OPEN_TO_ALL}
    }
    assert not unknown


@pytest.mark.parametrize("name", PERSONAS)
def test_every_menu_entry_of_the_office_leads_to_a_page(
    name: str, client_for: Callable[[Actor], Client], request: pytest.FixtureRequest
) -> None:
    persona: Actor = request.getfixturevalue(name)
    client = client_for(persona)
    assert len(menu.entries(persona)) == len([one for one in menu._entries.values() if one.open_to(persona)])
    for entry in menu.entries(persona):
        assert client.get(entry.url, follow=True).status_code == 200, entry


@pytest.mark.parametrize("name", AT_THE_STATION)
def test_the_home_of_a_station_s_people_shows_their_menu(
    name: str, client_for: Callable[[Actor], Client], request: pytest.FixtureRequest
) -> None:
    persona: Actor = request.getfixturevalue(name)
    client = client_for(persona)
    response = client.get("/s/SHA01/")
    assert response.status_code == 200
    menu_drawn = response.content.decode().partition('class="side-nav"')[2].partition('class="side-foot"')[0]
    addresses = re.findall(r'<a href="([^"]+)"', menu_drawn)
    assert len(addresses) == 1 + len([one for one in menu._entries.values() if one.open_to(persona)])
    for address in addresses:
        assert client.get(address, follow=True).status_code == 200, address


def test_every_registered_action_is_in_the_role_table() -> None:
    makers = [maker for kind in (cards, setup_steps, tasks) for maker in kind._makers.values()]
    named = {entry.action for entry in menu._entries.values()} | {one.action for one in searches._searches}
    assert {action for action in named | {maker.action for maker in makers} if action} <= set(ROLE_TABLE)


def test_every_icon_of_the_menu_exists() -> None:
    missing = {entry.icon for entry in menu._entries.values() if icon_body(entry.icon) == FALLBACK}
    assert not missing


def test_no_two_entries_share_a_key() -> None:
    for place in ("office", "station", "supplier"):
        keys = [
            (entry.key, str(entry.label)) for entry in menu._entries.values() if entry.key and place in entry.places
        ]
        assert len({key for key, _label in keys}) == len(keys), sorted(keys)
