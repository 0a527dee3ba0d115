"""What a dispatcher at night has before them: the menu in the order of need, and who is on duty with them."""

from datetime import timedelta

import pytest

from common.clock import now
from common.pages import menu
from tests.builders.duty import a_second_agent, an_ending_shift

pytestmark = pytest.mark.django_db
FIRST = ["dispatch:board", "hotline:take", "hotline:cases", "hotline:callbacks", "duty:roster"]
BESIDES = {
    "dispatch:rescues", "incidents:incidents", "hotline:calls", "dispatch:crews", "incidents:reports", "disputes:list",
    "hotline:articles", "desk:messages", "duty:sheet", "duty:checks", "duty:figures", "duty:phones", "duty:plans", "hotline:rules", "dispatch:rules",
    "incidents:rules", "hotline:scripts", "hotline:posts", "dispatch:simulations", "disputes:rules",
}  # fmt: skip


def test_what_each_minute_needs_comes_first_and_nothing_is_lost(dispatcher):
    groups = {code: [one.name for one in entries] for code, _title, entries in menu.groups(dispatcher)}
    assert groups["hotline"][: len(FIRST)] == FIRST
    assert len(groups["hotline"]) <= 13
    found = {name for code in ("hotline", "duty", "hotline_rules") for name in groups[code]}
    assert found == {*FIRST, *BESIDES}
    assert "incidents:bulletins" in groups["papers"] and "dispatch:statistics" in groups["insight"]


@pytest.mark.parametrize("words", ["dispatch:rules", "hotline:scripts", "duty:plans", "incidents:rules"])
def test_the_palette_finds_what_moved(dispatcher, client_for, words):
    entry = next(one for one in menu.entries(dispatcher) if one.name == words)
    found = client_for(dispatcher).get("/search/", {"q": words}, headers={"X-Palette": "1"})
    assert f'"{entry.url}"' in found.content.decode()


@pytest.mark.parametrize(
    "page", ["/hotline/", "/hotline/take/", "/hotline/callbacks/", "/hotline/calls/", "/dispatch/"]
)
def test_who_is_on_duty_stands_on_the_pages_of_the_night(dispatcher, client_for, page):
    office = client_for(dispatcher)
    assert "坐席 2" not in office.get(page).content.decode()
    an_ending_shift(a_second_agent())
    assert "坐席 2" in office.get(page).content.decode()


def test_a_page_that_stays_open_asks_again(dispatcher, client_for):
    office = client_for(dispatcher)
    assert 'data-tone="bad"' in office.get("/hotline/on-duty/").content.decode()
    shift = an_ending_shift(a_second_agent())
    page = office.get("/hotline/on-duty/").content.decode()
    assert "坐席 2" in page and shift.get_absolute_url() in page and 'hx-get="/hotline/on-duty/"' in page
    shift.change(ends_at=now() - timedelta(seconds=1))
    assert "坐席 2" not in office.get("/hotline/on-duty/").content.decode()


def test_the_regional_office_sees_the_board_without_the_roster(regional_officer, client_for):
    an_ending_shift(a_second_agent())
    page = client_for(regional_officer).get("/dispatch/")
    assert page.status_code == 200 and "坐席 2" not in page.content.decode()
