"""The frame in a real browser: look, keys, palette, forms, in both languages and themes, wide and narrow."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from tests import world
from tests.browser import support
from tests.browser.support import Watch, assert_accessible, sign_in, window

pytestmark = pytest.mark.browser
LOOKS = [
    (language, theme, phone) for language in ("zh-hans", "en") for theme in ("light", "dark") for phone in (False, True)
]
ANONYMOUS = ["/accounts/login/", "/accounts/password/reset/", "/nowhere/"]
SIGNED_IN = [
    "/",
    "/inbox/",
    "/preferences/",
    "/keys/",
    "/search/?q=a",
    "/accounts/password/change/",
    "/accounts/sessions/",
]
REVIEWER = world.email_of(Role.CLAIMS_REVIEWER)
MANAGER = world.email_of(Role.STATION_MANAGER, world.HOME)


@pytest.fixture
def reviewer_page(chromium: Browser, site: str, password: str) -> Page:
    """A reviewer's window, in English."""
    return sign_in(window(chromium, site, language="en"), REVIEWER, password)


def assert_fits(page: Page) -> None:
    """Fail when the page is wider than the window."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), (
        f"{page.url} is wider than the window"
    )


@pytest.mark.parametrize(("language", "theme", "phone"), LOOKS)
def test_pages_for_strangers_are_accessible(
    chromium: Browser, site: str, language: str, theme: str, phone: bool
) -> None:
    page = window(chromium, site, language=language, theme=theme, phone=phone).new_page()
    for address in ANONYMOUS:
        page.goto(address)
        assert page.get_attribute("html", "lang") == language
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize(("language", "theme", "phone"), LOOKS)
def test_pages_of_the_desk_are_accessible(
    chromium: Browser, site: str, password: str, language: str, theme: str, phone: bool
) -> None:
    page = sign_in(window(chromium, site, language=language, theme=theme, phone=phone), REVIEWER, password)
    watch = Watch(page)
    for address in SIGNED_IN:
        page.goto(address)
        assert_accessible(page)
        assert_fits(page)
    watch.assert_quiet()


def test_a_wrong_password_is_said_beside_the_form(chromium: Browser, site: str) -> None:
    page = sign_in(window(chromium, site, language="en"), REVIEWER, "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.input_value("#id_login") == REVIEWER
    assert_accessible(page)


def test_a_manager_lands_at_the_station(chromium: Browser, site: str, password: str) -> None:
    page = sign_in(window(chromium, site), MANAGER, password)
    assert page.url.endswith(f"/s/{world.HOME}/")
    assert_accessible(page)


def test_slash_opens_the_palette_and_enter_goes_there(reviewer_page: Page) -> None:
    reviewer_page.keyboard.press("/")
    box = reviewer_page.get_by_role("combobox", name="Search or jump to…")
    expect(box).to_be_focused()
    assert_accessible(reviewer_page)
    box.fill("preferences")
    expect(reviewer_page.get_by_role("option", name="Preferences").first).to_have_attribute("aria-selected", "true")
    reviewer_page.keyboard.press("Enter")
    reviewer_page.wait_for_url("**/preferences/")


def test_the_palette_opens_by_ctrl_k_too_and_a_hit_in_a_new_tab(reviewer_page: Page) -> None:
    reviewer_page.keyboard.press("Control+k")
    reviewer_page.get_by_role("combobox").fill("keyboard")
    expect(reviewer_page.get_by_role("option", name="Keyboard shortcuts")).to_have_attribute("aria-selected", "true")
    with reviewer_page.context.expect_page() as opened:
        reviewer_page.keyboard.press("Control+Enter")
    opened.value.wait_for_url("**/keys/")


def test_the_sheet_of_keys_opens_and_closes(reviewer_page: Page) -> None:
    reviewer_page.keyboard.press("?")
    sheet = reviewer_page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    assert_accessible(reviewer_page)
    reviewer_page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()


def test_single_keys_can_be_switched_off(chromium: Browser, site: str, password: str) -> None:
    page = sign_in(window(chromium, site, language="en"), world.email_of(Role.TRAINER), password)
    page.goto("/preferences/")
    page.uncheck("[name=keys]")
    page.click("[data-submit]")
    expect(page.get_by_text("Your preferences are saved.")).to_be_visible()
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()


def test_language_and_theme_change_with_one_click_each(chromium: Browser, site: str, password: str) -> None:
    page = sign_in(window(chromium, site, language="en"), world.email_of(Role.AUDITOR), password)
    page.locator(".top button[name=theme]").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    page.locator(".top button[name=language]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-hans")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_the_menu_slides_in_on_a_phone(chromium: Browser, site: str, password: str) -> None:
    page = sign_in(window(chromium, site, language="en", phone=True), REVIEWER, password)
    page.locator(".top [data-bs-target='#side']").click()
    expect(page.locator("#side")).to_have_class(re.compile(r"\bshow\b(?!ing)"))
    page.wait_for_timeout(400)
    expect(page.locator("#side a", has_text="Home")).to_be_visible()
    assert_accessible(page)


def test_the_first_view_is_light(chromium: Browser, site: str) -> None:
    assert support.weight(window(chromium, site).new_page(), "/accounts/login/") < 300_000
