"""The map with 10,000 stations and 16,000 places in a real browser: frames while it is dragged and zoomed.

Rivals in the same browser: one DOM marker for a place (what a page does by default; for an eighth of them), and Leaflet's own canvas marks.
A frame is the time between two callbacks of requestAnimationFrame; at 60 Hz one takes 16.7 ms, and what takes more than 50 ms is seen as a stutter.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.benchmarks.measure import tell
from tests.browser import support
from tests.browser.bare_map import OURS, opened

STATIONS, PLACES = 10_000, 16_000
STUTTER_MS, MOST_STUTTER = 50.0, 0.02
RIVAL = """<script>document.addEventListener("DOMContentLoaded", () => {
const data = JSON.parse(document.getElementById("m-data").textContent);
const map = L.map(document.querySelector("[data-map-canvas]"), {preferCanvas: true, zoomSnap: 0.5, attributionControl: false});
map.fitBounds(L.latLngBounds(data.points.map((p) => [p.lat, p.lon])), {animate: false});
for (const p of data.points.filter((_one, n) => n % EVERY === 0)) MARK.bindTooltip(p.label).addTo(map);
});</script>"""
FEWER = 8  # one DOM marker for each of 26,000 stands after a minute: the rival gets an eighth of them
DOM = 'L.marker([p.lat, p.lon], {icon: L.divIcon({className: "dot", iconSize: [8, 8]})})'
CANVAS = "L.circleMarker([p.lat, p.lon], {radius: 5, weight: 1.25})"
RECORD = """() => { window.frames_ms = []; let before = performance.now(); window.recording = true;
const step = (now) => { window.frames_ms.push(now - before); before = now; if (window.recording) requestAnimationFrame(step); };
requestAnimationFrame((now) => { before = now; requestAnimationFrame(step); }); }"""


@dataclass(frozen=True, slots=True)
class Ride:
    """How one kind of map drove: milliseconds until it stood, and of each frame."""

    name: str
    stood_ms: float
    frames_ms: list[float]

    @property
    def p95_ms(self) -> float:
        """What 95 of 100 frames stay below."""
        return sorted(self.frames_ms)[int(0.95 * (len(self.frames_ms) - 1))]

    @property
    def longest_ms(self) -> float:
        """The longest frame."""
        return max(self.frames_ms)

    @property
    def stutter(self) -> float:
        """The share of the frames that are seen as a stutter."""
        return sum(one > STUTTER_MS for one in self.frames_ms) / len(self.frames_ms)

    def line(self) -> list[str]:
        """Return it as a line of the table."""
        figures = [f"{one:,.0f}" for one in (self.stood_ms, self.p95_ms, self.longest_ms)]
        return [self.name, *figures, f"{len(self.frames_ms)}", f"{100 * self.stutter:.1f} %"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser of this file."""
    with support.browser() as started:
        yield started


def world() -> dict[str, Any]:
    """Return stations with their radius, and places, spread over China in clumps."""
    chance = random.Random(7)
    towns = [(chance.uniform(22, 46), chance.uniform(98, 125)) for _ in range(300)]

    def place(kind: str, number: int) -> dict[str, Any]:
        lat, lon = towns[chance.randrange(len(towns))]
        found = {
            "lat": lat + chance.gauss(0, 0.7),
            "lon": lon + chance.gauss(0, 0.7),
            "kind": kind,
            "label": f"{kind} {number}",
        }
        return found | ({} if kind == "station" else {"weight": chance.paretovariate(1.2)})

    places = [place("demand", n) for n in range(PLACES)]
    stations = [place("station", n) for n in range(STATIONS)]
    circles = [{"lat": s["lat"], "lon": s["lon"], "radius_m": 100_000, "kind": "station"} for s in stations]
    return {"points": [*places, *stations], "circles": circles, "lines": []}


def ride(browser: Browser, name: str, script: str, *, short: bool = False) -> Ride:
    """Drag the map about and zoom in and out, as a person does, and note every frame; `short` is enough for a map of which each frame takes long."""
    page = opened(browser, world(), script)
    stood = page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(performance.now()), 0)))"
    )
    page.evaluate(RECORD)
    mouse = page.mouse
    for aim in ((400, 250), (750, 480))[: 1 if short else 2]:
        mouse.move(600, 380)
        mouse.down()
        mouse.move(*aim, steps=3 if short else 12)
        mouse.up()
        page.wait_for_timeout(300)
    for wheel in (-240, -240, 240)[: 1 if short else 3]:
        mouse.wheel(0, wheel)
        page.wait_for_timeout(600)
    mouse.move(200, 200)
    mouse.move(1000, 600, steps=3 if short else 15)
    frames = page.evaluate("() => { window.recording = false; return window.frames_ms; }")
    page.close()
    return Ride(name, stood, frames)


def test_it_moves_without_a_stutter(chromium: Browser) -> None:
    ours = ride(chromium, "ours: one canvas of stamps", OURS)
    canvas = ride(chromium, "Leaflet's canvas marks", RIVAL.replace("EVERY", "1").replace("MARK", CANVAS), short=True)
    few = RIVAL.replace("EVERY", str(FEWER)).replace("MARK", DOM)
    dom = ride(chromium, f"one DOM marker for every {FEWER}th", few, short=True)
    header = (
        "map of 26,000 marks",
        "stands after ms",
        "p95 frame ms",
        "longest ms",
        "frames",
        f"over {STUTTER_MS:.0f} ms",
    )
    tell("the map while it is dragged and zoomed", header, [one.line() for one in (ours, canvas, dom)])
    assert ours.stutter <= MOST_STUTTER
    assert ours.longest_ms * 3 < dom.longest_ms
    assert ours.stood_ms < dom.stood_ms


def test_a_click_lists_what_lies_below_it(chromium: Browser) -> None:
    page = opened(chromium, world(), OURS)
    found = page.evaluate(
        """() => { const box = document.querySelector("[data-map-canvas]").getBoundingClientRect();
        const data = JSON.parse(document.getElementById("m-data").textContent);
        return data.points.length + ":" + document.querySelectorAll(".leaflet-marks-pane canvas").length; }"""
    )
    assert found == f"{STATIONS + PLACES}:1"
    for x in range(400, 900, 20):
        page.mouse.click(x, 400)
        if page.locator(".leaflet-popup-content").count():
            break
    assert page.locator(".leaflet-popup-content li, .leaflet-popup-content strong").count() >= 1
    page.close()
