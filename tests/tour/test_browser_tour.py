"""The tour in a real browser, stop by stop as `docs/tour.md` tells it, each persona at a window of their own."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import Geolocation, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from infra.tour import PIXEL, Caller, build, fill_posts, soon, untouched_vehicle
from tests.browser import support
from tests.tour.cast import (
    PATIENCE_MS,
    Cast,
    assert_everybody_can_use,
    attach,
    done,
    eventually,
    fill,
    found,
    send,
    step,
)
from tests.tour.stage import Stage

pytestmark = pytest.mark.browser
POINTS = {"location": 25, "premises": 18, "capital": 12, "people": 18, "experience": 12, "will": 5}
PNG = base64.b64decode(PIXEL)
OUR_CREW = "上海救援 1 组"
SIGNED = b"%PDF-1.7\nsigned by both sides\n%%EOF"


def test_a_gap_on_the_map_becomes_a_station(cast: Cast) -> None:
    office = cast.at("regional_office", "/planning/")
    assert_everybody_can_use(office)
    with office.expect_navigation():
        office.locator("main a.btn[href*='/onboarding/propose/?']").first.click()
    city, company = office.input_value("[name=city]"), f"远航汽车服务有限公司 {uuid4().hex[:4]}"
    email = f"w{uuid4().hex[:6]}@yuanhang.example"
    fill(office, name=company, contact_name="王建国", contact_phone="13900000000", contact_email=email, brands="Haul")
    done(office)
    candidate = office.url
    step(office, "select")
    fill(office, **{name: str(points) for name, points in POINTS.items()}, comment="位置合适")
    done(office)
    assert office.locator("main a[href$='/confirm/'], main a[href$='/visit/']").count() == 0
    accept(cast, candidate, company)
    sign(cast.at("service_management"))
    manager = cast.at("customer_service_manager", candidate.removeprefix(cast.stage.base))
    step(manager, "instruct")
    fill(manager, text="同意开通，工时系数 1.05。")
    done(manager)
    claims = cast.at("claims_reviewer", candidate.removeprefix(cast.stage.base))
    step(claims, "open")
    done(claims)
    eventually(claims, ".way:not(:has([data-state=here], [data-state=ahead]))")
    network = cast.at("service_management", "/registry/stations/?q=" + company)
    found(network, city)
    assert_everybody_can_use(network)


def accept(cast: Cast, candidate: str, company: str) -> None:
    """Confirm the building, have its photos and key posts done, visit the site, accept it."""
    network = cast.at("service_management", candidate.removeprefix(cast.stage.base))
    step(network, "confirm")
    fill(network, build_until=soon(60))
    done(network)
    office, judge = (
        Caller(cast.stage.base, cast.stage.persona(role)) for role in ("regional_office", "service_management")
    )
    [row] = judge.all("/candidates", q=company)
    assert build(office, judge, row["number"]) and fill_posts(office, judge, row["id"], row["number"])
    network.goto(candidate)
    step(network, "visit")
    done(network)
    conduct(network, summary="现场整洁，设备齐全")
    network.goto(candidate)
    step(network, "accept")
    done(network)


def conduct(inspector: Page, *, summary: str, lost: int = 0) -> None:
    """Score every item of the visit that is shown, add a photo, and report it."""
    step(inspector, "score")
    for place, choice in enumerate(inspector.locator(".score-choice").all()):
        choice.locator("label").nth(-3 if place < lost else -2).click()
    done(inspector)
    step(inspector, "photos")
    attach(inspector, "photos", PNG, "site.png", "image/png")
    done(inspector)
    step(inspector, "finish")
    fill(inspector, summary=summary)
    done(inspector)


def sign(network: Page) -> None:
    """Draft the agreement, look at the PDF, record the signatures."""
    step(network, "agreement")
    fill(network, labour_coefficient="1.05")
    done(network)
    assert_everybody_can_use(network)
    paper = network.request.get(str(network.locator(".file-list a").first.get_attribute("href")))
    assert paper.ok
    assert paper.body().startswith(b"%PDF")
    step(network, "sign")
    fill(network, office_signatory="宋婕")
    attach(network, "copy", SIGNED, "signed.pdf", "application/pdf")
    done(network)


def young_vehicle(site: Stage) -> dict[str, Any]:
    """Return a vehicle that is young enough for a claim and has none yet."""
    desk, reviewer = Caller(site.base, site.persona("reception")), Caller(site.base, site.persona("claims_reviewer"))
    return untouched_vehicle(desk, reviewer)


@pytest.fixture(scope="module")
def order(cast: Cast, site: Stage) -> str:
    """Return the address of a repair order that went from reception to delivery."""
    vehicle = young_vehicle(site)
    desk = cast.at("reception", "workshop/orders/new/")
    wrong = vehicle["vin"][:8] + ("0" if vehicle["vin"][8] != "0" else "1") + vehicle["vin"][9:]
    fill(
        desk, vin=wrong, plate=vehicle["plate"], mileage_km=str(vehicle["mileage_km"] + 500), customer_name="张师傅",
        customer_phone="13812345678", complaint="制动跑偏，气压下降",
    )  # fmt: skip
    send(desk)
    expect(desk.locator("#id_vin_error")).to_be_visible()
    assert (desk.input_value("[name=vin]"), desk.input_value("[name=customer_name]")) == (wrong, "张师傅")
    assert desk.input_value("[name=complaint]") == "制动跑偏，气压下降"
    fill(desk, vin=vehicle["vin"])
    done(desk)
    step(desk, "open")
    fill(desk, promised_at=(datetime.now(UTC) + timedelta(hours=14)).strftime("%Y-%m-%dT%H:%M"))
    done(desk)
    address = desk.url.removeprefix(site.base)
    repair(cast.at("technician", address))
    return address


def repair(technician: Page) -> None:
    """Write down labour and the causal part, and report the work finished."""
    step(technician, "lines")
    rows: dict[str, str | bool] = {
        "labour-0-operation_code": offered(technician, "operations", "BRK"),
        "labour-0-technician_id": technician.locator("[name=labour-0-technician_id] option").nth(1).get_attribute("value") or "",
        "parts-0-part_number": offered(technician, "parts", "BRK"), "parts-0-is_causal": True,
        "parts-0-old_serial": "OLD-1", "parts-0-new_serial": "NEW-1",
    }  # fmt: skip
    fill(technician, **rows)
    done(technician)
    step(technician, "finish")
    fill(technician, failure_code="BRK-L", cause="制动气室漏气", correction="更换制动气室，试车正常")
    done(technician)


def offered(page: Page, box: str, component: str) -> str:
    """Return the first code of a component that the box offers."""
    return str(page.locator(f"datalist#{box} option[value^='{component}-']").first.get_attribute("value"))


@pytest.fixture(scope="module")
def delivered(cast: Cast, order: str) -> str:
    """Return the address of the order after check and delivery."""
    workshop = cast.at("workshop", order)
    step(workshop, "inspect")
    fill(workshop, is_passed="yes", is_road_tested=True)
    done(workshop)
    desk = cast.at("reception", order)
    step(desk, "deliver")
    done(desk)
    return order


def test_a_repair_leads_to_a_follow_up(cast: Cast, delivered: str) -> None:
    desk = cast.at("reception", delivered)
    assert_everybody_can_use(desk)
    number = desk.locator("h1").inner_text().split("·")[-1].split()[0]
    care = cast.at("customer_care", f"care/follow-ups/?q={number}")
    found(care, number)
    assert_everybody_can_use(care)


def test_its_claim_is_paid_and_charged_back(cast: Cast, delivered: str) -> None:
    appraiser = cast.at("appraiser", delivered)
    with appraiser.expect_navigation():
        appraiser.locator("main a.btn[href*='/claims/prepare/']").click()
    done(appraiser)
    step(appraiser, "sign")
    done(appraiser)
    number = appraiser.locator("h1").inner_text().split()[0]
    key = appraiser.url.rstrip("/").rpartition("/")[2]
    review(cast.at("claims_reviewer", f"/claims/first-review/?q={number}"), number, key)
    label = ship(cast, number)
    check(cast.at("final_reviewer", "/oldparts/receive/"), label)
    settle(cast.at("final_reviewer", f"/claims/final-review/?q={number}"), number, key)
    finance = cast.at("finance", f"/ledger/?q={number}")
    found(finance, number)
    assert_everybody_can_use(finance)
    supplier = cast.at("supplier", f"/chargeback/?q={number}")
    assert_everybody_can_use(supplier)
    found(supplier, "CHB-")


def review(reviewer: Page, number: str, key: str) -> None:
    """Decide the claim as the rules suggest."""
    found(reviewer, number)
    reviewer.goto(f"/claims/{key}/first-review/")
    assert_everybody_can_use(reviewer)
    done(reviewer)


def ship(cast: Cast, number: str) -> str:
    """Send the old part; return its label."""
    parts = cast.at("parts", f"oldparts/?q={number}")
    label = found(parts, number).locator("td, th").filter(has_text="-").first.inner_text().split()[0]
    parts = cast.at("parts", "oldparts/ship/")
    fill(parts, carrier="顺丰", tracking_number="SF100")
    done(parts)
    return label


def check(checker: Page, label: str) -> None:
    """Scan the old part, as a scanner does, and confirm it."""
    checker.fill("[data-scan]", label)
    checker.press("[data-scan]", "Enter")
    received = checker.locator(".scan-row[data-tone=good]", has_text=label)
    with checker.expect_navigation():
        received.locator("a.btn").click()
    done(checker)


def settle(checker: Page, number: str, key: str) -> None:
    """Settle the claim as the first review left it."""
    found(checker, number)
    checker.goto(f"/claims/{key}/final-review/")
    done(checker)


def test_a_rescue_becomes_an_outbound_fee(cast: Cast, site: Stage) -> None:
    home = Caller(site.base, site.persona("station_manager")).all("/stations")[0]
    start: Geolocation = {"latitude": home["lat"], "longitude": home["lon"]}
    place: Geolocation = {"latitude": home["lat"] + 0.002, "longitude": home["lon"] + 0.002}
    number = ask_for_help(cast, site, place)
    phone = cast.at("technician", phone=True)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(start)
    phone.goto(f"{cast.place('technician')}dispatch/phone/")
    ask_our_crew(cast.at("dispatcher"), phone, number)
    phone.locator("[data-offer]", has_text=number).locator(".phone-big").tap(timeout=PATIENCE_MS)
    press(phone, number, "出发")
    with phone.expect_request(lambda one: one.url.endswith("/positions/")):
        pass
    phone.context.set_geolocation(place)
    with phone.expect_request(lambda one: one.url.endswith("/positions/")):
        pass
    assert_everybody_can_use(phone)
    phone.locator('[id^="phone-result"]').wait_for()  # the position at the vehicle says that they have arrived
    support.say_outcome(phone)
    phone.fill('[id^="phone-result"]', "更换起动机继电器，恢复行驶")
    support.draw_signature(phone)
    phone.fill('[id^="phone-signed_by"]', "王师傅")
    press(phone, number, "完成")
    claims = cast.at("claims_reviewer", f"/claims/?q={number}")
    found(claims, "CLM-")


def ask_for_help(cast: Cast, site: Stage, place: Geolocation) -> str:
    """Take the call, open the case, and see to it that our crew is asked; return the rescue's number."""
    hotline = cast.at("dispatcher", "/hotline/take/")
    fill(
        hotline, kind="rescue", contact_phone="13700001234", contact_name="王师傅", safety="shoulder", vehicle=young_vehicle(site)["vin"],
        despite_duplicate=True, symptom="no_start", place="G2 京沪高速 K1240+300", coordinates=f"{place['latitude']:.5f},{place['longitude']:.5f}",
    )  # fmt: skip
    done(hotline)
    eventually(hotline, "main a.btn[href*='/dispatch/cases/']")
    with hotline.expect_navigation():
        hotline.locator("main a.btn[href*='/dispatch/cases/']").click()
    assert_everybody_can_use(hotline)
    return hotline.locator("h1").inner_text().split()[0]


