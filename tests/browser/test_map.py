"""The map by itself: what lies under the pointer is named and told, new points take the place of the old, and a sharp screen gets a sharp picture."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import support
from tests.browser.bare_map import opened

CORNERS = [(20.0, 100.0), (40.0, 120.0)]
INK = """([lat, lon]) => { const cloud = document.querySelector(".leaflet-marks-pane canvas"), place = window.seen.latLngToLayerPoint([lat, lon]);
const at = cloud.getBoundingClientRect(), pane = document.querySelector(".leaflet-map-pane").getBoundingClientRect(), sharp = cloud.width / at.width;
const x = (place.x + pane.x - at.x) * sharp, y = (place.y + pane.y - at.y) * sharp;
return Array.from(cloud.getContext("2d").getImageData(x, y, 1, 1).data)[3]; }"""
WHERE = """([lat, lon]) => { const at = window.seen.getContainer().getBoundingClientRect();
const p = window.seen.latLngToContainerPoint([lat, lon]); return [p.x + at.x, p.y + at.y]; }"""
KEEP = '<script>L.Map.addInitHook(function () { window.seen = this; });</script><script src="/map.js"></script>'


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of this file."""
    with support.browser() as started:
        yield started


def mark(lat: float, lon: float, label: str, **more: Any) -> dict[str, Any]:
    return {"lat": lat, "lon": lon, "kind": "station", "label": label} | more


def data(*points: dict[str, Any]) -> dict[str, Any]:
    return {"points": [*(mark(*one, "corner") for one in CORNERS), *points], "circles": [], "lines": []}


def place(page: Page, lat: float, lon: float) -> tuple[float, float]:
    """Return where a position is seen in the window."""
    found = page.evaluate(WHERE, [lat, lon])
    return found[0], found[1]


def settled(page: Page, lat: float, lon: float, *, drawn: bool) -> None:
    """Wait until something is drawn at a position, or nothing."""
    page.wait_for_function(f"(at) => (({INK})(at) > 0) === {str(drawn).lower()}", arg=[lat, lon], timeout=10_000)


@pytest.mark.parametrize("scale", [1, 2])
def test_what_lies_under_the_pointer_is_named_and_told(chromium: Browser, scale: int) -> None:
    page = opened(
        chromium,
        data(mark(30, 110, "Below", url="/below/"), mark(30, 110.01, "Above", detail="two crews")),
        KEEP,
        device_scale_factor=scale,
    )
    settled(page, 30, 110, drawn=True)
    page.mouse.move(*place(page, 30, 110))
    assert page.locator(".leaflet-tooltip-top").inner_text() == "Above"
    page.mouse.click(*place(page, 30, 110))
    told = page.locator(".leaflet-popup-content")
    assert told.locator("li").all_inner_texts() == ["Below", "Above\ntwo crews"]
    assert told.locator("a").get_attribute("href") == "/below/"
    page.mouse.click(*place(page, 25, 105))
    told.wait_for(state="detached")
    page.close()


def test_a_mark_that_moves_is_seen_where_it_is_and_no_more_where_it_was(chromium: Browser) -> None:
    page = opened(chromium, data(mark(30, 110, "Crew")), KEEP)
    settled(page, 30, 110, drawn=True)
    send = (
        "(fresh) => document.querySelector('[data-map]').dispatchEvent(new CustomEvent('sm:points', {detail: fresh}))"
    )
    page.evaluate(send, data(mark(33, 114, "Crew")))
    settled(page, 33, 114, drawn=True)
    settled(page, 30, 110, drawn=False)
    page.close()


def test_a_crowd_is_drawn_after_dragging_and_zooming_by_key(chromium: Browser) -> None:
    crowd = [mark(20 + n % 50 * 0.4, 100 + n // 50 * 0.4, f"Place {n}") for n in range(2500)]
    page = opened(chromium, data(*crowd), KEEP)
    settled(page, 30, 110, drawn=True)
    settled(page, 30, 120.6, drawn=False)
    page.locator("[data-map-canvas]").focus()
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("() => !window.seen._animatingZoom && window.seen.getZoom() > 5")
    settled(page, 30, 110, drawn=True)
    settled(page, 30, 120.6, drawn=False)
    page.close()
