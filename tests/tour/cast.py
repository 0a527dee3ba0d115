"""The personas at their browsers: each signs in by the form once, and goes on where they were."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.support import assert_accessible, cookies_for, sign_in, window
from tests.tour.stage import Stage

PATIENCE_MS = 45_000
LOOKS = (("zh-hans", "light"), ("en", "dark"))


@dataclass
class Cast:
    """Everybody's window."""

    browser: Browser
    stage: Stage
    windows: dict[tuple[str, bool], Page] = field(default_factory=dict)

    def at(self, role: str, address: str = "", *, phone: bool = False) -> Page:
        """Return the window of `role`, at an address of their place (or a whole one)."""
        page = self.windows.get((role, phone)) or self._signed_in(role, phone)
        if address:
            answer = page.goto(address if address.startswith("/") else f"{self.place(role)}{address}")
            assert answer is not None
            assert answer.ok, f"{role} got {answer.status} at {page.url}"
        return page

    def place(self, role: str) -> str:
        """Return where the pages of `role` begin: the station's, or head office's."""
        station = self.stage.persona(role)["station"]
        return f"/s/{station}/" if station else "/"

    def _signed_in(self, role: str, phone: bool) -> Page:
        persona = self.stage.persona(role)
        context = window(self.browser, self.stage.base, phone=phone)
        context.set_default_timeout(PATIENCE_MS)
        page = sign_in(context, persona["login"], persona["password"], next_=self.place(role))
        assert "/login/" not in page.url, f"{role} could not sign in"
        self.windows[role, phone] = page
        return page


def fill(page: Page, **typed: str | bool) -> None:
    """Type into the page's form, by the fields' names; True ticks, and a radio is chosen by its value."""
    for name, value in typed.items():
        box = page.locator(f"form[data-form] [name='{name}']")
        kind = box.first.evaluate("one => one.type || one.tagName.toLowerCase()")
        if kind == "radio":
            page.locator(f"form[data-form] [name='{name}'][value='{value}']").check()
        elif kind == "checkbox":
            box.set_checked(bool(value))
        elif kind.startswith("select"):
            box.select_option(str(value))
        else:
            box.fill(str(value))


def attach(page: Page, name: str, content: bytes, as_name: str, kind: str) -> None:
    """Choose a file in the page's form."""
    page.locator(f"form[data-form] [name='{name}']").set_input_files(
        {"name": as_name, "mimeType": kind, "buffer": content}
    )


def send(page: Page) -> None:
    """Press the form's button and wait for what comes next."""
    with page.expect_navigation():
        page.locator("form[data-form] [data-submit]").click()


def done(page: Page) -> None:
    """Press the form's button; nothing may be objected to."""
    send(page)
    assert_no_objection(page)


def assert_no_objection(page: Page) -> None:
    """Fail with what the form says, if it says anything."""
    said = page.locator(".form-error, .form-errors, .alert-danger").all_inner_texts()
    assert not said, f"{page.url}: {said}"


def step(page: Page, name: str) -> None:
    """Press the button of a record's step: a link or a small form whose address ends with the step's name."""
    with page.expect_navigation():
        page.locator(f"main a.btn[href$='/{name}/'], main form[action$='/{name}/'] button").first.click()
    assert_no_objection(page)


def found(page: Page, words: str) -> Locator:
    """Return the row of the page's list that shows `words`, asking again until the relay has brought it."""
    row = page.locator("main table tbody tr", has_text=words)
    for _ in range(30):
        if row.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(row.first).to_be_visible()
    return row.first


def eventually(page: Page, selector: str, words: str = "") -> Locator:
    """Return what the page shows sooner or later, asking again until it does."""
    wanted = page.locator(selector, has_text=re.compile(words))
    for _ in range(30):
        if wanted.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(wanted.first).to_be_visible()
    return wanted.first


def assert_everybody_can_use(page: Page) -> None:
    """Fail with what axe finds on the page, in Chinese and light, in English and dark; then stay in Chinese."""
    for language, theme in (*LOOKS[1:], LOOKS[0]):
        cookies = cookies_for(language, theme)
        base = page.evaluate("location.origin")
        page.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in cookies.items()])
        page.reload(wait_until="load")
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("html")).to_have_attribute("data-bs-theme", theme)
        assert_accessible(page)