def ask_our_crew(hotline: Page, phone: Page, number: str) -> None:
    """See to it that the crew of our technician is asked: the engine may have thought of a nearer one."""
    try:
        phone.locator("[data-offer]", has_text=number).wait_for(timeout=5_000)
    except PlaywrightTimeout:
        with hotline.expect_navigation():
            hotline.locator("main a[href$='/choose/']").first.click()
        hotline.locator("label", has_text=OUR_CREW).locator("input").check()
        fill(hotline, reason="离现场最近的班组")
        done(hotline)


def press(phone: Page, number: str, words: str) -> None:
    """Press the one big button of the job."""
    phone.locator(".phone-card", has_text=number).locator(".phone-big", has_text=words).tap(timeout=PATIENCE_MS)


def test_an_audit_finds_something_and_closes_it(cast: Cast, site: Stage) -> None:
    auditor = cast.at("auditor", "/inspections/new/")
    home = Caller(site.base, site.persona("station_manager")).all("/stations")[0]
    choice = auditor.locator("[name=station] option", has_text=home["name"])
    fill(auditor, station=choice.get_attribute("value") or "")
    done(auditor)
    visit = auditor.url.removeprefix(site.base)
    step(auditor, "begin")
    auditor = cast.at("auditor", visit)
    with auditor.expect_navigation():
        auditor.locator("main a[href$='/findings/new/']").first.click()
    fill(auditor, severity="minor", description="废机油存放区未张贴标识")
    done(auditor)
    conduct(auditor, summary="总体良好", lost=3)
    assert_everybody_can_use(auditor)
    finding = str(auditor.locator("main a[href*='/inspections/findings/']").first.get_attribute("href"))
    manager = cast.at("station_manager", finding.removeprefix("/"))
    step(manager, "correct")
    fill(manager, correction="已张贴危废标识")
    attach(manager, "evidence", PNG, "sign.png", "image/png")
    done(manager)
    auditor = cast.at("auditor", finding)
    step(auditor, "recheck")
    fill(auditor, is_in_order="yes", comment="已整改")
    done(auditor)
    auditor = cast.at("auditor", visit)
    step(auditor, "close")


def test_certificates_and_plan_can_be_looked_at(cast: Cast) -> None:
    trainer = cast.at("trainer", "/certification/certificates/")
    found(trainer, "CRT-")
    assert_everybody_can_use(trainer)
    manager = cast.at("station_manager", "subscriptions/")
    expect(manager.locator("h1")).to_be_visible()
    assert_everybody_can_use(manager)
