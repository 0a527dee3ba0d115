"""The crew's page where the network is weak: what goes first, what is counted, and that a sign-in that has ended is said."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from accounts.roles import Role
from network.dispatch.actions import set_duty
from network.dispatch.models import Crew
from tenants.registry.standing import inside
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD
from tests.browser.test_rescue import PHONE, in_office, phone_of
from tests.builders.dispatch import a_crew
from tests.world import station_actor

pytestmark = pytest.mark.browser
ADD_POSITIONS = """async ([place, crew, count]) => {
  for (let n = 0; n < count; n += 1) {
    const fix = { key: Outbox.uuid(), at: new Date(Date.now() - 1000 * n).toISOString(), lat: 31.2, lon: 121.5, accuracy_m: 9 };
    await Outbox.add({ place, step: { key: fix.key, do: "positions", id: crew, fixes: [fix] } });
  }
}"""
ADD_DUTY = "([place, id]) => Outbox.add({ place, step: { key: Outbox.uuid(), do: 'duty', id, on: true } })"
LISTEN = """window.reached = []; const before = window.fetch;
window.fetch = async (address, told) => {
  const answer = await before(address, told);
  if (told?.method === "POST" && answer.ok) window.reached.push(new URL(address, location.href).pathname);
  return answer;
}; null"""
NEWS = "document.dispatchEvent(new CustomEvent('sm:live', { detail: {} }))"


@pytest.fixture
def browser_db(site: str, django_db_blocker: Any) -> Iterator[None]:
    """Rows of these tests are committed: the server must see them."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def crew(browser_db: None) -> Crew:
    """The crew with which the technician rides, made once for the run."""
    found: Crew | None = in_office(lambda: Crew.objects.filter(name="Crew 1", station__code=world.HOME).first())
    return found or a_crew(capacity=5)


@pytest.fixture
def phone(chromium: Any, site: str, crew: Crew) -> Iterator[Page]:
    """A phone on duty, whose page is live."""
    page = phone_of(chromium, site)
    page.wait_for_selector('[data-live-pill][data-state="live"]')
    yield page
    page.context.close()
    manager = station_actor(Role.STATION_MANAGER, world.HOME)
    with inside(manager.station):
        set_duty(crew.pk, True, acting_user=manager)


def test_all_positions_of_a_long_stretch_go_before_the_steps(phone: Page, crew: Crew) -> None:
    phone.context.set_offline(True)
    phone.evaluate(ADD_POSITIONS, [PHONE, str(crew.pk), 130])
    phone.evaluate(ADD_DUTY, [PHONE, str(crew.pk)])
    phone.evaluate(LISTEN)
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    phone.wait_for_function("() => window.reached.some((one) => one.endsWith('/report/'))")
    reached = phone.evaluate("window.reached")
    assert [one.rpartition("/dispatch/")[2] for one in reached[:3]] == [
        "/positions/",
        "/positions/",
        "phone/report/",
    ], reached


def test_what_is_pressed_while_something_is_on_its_way_goes_at_once(phone: Page, crew: Crew) -> None:
    held: list[Route] = []
    seen: list[int] = []

    def hold(route: Route) -> None:
        seen.append(len(json.loads(route.request.post_data or "{}")["items"]))
        held.append(route) if not held else route.continue_()

    phone.route("**/phone/report/", hold)
    button = phone.locator("[data-stage] button")
    button.click()
    phone.wait_for_function("() => document.querySelector('[data-outbox]').textContent.includes('1')")
    button.click()
    phone.wait_for_function("place => Outbox.all(place).then((rows) => rows.length === 2)", arg=PHONE)
    with phone.expect_request("**/phone/report/", timeout=4_000):
        held[0].continue_()
    phone.wait_for_function("place => Outbox.all(place).then((rows) => rows.length === 0)", arg=PHONE)
    assert len(seen) == 2


