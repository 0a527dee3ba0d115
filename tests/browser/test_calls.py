"""A call that rings in a real browser: it pops up by itself, one key takes it, and the form is done without the mouse."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import close_old_connections, transaction
from playwright.sync_api import expect

from accounts.roles import Role
from common.scope import for_office
from network.hotline.choices import SignalKind
from network.hotline.models import Call, Case
from network.hotline.telephony import use_exchange
from network.hotline.telephony.fake import FakeExchange
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD
from tests.builders.catalog import a_vehicle
from tests.builders.exchange import SECRET, a_signal, say
from tests.builders.hotline import a_case

pytestmark = pytest.mark.browser
NUMBER = "13877770001"


@pytest.fixture
def exchange(django_db_blocker: Any) -> Iterator[None]:
    """Rows of these tests are committed: the server must see them. What the exchange says comes in by this process."""
    use_exchange(FakeExchange(SECRET))
    with django_db_blocker.unblock():
        yield
    use_exchange(None)


def read(what: Any) -> Any:
    close_old_connections()
    with for_office(), transaction.atomic():
        return what()


def test_a_call_pops_up_is_taken_with_one_key_and_becomes_a_case(chromium: Any, site: str, exchange: None) -> None:
    vehicle = a_vehicle(plate="沪A70001")
    a_case(vehicle=vehicle.vin, contact_phone=NUMBER, contact_name="李师傅", kind="complaint", description="等待太久")
    context = support.window(chromium, site)
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/hotline/")
    page.goto("/hotline/")
    heard = support.Watch(page)
    page.wait_for_selector('[data-live-pill][data-state="live"]')

    began = time.monotonic()
    say(a_signal(SignalKind.RING, "browser-1", 58, number=NUMBER))
    page.wait_for_selector("[data-ring]", timeout=5_000)
    seconds = time.monotonic() - began
    print(f"popped up after {seconds:.2f} s")
    ring = page.locator("[data-ring]")
    expect(ring).to_contain_text("138****0001")
    expect(ring).to_contain_text("沪A70001")
    expect(ring).to_contain_text("李师傅")
    assert NUMBER not in page.content()
    assert support.violations(page) == []

    page.keyboard.press("F2")
    page.wait_for_url("**/hotline/take/?call=*")
    expect(page.locator("#id_contact_phone")).to_have_value(NUMBER)
    expect(page.locator("#id_vehicle")).to_have_value("沪A70001")
    expect(page.locator("#known")).to_contain_text("沪A70001")
    assert support.violations(page) == []
    for _ in range(2):
        page.keyboard.press("F4")
    expect(page.locator("#id_kind")).to_have_value("suggestion")
    page.locator("#id_description").focus()
    page.keyboard.type("希望夜间也能预约")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda address: "/take/" not in address)
    call = read(lambda: Call.objects.select_related("case").get(exchange_key="browser-1"))
    assert (call.case.kind, call.case.description) == ("suggestion", "希望夜间也能预约")
    assert call.agent_name and read(lambda: Case.objects.filter(kind="suggestion").count()) == 1
    assert [
        one for one in heard.heard if not one.startswith("failed:")
    ] == []  # a page that is left lets go of its stream
    context.close()


def test_a_call_that_a_colleague_answers_goes_away_by_itself(chromium: Any, site: str, exchange: None) -> None:
    context = support.window(chromium, site, language="en", theme="dark")
    page = support.sign_in(context, world.email_of(Role.DISPATCHER), PASSWORD, next_="/hotline/calls/")
    page.goto("/hotline/calls/")
    page.wait_for_selector('[data-live-pill][data-state="live"]')
    say(a_signal(SignalKind.RING, "browser-2", 58, number="13877770002"))
    page.wait_for_selector("[data-ring]", timeout=5_000)
    assert support.violations(page) == []
    say(a_signal(SignalKind.ANSWER, "browser-2", 59, extension="8055"))
    page.wait_for_selector("[data-rings]", state="hidden", timeout=5_000)
    context.close()
