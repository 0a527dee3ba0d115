"""A call in a real browser: the script is answered by keys, the driver's phone fills the form in, articles stand beside it."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.db import close_old_connections, transaction
from playwright.sync_api import expect

from accounts.roles import Role
from common.channels.models import Message
from common.scope import for_office
from network.hotline.models import Case, PositionRequest
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD

pytestmark = pytest.mark.browser
NUMBER = "13877775678"  # its own: a case without a vehicle is a twin of every later one with its number
HERE = {"latitude": 31.2304, "longitude": 121.4737, "accuracy": 12}


@pytest.fixture
def browser_db(site: str, django_db_blocker: Any) -> Any:
    """Rows of these tests are committed: the server must see them."""
    with django_db_blocker.unblock():
        yield


def read(rows: Any) -> Any:
    """Read committed rows of head office."""
    close_old_connections()
    with for_office(), transaction.atomic():
        return rows()


def path_of_newest_link() -> str:
    """Return the address that the driver got, on whichever host the server runs."""
    link = read(lambda: Message.objects.filter(template="hotline.position").first().values["link"])
    return "/hotline/share/" + link.rstrip("/").rpartition("/")[2] + "/"


def agent(chromium: Any, site: str) -> Any:
    """Return the agent's form with a number typed."""
    context = support.window(chromium, site)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/hotline/take/")
    page.goto("/hotline/take/")
    page.fill('[name="contact_phone"]', NUMBER)
    return page


def test_a_call_is_taken_by_keys_and_the_phone_says_where(chromium: Any, site: str, browser_db: None) -> None:
    page = agent(chromium, site)
    page.select_option('[name="symptom"]', "tyre")
    expect(page.locator("[data-triage] .ask")).to_be_visible()
    for key in ("1", "2", "4", "2"):
        page.keyboard.press(f"Alt+{key}")
    expect(page.locator("[data-triage]")).to_contain_text("备胎")
    assert page.input_value('[name="safety"]') == "shoulder"
    page.keyboard.press("Alt+KeyL")
    expect(page.locator("[data-ask-state]")).to_contain_text("138****5678")

    driver = support.window(chromium, site, phone=True)
    driver.grant_permissions(["geolocation"])
    driver.set_geolocation(HERE)
    phone = driver.new_page()
    phone.goto(path_of_newest_link())
    assert support.violations(phone) == []
    phone.click("[data-share-gps]")
    expect(phone.locator("[data-share-state].is-good")).to_be_visible()

    expect(page.locator('[name="coordinates"]')).to_have_value("31.2304,121.4737")
    assert support.violations(page) == []
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/hotline/0*/")
    case = read(lambda: Case.objects.latest("created_at"))
    assert (case.lat, case.lon, case.symptom, case.safety) == (31.2304, 121.4737, "tyre", "shoulder")
    assert case.triage["needs"] == ["tyre"]
    assert read(lambda: PositionRequest.objects.get(case=case).status) == "answered"
    driver.close()
    page.context.close()


def test_what_the_agent_unticks_stays_unticked(chromium: Any, site: str, browser_db: None) -> None:
    page = agent(chromium, site)
    page.select_option('[name="symptom"]', "gearbox")
    expect(page.locator("[data-triage] .ask")).to_be_visible()
    for key in ("1", "2", "2"):
        page.keyboard.press(f"Alt+{key}")
    tow = page.locator('[name="needs_tow"]')
    expect(tow).to_be_checked()
    tow.uncheck()
    for key in ("0", "3"):
        page.keyboard.press(f"Alt+{key}")
    expect(page.locator('[name="triage_keys"]')).to_have_value("1,2,3")
    expect(tow).not_to_be_checked()
    page.keyboard.press(
        "Control+Enter"
    )  # refused, since no place is given: the form comes back with all that was typed
    expect(page.locator("[data-form-errors]")).to_be_visible()
    expect(page.locator('[name="triage_keys"]')).to_have_value("1,2,3")
    expect(tow).not_to_be_checked()
    page.context.close()


def test_a_phone_that_refuses_leads_to_words(chromium: Any, site: str, browser_db: None) -> None:
    page = agent(chromium, site)
    page.click("[data-ask] button")
    expect(page.locator("[data-ask-state]")).to_contain_text("138****5678")
    driver = support.window(chromium, site, phone=True)
    phone = driver.new_page()
    phone.goto(path_of_newest_link())
    phone.click("[data-share-gps]")
    expect(phone.locator("[data-share-other]")).to_have_attribute("open", "")
    expect(page.locator("[data-ask-state]")).to_have_attribute("data-tone", "refused")
    driver.set_offline(True)
    phone.fill("#words", "过了苏州服务区")
    phone.click("[data-share-words] button")
    expect(phone.locator("[data-share-state].is-bad")).to_be_visible()
    driver.set_offline(False)
    expect(phone.locator("[data-share-state].is-good")).to_be_visible()
    expect(page.locator('[name="place"]')).to_have_value("过了苏州服务区")
    driver.close()
    page.context.close()


def test_who_is_signed_out_while_typing_loses_nothing(chromium: Any, site: str, browser_db: None) -> None:
    page = agent(chromium, site)
    page.fill('[name="contact_phone"]', "13877775699")
    page.select_option('[name="kind"]', "opinion")
    page.fill('[name="description"]', "配件太贵")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", name="您已退出登录")).to_be_visible()
    support.sign_in(page.context, world.email_of(Role.DISPATCHER), PASSWORD)  # in another tab
    page.get_by_role("button", name="重新提交").click()
    page.get_by_role("button", name="重新提交").click()  # the form was of another sign-in
    page.wait_for_url(re.compile(r"/hotline/[0-9a-f-]{36}/$"))
    assert "配件太贵" in page.inner_text("main")
