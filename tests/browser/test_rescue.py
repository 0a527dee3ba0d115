"""The board and the crew's phone in a real browser: news without a reload, offline stretches, nothing lost, nothing twice."""

import re
import time
from typing import Any

import pytest
from django.db import close_old_connections, transaction
from playwright.sync_api import expect

from accounts.roles import Role
from common.history.models import History
from common.scope import for_office
from network.dispatch.actions import cancel_rescue, escalate_rescue
from network.dispatch.links import driver_link
from network.dispatch.models import Offer, Rescue
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD
from tests.builders.dispatch import a_crew, a_rescue, an_offer, make_due, settle

pytestmark = pytest.mark.browser
PHONE = f"/s/{world.HOME}/dispatch/phone/"


def until(holds: Any, seconds: float = 15.0) -> None:
    """Wait until `holds()`; fails with what it last was."""
    ends = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < ends, "it did not happen in time"
        time.sleep(0.1)


def in_office(read: Any) -> Any:
    """Read rows of all stations, committed ones."""
    close_old_connections()
    with for_office(), transaction.atomic():
        return read()


@pytest.fixture
def crew(site: str, browser_db: None) -> None:
    """A crew with two free hands, made once for the run."""
    from network.dispatch.models import Crew

    if not in_office(Crew.objects.exists):
        a_crew(capacity=5)


@pytest.fixture
def browser_db(django_db_blocker: Any) -> Any:
    """Rows of these tests are committed: the server must see them."""
    with django_db_blocker.unblock():
        yield


def phone_of(chromium: Any, site: str) -> Any:
    """Return a signed-in phone with a position."""
    context = support.window(chromium, site, phone=True)
    context.grant_permissions(["geolocation"])
    context.set_geolocation({"latitude": 31.25, "longitude": 121.5})
    page = support.sign_in(context, world.email_of(Role.TECHNICIAN, world.HOME), PASSWORD, next_=PHONE)
    page.goto(PHONE)
    return page


def let_old_offers_lapse() -> None:
    """Other tests' rescues wait in the same database: each asks the crew in its turn, until all have been refused and the crew is free."""
    for _round in range(9):
        offers = in_office(lambda: list(Offer.objects.filter(status="open")))
        if not offers:
            return
        for old in offers:
            make_due(old)
        settle()
    raise AssertionError("the crew is still being asked")


def test_the_board_shows_news_without_a_reload(chromium: Any, site: str, crew: None) -> None:
    context = support.window(chromium, site)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    page.goto("/dispatch/")
    page.wait_for_selector('[data-live-pill][data-state="live"]')
    rescue = a_rescue()
    page.wait_for_selector(f'[data-id="{rescue.pk}"]', timeout=5_000)
    row = page.locator(f'tr[data-id="{rescue.pk}"]')
    for _ in range(page.locator("tr[data-id]").count()):
        page.keyboard.press("j")
    an_offer(rescue)
    page.wait_for_selector(f'[data-id="{rescue.pk}"] .status-badge[data-tone="info"]', timeout=5_000)
    expect(row).to_have_class(re.compile("is-here"))  # news does not take the row from who goes by keys
    expect(row.locator("a")).to_be_focused()
    assert support.violations(page) == []
    context.close()


HEARING = """
window.heard = [];
window.AudioContext = class {
  currentTime = 0; destination = {};
  resume() {}
  createOscillator() {
    const tone = { frequency: {}, connect: (next) => next, start: () => window.heard.push(tone.frequency.value), stop() {} };
    return tone;
  }
  createGain() { return { gain: {}, connect: (next) => next }; }
};
"""


STREAMS = """
window.streams = [];
window.EventSource = class extends window.EventSource {
  constructor(address) { super(address); window.streams.push(this); }
};
"""


def put_away(rescue: Rescue) -> None:
    """Cancel a rescue that no later test of the run shall meet."""
    lead = world.office_actor(Role.DISPATCHER)
    in_office(lambda: cancel_rescue(rescue.pk, reason="Test over", acting_user=lead))


def notes_of(page: Any) -> str:
    """Return what has sounded since the last question; other rescues of the run may sound in between."""
    return str(page.evaluate("heard.splice(0).join()"))