def test_positions_are_not_counted_as_unsent(phone: Page, crew: Crew) -> None:
    phone.context.set_offline(True)
    phone.evaluate(ADD_POSITIONS, [PHONE, str(crew.pk), 5])
    phone.locator("[data-stage] button").click()
    expect(phone.locator("[data-outbox]")).to_contain_text("1 条未上传")
    phone.locator("[data-stage] button").click()
    expect(phone.locator("[data-outbox]")).to_contain_text("2 条未上传")
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-outbox]")).to_be_hidden()


def test_what_is_typed_in_another_window_of_the_phone_is_kept(phone: Page) -> None:
    phone.evaluate("place => Outbox.keep(`drafts:${place}`, { job: { result: 'Hose' } })", PHONE)  # by the other window
    with phone.expect_response("**/phone/report/"):
        phone.locator("[data-stage] button").click()
    phone.wait_for_function("place => Outbox.all(place).then((rows) => rows.length === 0)", arg=PHONE)
    assert phone.evaluate("place => Outbox.kept(`drafts:${place}`)", PHONE) == {"job": {"result": "Hose"}}


def test_a_phone_whose_sign_in_has_ended_says_so_and_leads_there(phone: Page) -> None:
    phone.context.clear_cookies(name="sm_session")
    phone.evaluate(NEWS)
    link = phone.locator("[data-outbox] a")
    expect(link).to_have_attribute("href", f"/accounts/login/?next={PHONE}")
    assert support.violations(phone) == []
    link.click()
    phone.fill("#id_login", world.email_of(Role.TECHNICIAN, world.HOME))
    phone.fill("#id_password", PASSWORD)
    phone.click("[data-submit]")
    phone.wait_for_url(f"**{PHONE}")


def test_a_board_whose_sign_in_has_ended_is_never_called_live(chromium: Any, site: str, browser_db: None) -> None:
    context = support.window(chromium, site, language="en")
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    page.clock.install()
    page.route("**/live/?token=*", lambda route: route.abort())  # no stream: the board asks every ten seconds
    page.goto("/dispatch/")
    page.clock.run_for(16_000)
    expect(page.locator('[data-live-pill][data-state="live"]')).to_be_visible()
    context.clear_cookies(name="sm_session")
    with page.expect_response("**/accounts/login/**"):
        page.clock.run_for(16_000)
    page.clock.run_for(16_000)
    expect(page.locator('[data-live-pill][data-state="stale"]')).to_be_visible()
    expect(page.locator("[data-board]")).to_have_class("board is-old")
    context.close()


def test_a_board_whose_sign_in_has_ended_is_old_although_its_stream_goes_on(
    chromium: Any, site: str, browser_db: None
) -> None:
    context = support.window(chromium, site, language="en")
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    page.goto("/dispatch/")
    pill = page.locator("[data-live-pill]").first
    expect(pill).to_have_attribute("data-state", "live")
    cookies = context.cookies()
    context.clear_cookies(name="sm_session")
    with page.expect_response("**/accounts/login/**"):
        page.evaluate(NEWS)
    expect(pill).to_have_attribute("data-state", "stale")
    expect(page.locator("[data-board]")).to_have_class("board is-old")
    page.evaluate("document.dispatchEvent(new CustomEvent('sm:behind', { detail: '2020-01-01T00:00:00Z' }))")
    expect(pill).to_have_attribute("data-state", "stale")
    context.add_cookies([one for one in cookies if one["name"] == "sm_session"])  # asked for until it is there
    expect(pill).to_have_attribute("data-state", "live", timeout=8_000)
    expect(page.locator("[data-board]")).to_have_class("board")
    context.close()


def test_the_page_of_the_crew_can_be_installed(phone: Page) -> None:
    chrome = phone.context.new_cdp_session(phone)
    manifest = chrome.send("Page.getAppManifest")
    assert manifest["url"].endswith(f"{PHONE}manifest.webmanifest") and manifest["errors"] == []
    why_not = [one["errorId"] for one in chrome.send("Page.getInstallabilityErrors")["installabilityErrors"]]
    assert [one for one in why_not if one != "in-incognito"] == []  # as every window of a test is
