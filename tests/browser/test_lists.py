"""A list in a real browser: what is typed goes into the address, and the address says all."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from tests import world
from tests.browser.support import Watch, assert_accessible, sign_in, window

pytestmark = pytest.mark.browser
STATIONS = "/registry/stations/"


@pytest.fixture
def page(chromium: Browser, site: str, password: str) -> Page:
    """The list of stations, as the service-management section sees it."""
    found = sign_in(window(chromium, site, language="en"), world.email_of(Role.SERVICE_MANAGEMENT), password)
    found.goto(STATIONS)
    return found


def test_typing_filters_at_once_and_the_address_says_so(page: Page) -> None:
    watch = Watch(page)
    page.locator("#id_q").press_sequentially("SHA")
    expect(page.locator("[data-row]")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"\?q=SHA$"))
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(2)
    watch.assert_quiet()


def test_sorting_keeps_the_filter(page: Page) -> None:
    page.goto(f"{STATIONS}?q=S")
    page.locator("thead a.sort").first.click()
    expect(page).to_have_url(re.compile(r"q=S&sort=-?code"))


def test_columns_are_chosen_in_a_menu(page: Page) -> None:
    page.get_by_role("button", name="Columns").click()
    assert_accessible(page)
    boxes = page.locator(".column-menu input:not([disabled])")
    boxes.last.check()
    page.locator(".column-menu").get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile(r"columns="))


def test_a_view_is_saved_and_becomes_a_tab(page: Page) -> None:
    page.goto(f"{STATIONS}?q=SHA")
    page.get_by_role("button", name="Save view").first.click()
    page.fill("#view-name", "Shanghai")
    assert_accessible(page)
    page.locator(".save-view .btn-primary").click()
    expect(page.get_by_role("link", name="Shanghai")).to_have_attribute("aria-current", "page")
    expect(page.locator("[data-row]")).to_have_count(1)


def test_the_keys_walk_open_and_step(page: Page) -> None:
    page.keyboard.press("j")
    expect(page.locator("[data-row].is-here")).to_have_count(1)
    page.keyboard.press("o")
    expect(page.locator("[data-step-place]")).to_have_text("1 / 2")
    assert_accessible(page)
    first = page.url
    page.keyboard.press("]")
    expect(page.locator("[data-step-place]")).to_have_text("2 / 2")
    assert page.url != first
    page.keyboard.press("u")
    expect(page).to_have_url(re.compile(STATIONS))


def test_the_export_has_the_filter_of_the_screen(page: Page) -> None:
    page.locator("#id_q").press_sequentially("SHA")
    expect(page.locator("[data-row]")).to_have_count(1)
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    content = download.value.path().read_text(encoding="utf-8-sig")
    assert world.HOME in content
    assert world.RIVAL not in content


def test_on_a_phone_the_rows_are_cards(chromium: Browser, site: str, password: str) -> None:
    page = sign_in(window(chromium, site, phone=True), world.email_of(Role.SERVICE_MANAGEMENT), password)
    page.goto(STATIONS)
    expect(page.locator("thead")).to_be_hidden()
    assert page.locator("[data-row]").first.evaluate("row => getComputedStyle(row).display") == "grid"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    assert_accessible(page)
