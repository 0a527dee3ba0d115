"""What the browser tests share: a Chromium, sign-in, and axe with the rules of WCAG 2.2 AA."""

import gzip
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, Request, ViewportSize, sync_playwright

AXE = Path(settings.NODE) / "axe-core/axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
HIGHEST = 16_000  # pixels that Chromium surely draws


def executable() -> str | None:
    """Return the Chromium to launch: the one that the set-up found, else one on the path; None means Playwright's own."""
    named = os.environ.get("STATIONMASTER_CHROMIUM", "")
    if named and named != "playwright":
        return named
    return None if named else next(filter(None, map(shutil.which, NAMES)), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser."""
    return playwright.chromium.launch(executable_path=executable(), args=FLAGS)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser for the block."""
    with sync_playwright() as playwright:
        started = launch(playwright)
        try:
            yield started
        finally:
            started.close()


def window(
    browser: Browser, base: str, *, language: str = "zh-hans", theme: str = "light", phone: bool = False
) -> BrowserContext:
    """Open a window that shows `base` in a language and a theme; a phone is touched, not clicked."""
    size = PHONE if phone else DESKTOP
    context = browser.new_context(
        base_url=base, viewport=size, has_touch=phone, is_mobile=phone, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    cookies: list[Any] = [
        {"name": name, "value": value, "url": base} for name, value in cookies_for(language, theme).items()
    ]
    context.add_cookies(cookies)
    return context


def cookies_for(language: str, theme: str) -> dict[str, str]:
    """Return the cookies by which the frame knows language and theme."""
    return {settings.LANGUAGE_COOKIE_NAME: language, "theme": theme}


def sign_in(context: BrowserContext, login: str, password: str, *, next_: str = "/") -> Page:
    """Sign in by the form and return the page that comes first."""
    page = context.new_page()
    page.goto(f"/accounts/login/?next={next_}")
    page.fill("#id_login", login)
    page.fill("#id_password", password)
    page.click("[data-submit]")
    page.wait_for_load_state()
    return page


def hand_over(context: BrowserContext, session_key: str, base: str) -> None:
    """Let the window use a session that the test made, without the form."""
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_key, "url": base}])


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule of axe that a page breaks, with the first places."""

    rule: str
    impact: str
    help: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}\n    " + "\n    ".join(self.places)


def violations(page: Page, *, within: str = "") -> list[Violation]:
    """Return what axe finds on the page (`within` narrows it to a selector).

    What the bar with the buttons, which stays in sight on a phone, happens to cover at this place of scrolling can be scrolled free: whatever
    is found is looked at again in a window as high as the page, and what is still there counts.
    """
    found, size = _violations(page, within), page.viewport_size
    if not found or size is None:
        return found
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    page.set_viewport_size({"width": size["width"], "height": max(size["height"], min(height, HIGHEST))})
    try:
        return _violations(page, within)
    finally:
        page.set_viewport_size(size)


def _violations(page: Page, within: str) -> list[Violation]:
    page.evaluate(AXE.read_text() + "; null")
    context = f"'{within}'" if within else "document"
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found = page.evaluate(f"options => axe.run({context}, options).then(result => result.violations)", options)
    return [violation(one) for one in found]


def violation(found: dict[str, Any]) -> Violation:
    """Return one of axe's findings in short."""
    places = tuple(
        f"{' '.join(map(str, node['target']))}: {node['failureSummary'][:300]}" for node in found["nodes"][:4]
    )
    return Violation(found["id"], str(found["impact"]), found["help"], places)


def assert_accessible(page: Page, *, within: str = "") -> None:
    """Fail with the list of what axe finds; nothing is the only good answer."""
    found = violations(page, within=within)
    assert not found, f"{page.url}\n" + "\n".join(map(str, found))


class Watch:
    """Listens to a page: script errors, blocked content (CSP) and failed requests are failures of the test."""

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("pageerror", lambda error: self.heard.append(f"error: {error}"))
        page.on("console", lambda message: self.hear(message.type, message.text))
        page.on("requestfailed", self.miss)

    def miss(self, request: Request) -> None:
        """Keep a request that failed; the page's icon is fetched late, and given up when the test goes on to the next page."""
        if not (request.url.endswith("/mark.svg") and request.failure == "net::ERR_ABORTED"):
            self.heard.append(f"failed: {request.url} {request.failure}")

    def hear(self, kind: str, text: str) -> None:
        """Keep what is wrong."""
        if kind == "error":
            self.heard.append(f"console: {text}")

    def assert_quiet(self) -> None:
        """Fail with what was heard."""
        assert not self.heard, "\n".join(self.heard)


def weight(page: Page, address: str) -> int:
    """Open `address` and return how many bytes it and its files take, gzipped as a server in production sends them."""
    bodies: list[bytes] = []
    page.on("response", lambda answer: bodies.append(answer.body()) if answer.ok else None)
    page.goto(address, wait_until="networkidle")
    return sum(len(gzip.compress(body)) for body in bodies)


def say_outcome(phone: Page, value: str = "repaired") -> None:
    """Choose on the crew's phone what became of the rescue."""
    phone.locator(f'[id^="phone-outcome-"][value="{value}"]').check()


def draw_signature(phone: Page) -> None:
    """Draw on the sheet of the crew's phone, as a finger does."""
    sheet = phone.locator(".phone-sheet")
    sheet.scroll_into_view_if_needed()
    box = sheet.bounding_box()
    assert box is not None
    places = [(0.2, 0.3), (0.4, 0.7), (0.6, 0.3), (0.8, 0.6)]
    points = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in places]
    phone.mouse.move(*points[0])
    phone.mouse.down()
    for point in points[1:]:
        phone.mouse.move(*point, steps=4)
    phone.mouse.up()
