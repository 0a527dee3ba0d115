"""The money's pages in a real browser: settlement, suppliers, old parts, appeals, insight, each with its forms and what these say to wrong input."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from billing.claims.actions import decide_first_review
from billing.claims.appeals.actions import file_appeal
from billing.claims.choices import Reason
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from billing.ledger.actions import request_correction
from billing.settlement.debts.choices import Debt
from billing.settlement.disputing import dispute_statement
from billing.settlement.models import PaymentLine
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import Party
from common.history.relay import deliver_pending
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD
from tests.builders.claims import a_settled_claim, a_submitted_claim
from tests.builders.insight import a_warning, cohort, counted, facts_of
from tests.builders.ledger import claim_posting
from tests.builders.oldparts import a_charged_case, a_confirmed_part, dispute, settle
from tests.builders.settlement import (
    bank_says,
    collected,
    entered,
    issued,
    month_ago,
    owing,
    payable,
    released,
)
from tests.world import HOME, RIVAL, office_actor, station_actor

pytestmark = pytest.mark.browser
Look = tuple[str, str, bool]
LOOKS: list[Look] = [("zh-hans", "light", False), ("en", "dark", True)]
IDS = ["zh light", "en phone dark"]
HERE = f"/s/{HOME}"
CHARTS_GZ = 760_000  # the library alone is 360 KB; a board must not bring it twice
OVERLONG = "价税合计与结算单不一致。" * 60


@dataclass(frozen=True)
class Room:
    """Pages of one person; `forms` are sent empty, and the page that says so is looked at as well."""

    role: Role
    pages: list[str]
    forms: list[str]
    station: str = ""


@pytest.fixture(scope="module")
def money(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Room]]:
    """Return the rooms of a world in which each page has something to show; committed, since the server is another process."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            rooms = _settlement() | _claims() | _insight()
            deliver_pending(limit=1_000)
        yield rooms


def _settlement() -> dict[str, Room]:
    home, rival = (Station.objects.get(code=code) for code in (HOME, RIVAL))
    manager, finance = station_actor(Role.STATION_MANAGER), office_actor(Role.FINANCE)
    paid = released(payable(home, 40_000, 60_000, period=month_ago(3)), payable(rival, 50_000, period=month_ago(3)))
    with at_head_office():
        refused = PaymentLine.objects.filter(batch=paid).order_by("reference")[0].reference
    bank_says(paid, refused)
    draft = collected(payable(rival, 70_000, period=month_ago(2)))
    with inside(home):
        disputed = issued(home.pk, 30_000, period=month_ago(2))
        dispute_statement(disputed.pk, acting_user=manager, reason="少一单")
        statement = issued(home.pk, 90_000)
    wrong = entered(issued(rival.pk, 20_000), total_minor=20_001, buyer_name="另一家公司")
    owing(home.pk, 50_000)
    with inside(home):
        offset = request_offset(home.pk, debt=Debt.PARTS, amount_minor=5_000, acting_user=manager)
        confirm_offset(offset.pk, party=Party.STATION, acting_user=manager)
    with at_head_office():
        correction = request_correction(claim_posting(home.pk, 12_300).pk, acting_user=finance, reason="重复记账")
    own, at = f"{HERE}/settlement", "/settlement"
    return {
        "station": Room(Role.STATION_MANAGER, [
            f"{own}/", f"{own}/open/", f"{own}/{statement.pk}/", f"{own}/{statement.pk}/confirm/", f"{own}/{statement.pk}/entries/",
            f"{own}/invoices/", f"{own}/bank-details/", f"{own}/debts/", f"{own}/offsets/", f"{own}/offsets/{offset.pk}/",
        ], [
            f"{own}/{statement.pk}/dispute/", f"{own}/{statement.pk}/invoice/", f"{own}/offsets/request/", f"{own}/bank-details/propose/",
            f"{own}/offsets/{offset.pk}/refuse/",
        ], HOME),
        "finance": Room(Role.FINANCE, [
            f"{at}/", f"{at}/checklist/", f"{at}/reconciliation/", f"{at}/invoices/{wrong.pk}/", f"{at}/invoices/{wrong.pk}/accept/",
            f"{at}/batches/{paid.pk}/", f"{at}/batches/{draft.pk}/", f"{at}/{disputed.pk}/", f"{at}/debts/", "/ledger/", "/ledger/accounts/",
            f"/ledger/corrections/{correction.pk}/",
        ], [
            f"{at}/close/", f"{at}/invoices/{wrong.pk}/refuse/", f"{at}/batches/{paid.pk}/answer/", f"{at}/debts/book/", f"{at}/debts/file/",
            f"{at}/offsets/request/", f"/ledger/{correction.original_id}/correct/",
        ]),
    }  # fmt: skip


