"""Claims in a real browser: reviewed by keyboard, judged while typing, readable for everybody."""

from typing import Any

import pytest
from django.db import close_old_connections, transaction
from playwright.sync_api import Page, expect

from accounts.roles import Role
from billing.claims.models import Claim
from billing.oldparts.models import OldPart
from common.scope import for_office
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD
from tests.builders.claims import a_checked_claim, a_draft_claim, a_shipped_part, a_submitted_claim

pytestmark = pytest.mark.browser
STATION = f"/s/{world.HOME}"
LOOKS = [("zh-hans", "light", False), ("en", "dark", False), ("en", "light", True), ("zh-hans", "dark", True)]


@pytest.fixture
def made(django_db_blocker: Any) -> Any:
    """Return a maker of committed rows: the server is another process and must see them."""
    with django_db_blocker.unblock():

        def make(builder: Any, **facts: Any) -> Any:
            with transaction.atomic():
                return builder(**facts)

        yield make


def stored(claim: Claim) -> Claim:
    close_old_connections()
    with for_office(), transaction.atomic():
        return Claim.objects.get(pk=claim.pk)


def as_(
    chromium: Any, site: str, role: Role, address: str, look: tuple[str, str, bool] = LOOKS[0], station: str = ""
) -> Page:
    """Return a page of a signed-in person."""
    language, theme, phone = look
    context = support.window(chromium, site, language=language, theme=theme, phone=phone)
    page = support.sign_in(context, world.email_of(role, station), PASSWORD, next_=address)
    page.goto(address)
    return page


def test_a_claim_is_reviewed_with_the_keyboard_alone(chromium: Any, site: str, made: Any) -> None:
    claim = made(a_submitted_claim)
    page = as_(chromium, site, Role.CLAIMS_REVIEWER, f"/claims/{claim.pk}/first-review/")
    heard = support.Watch(page)

    page.keyboard.press("c")
    page.keyboard.type("100")
    expect(page.locator(".decide.is-cut")).to_have_count(1)
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    page.keyboard.press("a")

    expect(page.locator('.note[data-tone="good"]')).to_contain_text(claim.number)
    assert stored(claim).approved_minor == claim.claimed_minor - 2_000
    heard.assert_quiet()
    page.context.close()


def test_the_rules_speak_while_somebody_types(chromium: Any, site: str, made: Any) -> None:
    claim = made(a_draft_claim)
    page = as_(chromium, site, Role.APPRAISER, f"{STATION}/claims/{claim.pk}/edit/", station=world.HOME)
    expect(page.locator("#rules .note")).to_be_visible()

    page.fill("#id_lines-1-unit_price", "9999")

    expect(page.locator("#rules")).to_contain_text("parts.price")
    assert stored(claim).claimed_minor == claim.claimed_minor
    page.context.close()


def test_parts_are_received_as_fast_as_one_scans(chromium: Any, site: str, made: Any) -> None:
    """A wedge scanner types and presses Enter, again and again, without waiting for an answer: each scan has its row, in its tone."""
    first, second = made(a_shipped_part), made(a_shipped_part)
    page = as_(chromium, site, Role.FINAL_REVIEWER, "/oldparts/receive/")

    for code in (first.label_code, second.label_code.lower(), "OLD-0000-1", first.label_code):
        page.keyboard.type(code)
        page.keyboard.press("Enter")

    rows = page.locator(".scan-row")
    expect(rows).to_have_count(4)
    assert [row.get_attribute("data-tone") for row in rows.all()] == ["bad", "bad", "good", "good"]
    assert [row.get_attribute("data-reason") for row in rows.all()][:2] == [
        "old_part.received_already",
        "old_part.unknown_code",
    ]
    expect(page.locator("[data-scan-good]")).to_have_text("2")
    expect(page.locator("[data-scan-open]")).to_have_text("0")
    expect(page.locator("[data-scan]")).to_be_focused()
    expect(page.locator("[data-scan]")).to_have_value("")
    close_old_connections()
    with for_office(), transaction.atomic():
        assert {part.status for part in OldPart.objects.filter(pk__in=[first.pk, second.pk])} == {"received"}
    page.context.close()


def test_a_packing_list_on_the_table_refuses_other_shipments(chromium: Any, site: str, made: Any) -> None:
    ours, stray = made(a_shipped_part), made(a_shipped_part)
    page = as_(chromium, site, Role.FINAL_REVIEWER, "/oldparts/receive/")
    with for_office(), transaction.atomic():
        number = OldPart.objects.select_related("shipment").get(pk=ours.pk).shipment.number  # type: ignore[union-attr]

    for code in (number, stray.label_code, ours.label_code):
        page.keyboard.type(code)
        page.keyboard.press("Enter")

    expect(page.locator(".scan-row")).to_have_count(2)
    expect(page.locator(".scan-row[data-tone=bad]")).to_contain_text(stray.label_code)
    expect(page.locator(".scan-row[data-tone=good]")).to_contain_text(ours.label_code)
    page.context.close()


@pytest.mark.parametrize("look", LOOKS, ids=["zh light", "en dark", "en phone", "zh phone dark"])
def test_everybody_can_read_the_pages(chromium: Any, site: str, made: Any, look: tuple[str, str, bool]) -> None:
    waiting, checked, draft = made(a_submitted_claim, mileage_km=250_000), made(a_checked_claim), made(a_draft_claim)
    places = [
        (Role.CLAIMS_REVIEWER, "", ["/claims/first-review/", f"/claims/{waiting.pk}/first-review/", f"/claims/{waiting.pk}/reject/"]),
        (Role.FINAL_REVIEWER, "", [f"/claims/{checked.pk}/final-review/", "/oldparts/", "/oldparts/receive/"]),
        (Role.APPRAISER, world.HOME, [f"{STATION}/claims/{draft.pk}/", f"{STATION}/claims/{draft.pk}/edit/", f"{STATION}/oldparts/ship/"]),
        (Role.SERVICE_MANAGEMENT, "", ["/policy/", f"/policy/{draft.policy_id}/", "/policy/compare/", f"/policy/{draft.policy_id}/draft/"]),
    ]  # fmt: skip
    for role, station, addresses in places:
        page = as_(chromium, site, role, addresses[0], look, station)
        for address in addresses:
            page.goto(address)
            support.assert_accessible(page)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= page.viewport_size["width"], address  # type: ignore[index]
        page.context.close()
