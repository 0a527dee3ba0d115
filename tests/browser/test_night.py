"""A night at the hotline, played by three people at once: the agent, the dispatcher at the board, a crew whose phone loses its network."""

import re
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from billing.claims.models import Claim
from billing.policy.models import PolicyVersion
from common.files.models import StoredFile
from common.history.models import History
from network.dispatch.choices import OPEN_RESCUE
from network.dispatch.links import driver_link
from network.dispatch.models import Crew, Offer, Rescue
from network.hotline.callbacks.models import Callback
from network.hotline.choices import SignalKind
from network.hotline.highways import Marker
from network.hotline.models import HighwayPost
from network.hotline.places import Place
from network.hotline.posts import set_post
from network.hotline.telephony import Signal
from network.hotline.telephony.signing import signed
from tenants.registry.standing import at_head_office
from tests import world
from tests.browser import support
from tests.browser.conftest import PASSWORD
from tests.browser.test_rescue import PHONE, in_office, let_old_offers_lapse, put_away, until
from tests.builders.catalog import a_vehicle
from tests.builders.dispatch import a_crew, settle
from tests.builders.duty import an_ending_shift
from tests.builders.pictures import a_photo
from tests.builders.policy import a_published_policy
from tests.world import office_actor

pytestmark = pytest.mark.browser
CALLERS = {
    "zh-hans": ("13855550123", "沪A55123"),
    "en": ("13855550124", "沪A55124"),
}  # a case is a twin until it is closed


@dataclass(frozen=True)
class Night:
    """Who plays, each in a window of their own."""

    agent: Page
    board: Page
    phone: Page