def test_each_kind_of_news_has_its_own_sound_and_words(chromium: Any, site: str, crew: None) -> None:
    let_old_offers_lapse()
    context = support.window(chromium, site)
    context.add_init_script(HEARING)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    page.goto("/dispatch/")
    page.wait_for_selector('[data-live-pill][data-state="live"]')
    news = page.locator("[data-board-news]")
    rescue = a_rescue()
    expect(news).to_contain_text(f"● 新的救援: {rescue.number}")
    assert page.evaluate("heard") == []  # nobody has switched it on
    page.check("[data-board-sound]")
    assert page.evaluate("heard.splice(0)") == [660, 880]
    offer = an_offer(rescue)
    expect(page.locator(f'[data-id="{rescue.pk}"] .status-badge')).to_have_attribute("data-tone", "info")
    make_due(offer)
    settle()
    expect(news).to_contain_text(f"✕ 派单被拒绝或超时未应答: {rescue.number}")
    assert "520,390" in notes_of(page)
    lead = world.office_actor(Role.DISPATCHER)
    in_office(lambda: escalate_rescue(rescue.pk, reason="Nobody there", acting_user=lead))
    expect(news).to_contain_text(f"⬆ 已升级: {rescue.number}")
    assert "700,880,1100" in notes_of(page)
    page.reload()
    expect(page.locator("[data-board-sound]")).to_be_checked()  # this browser keeps it
    expect(page.locator("[data-board-silent]")).to_be_visible()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('sm:board', { detail: [{ kind: 'late', number: 'RSC-1' }] }))"
    )
    expect(news).to_contain_text("▲ 已超时限: RSC-1")
    assert page.evaluate("heard") == []  # nothing before somebody presses something
    page.keyboard.press("j")
    expect(page.locator("[data-board-silent]")).to_be_hidden()
    page.evaluate(
        "document.dispatchEvent(new CustomEvent('sm:board', { detail: [{ kind: 'late', number: 'RSC-1' }] }))"
    )
    assert "440,440,440" in notes_of(page)
    assert support.violations(page, within="[data-board-sounds]") == []
    put_away(rescue)
    context.close()


def test_a_board_that_was_cut_off_says_so_and_catches_up_by_itself(chromium: Any, site: str, crew: None) -> None:
    let_old_offers_lapse()
    context = support.window(chromium, site)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    page.add_init_script(STREAMS)
    page.clock.install()
    page.goto("/dispatch/")
    page.evaluate("window.same = true")  # gone after a reload
    pill, board = page.locator("[data-live-pill]").first, page.locator("[data-board]")
    expect(pill).to_have_attribute("data-state", "live")
    context.set_offline(True)
    page.evaluate("streams.forEach((one) => one.close())")  # Chromium leaves what is open as it is
    rescue = a_rescue()
    page.clock.fast_forward(31_000)  # silence of 25 s is looked at every 5 s
    expect(pill).to_have_attribute("data-state", "stale")
    expect(board).to_have_class(re.compile("is-old"))
    expect(page.locator(f'tr[data-id="{rescue.pk}"]')).to_have_count(0)
    context.set_offline(False)
    expect(page.locator(f'tr[data-id="{rescue.pk}"]')).to_be_visible(timeout=8_000)  # no later news was needed
    expect(pill).to_have_attribute("data-state", "live")
    expect(board).not_to_have_class(re.compile("is-old"))
    assert page.evaluate("window.same") is True
    put_away(rescue)
    context.close()


def test_the_drivers_page_says_since_when_it_is_old_and_that_its_link_has_ended(
    chromium: Any, site: str, crew: None
) -> None:
    rescue = a_rescue()
    context = support.window(chromium, site, phone=True)
    page = context.new_page()
    page.clock.install()
    page.goto(re.sub(r"^https?://[^/]+", site, driver_link(rescue)))
    notice = page.locator("[data-follow-old]")
    expect(notice).to_be_hidden()
    page.route("**/follow/**", lambda route: route.abort())
    page.clock.fast_forward(21_000)
    expect(notice).to_contain_text(re.compile(r"\d\d:\d\d"))
    expect(page.locator("[data-follow]")).to_have_class(re.compile("is-old"))
    page.unroute("**/follow/**")
    page.clock.fast_forward(21_000)
    expect(notice).to_be_hidden()
    expect(page.locator("[data-follow]")).not_to_have_class(re.compile("is-old"))
    page.route("**/follow/**", lambda route: route.fulfill(status=404, body=""))
    page.clock.fast_forward(21_000)
    expect(notice).to_have_text(re.compile("ended|失效"))
    put_away(rescue)
    context.close()


