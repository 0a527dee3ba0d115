"""The last step on the crew's phone in a real browser: outcome, parts, signature; without a network, over a reload, and sent once."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from common.files.models import StoredFile
from network.dispatch.choices import OPEN_RESCUE
from network.dispatch.models import Offer, Rescue, RescuePart
from tenants.parts.actions import keep_item, receive_stock
from tenants.parts.models import StockItem
from tenants.registry.standing import inside
from tests import world
from tests.browser import support
from tests.browser.test_rescue import in_office, let_old_offers_lapse, phone_of, put_away, until
from tests.builders.catalog import a_part
from tests.builders.dispatch import a_crew, accepted, an_offer, at_the_vehicle

pytestmark = pytest.mark.browser
NUMBER = "P-ROADSIDE"


@pytest.fixture
def browser_db(site: str, django_db_blocker: Any) -> Iterator[None]:
    """Rows of these tests are committed: the server must see them."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def rescue(browser_db: None) -> Iterator[Rescue]:
    """A rescue at whose vehicle the technician's crew is, and a store with two of a part."""
    from network.dispatch.models import Crew

    if not in_office(lambda: Crew.objects.filter(station__code=world.HOME).exists()):
        a_crew(capacity=5)
    clerk = world.station_actor(Role.PARTS, world.HOME)
    with inside(clerk.station):
        if not StockItem.objects.filter(part_number=NUMBER).exists():
            a_part(NUMBER)
            item = keep_item(part_number=NUMBER, acting_user=clerk)
            receive_stock(item.pk, quantity=2, acting_user=clerk)
    let_old_offers_lapse()
    offer: Offer = an_offer()
    begun = at_the_vehicle(accepted(offer))
    yield begun
    if in_office(lambda: Rescue.objects.filter(pk=begun.pk, status__in=OPEN_RESCUE).exists()):
        put_away(begun)  # a test that failed leaves nothing to the next ones


def test_parts_and_signature_survive_a_stretch_without_a_network(chromium: Any, site: str, rescue: Rescue) -> None:
    phone: Page = phone_of(chromium, site)
    phone.wait_for_selector('[data-live-pill][data-state="live"]')
    phone.evaluate("navigator.serviceWorker.ready")
    phone.reload()
    phone.wait_for_selector('[data-live-pill][data-state="live"]')
    card = phone.locator(".phone-card", has_text=rescue.number)
    card.locator('input[type="search"]').fill(NUMBER)
    expect(card.locator(f'[data-part="{NUMBER}"]')).to_be_visible(timeout=20_000)
    phone.context.set_offline(True)
    phone.reload()  # what was loaded before is there
    card.locator('input[type="search"]').fill(NUMBER)
    card.locator(f'[data-part="{NUMBER}"]').click()
    for _twice in range(2):
        card.locator(".phone-lines .phone-step").last.click()
    support.say_outcome(phone, "towed")
    tow = card.locator('[id^="phone-towed_to"]')
    tow.select_option(index=1)
    support.draw_signature(phone)
    card.locator('[id^="phone-signed_by"]').fill("王师傅")
    assert support.violations(phone) == []
    phone.reload()  # the page is closed and opened again
    expect(card.locator(".phone-lines output")).to_have_text("3")
    expect(card.locator('[id^="phone-signed_by"]')).to_have_value("王师傅")
    card.locator(".phone-big").last.click()
    expect(phone.locator("[data-outbox]")).to_contain_text("3 条未上传")
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    until(lambda: in_office(lambda: Rescue.objects.get(pk=rescue.pk).status) == "finished")
    done = in_office(lambda: Rescue.objects.get(pk=rescue.pk))
    assert (done.outcome, done.signed_by) == ("towed", "王师傅") and done.towed_to_id
    assert in_office(StoredFile.objects.filter(subject_id=rescue.pk, kind="rescue_signature").count) == 1

    refused = phone.locator("[data-refused]")  # three of two: said in words, and not lost
    expect(refused).to_contain_text("2")
    phone.reload()
    expect(refused).to_be_visible()
    assert support.violations(phone) == []
    refused.locator(".phone-step").first.click()
    refused.locator(".btn-primary").click()
    until(lambda: in_office(RescuePart.objects.filter(rescue_id=rescue.pk, quantity=2).count) == 1)
    expect(refused).to_have_count(0)
    phone.context.close()


def test_what_is_looked_for_stays_when_the_page_is_drawn_anew(chromium: Any, site: str, rescue: Rescue) -> None:
    phone: Page = phone_of(chromium, site)
    phone.wait_for_selector('[data-live-pill][data-state="live"]')
    search = phone.locator(".phone-card", has_text=rescue.number).locator('input[type="search"]')
    search.fill(NUMBER)
    other: Offer = an_offer()  # news: the page is drawn anew
    expect(phone.locator(f'[data-offer="{other.pk}"]')).to_be_visible(timeout=10_000)
    expect(search).to_have_value(NUMBER)
    expect(phone.locator(f'[data-part="{NUMBER}"]')).to_be_visible(timeout=10_000)
    put_away(other.rescue)
    phone.context.close()


def test_who_can_not_sign_needs_a_reason(chromium: Any, site: str, rescue: Rescue) -> None:
    phone: Page = phone_of(chromium, site)
    card = phone.locator(".phone-card", has_text=rescue.number)
    support.say_outcome(phone, "not_helped")
    finish = card.locator(".phone-big").last
    finish.click()
    expect(phone.locator("[data-outbox]")).to_contain_text("未能救援的原因")
    card.locator('[id^="phone-no_help"]').select_option("workshop")
    finish.click()
    expect(phone.locator("[data-outbox]")).to_contain_text("请司机签字")
    card.locator('[id^="phone-unsigned"]').select_option("injured")
    expect(card.locator(".phone-sheet")).to_be_hidden()
    finish.click()
    until(lambda: in_office(lambda: Rescue.objects.get(pk=rescue.pk).status) == "finished")
    done = in_office(lambda: Rescue.objects.get(pk=rescue.pk))
    assert (done.no_help, done.unsigned) == ("workshop", "injured")
    phone.context.close()