def _claims() -> dict[str, Room]:
    charged, disputed, wanted = a_charged_case(), settle(a_confirmed_part()), settle(a_confirmed_part())
    dispute(disputed.chargeback)
    dispute(wanted.chargeback, wants_part=True)
    kept, waiting = a_confirmed_part(), a_submitted_claim(mileage_km=250_000)
    appealed, appealable = (_cut(a_submitted_claim()) for _ in range(2))
    with inside(Station.objects.get(code=HOME)):
        appeal = file_appeal(appealed.pk, reason="检测报告见照片。", acting_user=station_actor(Role.STATION_MANAGER))
    charge, again = f"/chargeback/{charged.chargeback.pk}", f"/oldparts/disputes/{disputed.chargeback.pk}"
    first, heard = f"/claims/{waiting.pk}", f"/claims/appeals/{appeal.pk}"
    return {
        "supplier": Room(Role.SUPPLIER, [
            "/", "/chargeback/", f"{charge}/", f"{charge}/accept/", f"{charge}/ask/", "/chargeback/statement/",
            f"/chargeback/{wanted.chargeback.pk}/",
        ], [f"{charge}/dispute/"]),
        "old parts": Room(Role.FINAL_REVIEWER, [
            "/oldparts/disposals/", f"/oldparts/{kept.pk}/", "/chargeback/wanted/", f"/chargeback/{disputed.chargeback.pk}/",
        ], ["/oldparts/disposals/new/", f"/oldparts/{kept.pk}/dispose/", f"{again}/reinspect/"]),
        "workbench": Room(Role.CLAIMS_REVIEWER, [
            f"{first}/first-review/", "/claims/anomalies/", "/claims/sampled/", "/claims/sampled/figures/", "/chargeback/recovery/",
            "/chargeback/supplier-unknown/",
        ], [f"{first}/reject/", f"{first}/return/", f"{first}/note/", "/chargeback/contracts/new/"]),
        "appeals": Room(Role.CUSTOMER_SERVICE_MANAGER, ["/claims/appeals/", f"{heard}/"], [f"{heard}/decide/"]),
        "own appeals": Room(Role.STATION_MANAGER, [f"{HERE}/claims/appeals/"], [f"{HERE}/claims/{appealable.pk}/appeal/"], HOME),
    }  # fmt: skip