def test_one_key_offers_to_the_first_recommended_crew(chromium: Any, site: str, crew: None) -> None:
    let_old_offers_lapse()
    rescue = a_rescue()
    context = support.window(chromium, site)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    broken: list[Any] = []
    page.on("pageerror", lambda error: broken.append(error))
    page.goto(rescue.get_absolute_url())
    first = page.locator("[data-recommended] tr.is-here")
    expect(first).to_be_visible()
    marked = page.locator("[data-recommended] p").first.evaluate_handle("one => one")
    page.evaluate("document.dispatchEvent(new CustomEvent('sm:live'))")  # as news of the board does
    until(lambda: not marked.evaluate("one => one.isConnected"))
    expect(first).to_be_visible()
    assert support.violations(page) == [] and broken == []
    with page.expect_navigation():
        page.keyboard.press("o")
    [offer] = in_office(lambda: list(Offer.objects.filter(rescue=rescue)))
    assert offer.status == "open"
    expect(page.locator("[data-recommended]")).to_have_count(0)
    context.close()


def test_a_typed_reason_and_the_focus_survive_a_refresh(chromium: Any, site: str, crew: None) -> None:
    let_old_offers_lapse()
    with transaction.atomic():
        other = a_crew(role=Role.STATION_MANAGER, name="Second crew", capacity=5)
        far = a_crew(world.RIVAL, name="Far crew")
    rescue = a_rescue()
    context = support.window(chromium, site)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/dispatch/")
    page.goto(rescue.get_absolute_url())
    box = page.locator("[data-recommended]")
    reason, button = box.locator("[name=reason]").first, box.locator("[data-crew]:not(.is-here) button").first
    reason.fill("Closer by the ramp")

    def news() -> Any:
        marked = box.locator("p").first.evaluate_handle("one => one")
        page.evaluate("document.dispatchEvent(new CustomEvent('sm:live'))")
        return marked

    waiting = news()
    page.wait_for_timeout(1_000)  # longer than a refresh takes
    assert waiting.evaluate("one => one.isConnected")  # a word may be half composed: not under the hand
    button.focus()
    until(lambda: not waiting.evaluate("one => one.isConnected"))
    expect(reason).to_have_value("Closer by the ramp")
    expect(button).to_be_focused()
    box.locator("summary").focus()
    again = news()
    until(lambda: not again.evaluate("one => one.isConnected"))
    expect(box.locator("summary")).to_be_focused()
    expect(reason).to_have_value("Closer by the ramp")
    in_office(lambda: type(other).objects.filter(pk__in=[other.pk, far.pk]).update(on_duty=False))
    put_away(rescue)
    context.close()


def test_a_rescue_survives_an_offline_stretch(chromium: Any, site: str, crew: None) -> None:
    let_old_offers_lapse()
    page = phone_of(chromium, site)
    page.wait_for_selector('[data-live-pill][data-state="live"]')
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()  # now the worker rules and keeps what the page is made of
    page.wait_for_selector('[data-live-pill][data-state="live"]')
    offer = an_offer()
    page.click(f'[data-offer="{offer.pk}"] .phone-big')
    depart = page.locator(".phone-big", has_text="我们出发了").last
    depart.wait_for(timeout=15_000)

    page.context.set_offline(True)
    page.reload()
    page.locator(".phone-big", has_text="我们出发了").last.click()
    expect(page.locator(".status-badge").last).to_have_text("在途")  # as pressed, not as the server knows
    page.locator(".phone-big", has_text="我们已到达").last.click()
    expect(page.locator(".status-badge").last).to_have_text("已到现场")
    page.locator(".phone-big", has_text="完成救援").last.click()
    expect(page.locator("[data-outbox]")).to_contain_text("请写明")
    support.say_outcome(page)
    page.fill('[id^="phone-result"]', "更换皮带")
    support.draw_signature(page)
    page.locator(".phone-big", has_text="完成救援").last.click()
    expect(page.locator("[data-outbox]")).to_contain_text("未上传")
    expect(page.locator("[data-outbox]")).not_to_contain_text("请写明")
    page.reload()  # closing and opening loses nothing
    expect(page.locator("[data-outbox]")).to_contain_text("未上传")
    assert in_office(lambda: Rescue.objects.get(pk=offer.rescue_id).status) == "accepted"

    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: in_office(lambda: Rescue.objects.get(pk=offer.rescue_id).status) == "finished")
    finished = History.objects.filter(verb="rescue.finished", aggregate_id=offer.rescue_id)
    assert in_office(finished.count) == 1
    page.context.close()