@pytest.fixture
def browser_db(site: str, django_db_blocker: Any) -> Iterator[None]:
    """Rows of these tests are committed: the server must see them."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def prepared(browser_db: None) -> Iterator[None]:
    """Two crews of one station, the posts of a highway, a policy for the fee; nobody is asked for anything older, nothing stays open."""
    make_ready()
    yield
    plates = [plate for _number, plate in CALLERS.values()]
    left = Rescue.objects.filter(case__plate__in=plates, status__in=OPEN_RESCUE)
    for rescue in in_office(lambda: list(left)):
        put_away(rescue)


def make_ready() -> None:
    """Make what the night needs, once for the run."""
    if in_office(lambda: not Crew.objects.filter(station__code=world.HOME).exists()):
        a_crew(capacity=5)
    let_old_offers_lapse()
    if in_office(lambda: HighwayPost.objects.filter(road="G2").exists()):
        return
    with at_head_office():
        for at_m, lat in ((1_240_000, 31.25), (1_250_000, 31.34)):
            set_post(Marker("G2", at_m), Place(lat, 121.5), acting_user=office_actor(Role.DISPATCHER))
        if not PolicyVersion.objects.exists():  # another test of the run may have published it
            a_published_policy()


def night(chromium: Browser, site: str, office: str, board: str) -> Night:
    """Open the three windows: the agent's and the dispatcher's language, and the crew's phone in the dispatcher's."""
    agent = support.sign_in(support.window(chromium, site, language=office), world.email_of(Role.DISPATCHER), PASSWORD)
    agent.goto("/hotline/")
    watching = support.window(chromium, site, language=board, theme="dark")
    dispatcher = support.sign_in(watching, world.email_of(Role.DISPATCHER), PASSWORD)
    dispatcher.goto("/dispatch/")
    pocket = support.window(chromium, site, phone=True, language=board)
    pocket.grant_permissions(["geolocation"])
    pocket.set_geolocation({"latitude": 31.25, "longitude": 121.5})
    pocket.clock.install()
    phone = support.sign_in(pocket, world.email_of(Role.TECHNICIAN, world.HOME), PASSWORD, next_=PHONE)
    phone.goto(PHONE)
    phone.evaluate("navigator.serviceWorker.ready")
    phone.reload()
    for page in (agent, dispatcher, phone):
        page.wait_for_selector('[data-live-pill][data-state="live"]')
    return Night(agent, dispatcher, phone)


def ring(site: str, call: str, number: str) -> None:
    """Let the exchange say, at the real door, that somebody calls."""
    said = Signal(
        event_id=f"night-{call}", call=f"night-{call}", kind=SignalKind.RING, at=datetime.now(tz=UTC), number=number
    )
    body, headers = signed(said, settings.EXCHANGE_SECRET)
    request = urllib.request.Request(f"{site}/hotline/calls/webhook/", body, headers)  # noqa: S310 - our own server
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        assert answer.status == 200


def take_the_call(agent: Page, site: str, number: str, plate: str) -> Rescue:
    """The call pops up, one key takes it, the script is answered by keys, a highway marker places it, one key opens the case."""
    ring(site, number, number)
    agent.wait_for_selector("[data-ring]", timeout=10_000)
    agent.keyboard.press("F2")
    agent.wait_for_url("**/hotline/take/?call=*")
    expect(agent.locator("#id_contact_phone")).to_have_value(number)
    agent.select_option('[name="symptom"]', "tyre")
    expect(agent.locator("[data-triage] .ask")).to_be_visible()
    for key in ("1", "2", "4", "2"):
        agent.keyboard.press(f"Alt+{key}")
    agent.fill("#id_vehicle", plate)
    agent.fill("#id_place", "G2 K1245+500")
    expect(agent.locator("#id_lat")).not_to_have_value("")
    agent.keyboard.press("Control+Enter")
    agent.wait_for_url(re.compile(r"/hotline/0[0-9a-f-]+/$"))
    case = agent.url.rstrip("/").rpartition("/")[2]
    settle()
    rescue: Rescue = in_office(lambda: Rescue.objects.select_related("case").get(case_id=case))
    return rescue


def warned_of_a_twin(agent: Page, number: str, plate: str) -> None:
    """The same vehicle again is a twin: the form says so, and nothing is opened."""
    agent.goto("/hotline/take/")
    agent.fill("#id_contact_phone", number)
    agent.fill("#id_vehicle", plate)
    expect(agent.locator("#known li").first).to_be_visible()
    agent.select_option('[name="symptom"]', "tyre")
    agent.select_option('[name="safety"]', "shoulder")
    agent.fill("#id_coordinates", "31.3,121.5")
    agent.keyboard.press("Control+Enter")
    expect(agent.locator("[data-form-errors]")).to_be_visible()


def refuse_and_choose_again(played: Night, rescue: Rescue) -> None:
    """The crew says no and nobody else is there; the dispatcher reads why, and asks it again with a reason."""
    row = played.board.locator(f'tr[data-id="{rescue.pk}"]')
    expect(row.locator(".status-badge")).to_have_attribute("data-tone", "info")
    played.phone.locator("[data-offer] .phone-row .btn").click()
    until(lambda: in_office(lambda: Offer.objects.get(rescue=rescue).status) == "declined")
    settle()
    expect(row.locator(".status-badge")).to_have_attribute("data-tone", "bad")
    row.locator("a").click()
    expect(played.board.locator(".why")).not_to_have_count(0)
    played.board.goto(f"/dispatch/rescues/{rescue.pk}/choose/")
    played.board.locator('input[name="crew"]').first.check()
    played.board.fill('[name="reason"]', "The driver asked for them")
    played.board.click("[data-submit]")
    played.board.wait_for_url(f"**/dispatch/rescues/{rescue.pk}/")
    played.board.goto("/dispatch/")


def accept_and_depart(phone: Page, rescue: Rescue) -> None:
    """Accept with the big button, and set out."""
    phone.locator("[data-offer] .phone-big").click()
    big = phone.locator(".phone-card:not([data-offer]) .phone-big").last
    big.wait_for()
    until(lambda: in_office(lambda: Rescue.objects.get(pk=rescue.pk).status) == "accepted")
    expect(phone.locator(".phone-card .status-badge")).to_be_visible()
    big.click()
    until(lambda: in_office(lambda: Rescue.objects.get(pk=rescue.pk).status) == "en_route")


def the_arrival_moves(played: Night, driver: Page, rescue: Rescue, lat: float) -> None:
    """A detour: the phone reports it by itself, and board and driver see a later arrival without a reload."""
    row, told = played.board.locator(f'tr[data-id="{rescue.pk}"]'), driver.locator(".phone-eta strong")
    driver.clock.fast_forward(21_000)
    expect(told).to_be_visible()
    on_board, by_link = row.locator("td").nth(3).inner_text(), told.inner_text()
    before = in_office(lambda: Rescue.objects.get(pk=rescue.pk).eta_at)
    played.phone.context.set_geolocation({"latitude": lat, "longitude": 121.5})

    def beat() -> bool:
        with played.phone.expect_response("**/positions/"):  # answered after the commit
            played.phone.clock.fast_forward(15_000)
        after = in_office(lambda: Rescue.objects.get(pk=rescue.pk).eta_at)
        return bool(after > before + timedelta(minutes=10))

    until(beat)
    expect(row.locator("td").nth(3)).not_to_have_text(on_board)
    driver.clock.fast_forward(21_000)
    expect(told).not_to_have_text(by_link)


def work_without_a_network(phone: Page, rescue: Rescue) -> None:
    """No network at the roadside: arrive, photo, result, signature; the phone is put away and taken out again; finish; then the network."""
    context = phone.context
    context.set_offline(True)
    phone.locator(".phone-card:not([data-offer]) .phone-big").last.click()
    phone.locator('input[type="file"]').set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_photo()}
    )
    expect(phone.locator("[data-photos]")).to_contain_text("1")
    support.say_outcome(phone)
    phone.locator("textarea").fill("Spare wheel fitted")
    support.draw_signature(phone)
    expect(phone.locator("[data-outbox]")).to_contain_text("2 ")
    phone.close()
    phone = context.new_page()  # opened again where there is still no network: what was done and typed is there
    phone.goto(PHONE)
    expect(phone.locator("[data-outbox]")).to_contain_text("2 ")
    expect(phone.locator("textarea")).to_have_value("Spare wheel fitted")
    phone.locator('[id^="phone-signed"]').fill("王师傅")
    phone.locator(".phone-big").last.click()
    expect(phone.locator("[data-outbox]")).to_contain_text("4 ")
    assert in_office(lambda: Rescue.objects.get(pk=rescue.pk).status) == "en_route"
    context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.locator("[data-outbox]")).to_be_hidden(timeout=15_000)


def assert_sent_once(rescue: Rescue) -> None:
    """Everything arrived, each thing once, and the fee and the follow-up call came of it."""
    settle()
    done = in_office(lambda: Rescue.objects.get(pk=rescue.pk))
    assert (done.status, done.outcome, done.result, done.signed_by) == (
        "finished",
        "repaired",
        "Spare wheel fitted",
        "王师傅",
    )
    for verb in ("rescue.departed", "rescue.arrived", "rescue.finished"):
        count = in_office(History.objects.filter(verb=verb, aggregate_id=rescue.pk).count)
        assert count == 1, verb
    for kind in ("rescue_photo", "rescue_signature"):
        assert in_office(StoredFile.objects.filter(subject_id=rescue.pk, kind=kind).count) == 1, kind
    assert done.distance_m and in_office(Claim.objects.filter(rescue_id=rescue.pk).count) == 1
    assert in_office(Callback.objects.filter(case_id=rescue.case_id, origin="follow_up").count) == 1


def test_a_night_is_played_by_three(chromium: Browser, site: str, prepared: None) -> None:
    for office, board, detour in (("zh-hans", "en", 30.9), ("en", "zh-hans", 30.6)):
        number, plate = CALLERS[office]
        a_vehicle(plate=plate)
        played = night(chromium, site, office, board)
        rescue = take_the_call(played.agent, site, number, plate)
        expect(played.board.locator(f'tr[data-id="{rescue.pk}"]')).to_be_visible()
        if office == "zh-hans":
            warned_of_a_twin(played.agent, number, plate)
            refuse_and_choose_again(played, rescue)
        road = support.window(chromium, site, phone=True, language=office)
        road.clock.install()
        driver = road.new_page()
        driver.goto("/dispatch/follow/" + driver_link(rescue).rstrip("/").rpartition("/")[2] + "/")
        expect(driver.locator(".phone-words")).to_be_visible()
        assert support.violations(driver) == []
        accept_and_depart(played.phone, rescue)
        the_arrival_moves(played, driver, rescue, detour)
        work_without_a_network(played.phone, rescue)
        expect(played.board.locator(f'tr[data-id="{rescue.pk}"]')).to_have_count(0)
        assert support.violations(played.board) == []
        assert_sent_once(rescue)
        for context in (road, played.agent.context, played.board.context, played.phone.context):
            context.close()


def test_the_shift_ends_with_a_note(chromium: Browser, site: str, browser_db: None) -> None:
    shift = an_ending_shift(office_actor(Role.DISPATCHER))
    page = support.sign_in(support.window(chromium, site, language="en"), world.email_of(Role.DISPATCHER), PASSWORD)
    page.goto(f"/duty/shifts/{shift.pk}/handover/")
    page.fill('[name="note"]', "One driver waits for a tyre on the G2")
    page.keyboard.press("Control+Enter")
    if page.url.endswith("/handover/"):
        page.click("[data-submit]")
    page.wait_for_url("**/duty/handovers/*/")
    expect(page.locator("main")).to_contain_text("One driver waits for a tyre on the G2")
    page.context.close()