def _cut(claim: Claim) -> Claim:
    with at_head_office():
        half = [LineDecision(line.pk, line.claimed_minor // 2, Reason.OTHER, "依据不足") for line in claim.lines.all()]
        return decide_first_review(claim.pk, decisions=half, acting_user=office_actor(Role.CLAIMS_REVIEWER))


def _insight() -> dict[str, Room]:
    a_settled_claim()
    counted()
    with at_head_office():
        for months in range(3, 12):
            cohort(month_ago(months), 200)
            facts_of(Station.objects.get(code=HOME), 4, built=month_ago(months), age=60)
        warning = a_warning()
    at = f"/insight/warnings/{warning.pk}"
    return {
        "boards": Room(Role.CLAIMS_REVIEWER, [
            "/insight/", "/insight/quality/", "/insight/components/", "/insight/components/ENG/", "/insight/claims/", "/insight/warnings/", f"{at}/",
        ], []),
        "own board": Room(Role.STATION_MANAGER, [f"{HERE}/insight/"], [], HOME),
        "warnings": Room(Role.FINAL_REVIEWER, [f"{at}/", f"{at}/vehicles/"], [f"{at}/dismiss/"]),
        "rule": Room(Role.CUSTOMER_SERVICE_MANAGER, [], ["/insight/warnings/rule/"]),
    }  # fmt: skip


def enter(chromium: Browser, site: str, room: Room, look: Look = LOOKS[0]) -> Page:
    """Return a page of the room's person, signed in."""
    language, theme, phone = look
    context = support.window(chromium, site, language=language, theme=theme, phone=phone)
    return support.sign_in(
        context, world.email_of(room.role, room.station), PASSWORD, next_="/accounts/password/change/"
    )


def send_empty(page: Page) -> None:
    """Send the page's form without anything typed, past the browser's own checks."""
    page.evaluate(
        "for (const form of document.querySelectorAll('main form')) { form.noValidate = true;"
        " for (const field of form.querySelectorAll('textarea, input:not([type=hidden]):not([type=radio])')) field.value = '' }"
    )
    page.locator("main [data-submit]").first.click()
    page.wait_for_load_state()


def assert_fits(page: Page) -> None:
    """Fail when the page is wider than the window, as a table on a phone may be."""
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"], page.url  # type: ignore[index]


@pytest.mark.parametrize("look", LOOKS, ids=IDS)
@pytest.mark.parametrize(
    "name", ["station", "finance", "supplier", "old parts", "workbench", "appeals", "own appeals", "boards", "own board", "warnings", "rule"]
)  # fmt: skip
def test_everybody_can_read_it(chromium: Browser, site: str, money: dict[str, Room], name: str, look: Look) -> None:
    page = enter(chromium, site, money[name], look)
    watch = support.Watch(page)
    for address in [*money[name].pages, *money[name].forms]:
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, address
        support.assert_accessible(page)
        assert_fits(page)
    watch.assert_quiet()
    for address in money[name].forms:
        page.goto(address)
        send_empty(page)
        expect(page.locator("[data-form-errors]")).to_be_visible()
        support.assert_accessible(page)
        assert_fits(page)
    page.context.close()


def test_what_was_typed_stays_and_a_disguised_file_is_told(
    chromium: Browser, site: str, money: dict[str, Room], tmp_path: Path
) -> None:
    page = enter(chromium, site, money["station"])
    page.goto(next(address for address in money["station"].forms if address.endswith("/invoice/")))
    assert page.input_value("#id_issued_on") == page.evaluate("new Date().toLocaleDateString('sv')")
    disguised = tmp_path / "invoice.pdf"
    disguised.write_bytes(b"MZ\x90\x00 no invoice at all")

    for name, text in {"number": "12 34", "net": "1.00", "tax": "0.13", "buyer_name": "另一家公司"}.items():
        page.fill(f"#id_{name}", text)
    page.set_input_files("#id_original", disguised)
    page.click("main [data-submit]")

    expect(page.locator("[data-form-errors]")).to_be_visible()
    assert [page.input_value(f"#id_{name}") for name in ("number", "net", "buyer_name")] == [
        "12 34",
        "1.00",
        "另一家公司",
    ]
    page.fill("#id_number", "12345678901234567891")
    page.set_input_files("#id_original", disguised)
    page.click("main [data-submit]")
    expect(page.locator("#id_original_error")).to_be_visible()
    support.assert_accessible(page)
    page.context.close()


def test_an_overlong_reason_is_kept_and_counted(chromium: Browser, site: str, money: dict[str, Room]) -> None:
    page = enter(chromium, site, money["station"])
    page.goto(next(address for address in money["station"].forms if address.endswith("/dispute/")))
    page.evaluate("document.querySelector('#id_reason').removeAttribute('maxlength')")
    page.fill("#id_reason", OVERLONG)

    page.click("main [data-submit]")

    expect(page.locator("#id_reason_error")).to_be_visible()
    assert page.input_value("#id_reason") == OVERLONG
    page.context.close()


@pytest.mark.parametrize("address", ["/insight/", "/insight/quality/", "/insight/components/ENG/"])
def test_a_page_with_charts_brings_its_library_once(
    chromium: Browser, site: str, money: dict[str, Room], address: str
) -> None:
    page = enter(chromium, site, money["boards"])
    assert support.weight(page.context.new_page(), address) < CHARTS_GZ
    page.context.close()
