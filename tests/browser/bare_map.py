"""A page with nothing but a map, served from our own files without a server: what the map does by itself is seen there."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, Page, Route

ROOT = Path(__file__).resolve().parents[2]
BASE = "http://map.test"
FILES = {
    "/leaflet.css": Path(settings.NODE) / "leaflet/dist/leaflet.css",
    "/leaflet.js": Path(settings.NODE) / "leaflet/dist/leaflet.js",
    "/topojson.js": Path(settings.NODE) / "topojson-client/dist/topojson-client.min.js",
    "/land.json": Path(settings.NODE) / "world-atlas/land-50m.json",
    "/map.js": ROOT / "platform/common/static/stationmaster/map.js",
}
HEAD = """<!doctype html><html lang="en"><head><link rel="stylesheet" href="/leaflet.css">
<style>:root{--sm-accent:#0b5cad;--sm-info:#1f7a9f;--sm-bad:#c92a2a;--sm-neutral:#8a94a3;--sm-surface:#fff;--sm-line-strong:#c8d0da}
body{margin:0}[data-map-canvas]{width:1200px;height:760px;background:#eef3f8}.dot{background:#8a94a3;border-radius:50%}</style>
<script src="/leaflet.js"></script><script src="/topojson.js"></script></head><body>
<figure data-map="m" data-land="/land.json"><div data-map-canvas></div><span data-map-legend></span></figure>
<script type="application/json" id="m-data">DATA</script>"""
OURS = '<script src="/map.js"></script>'


def opened(browser: Browser, data: dict[str, Any], script: str = OURS, **options: Any) -> Page:
    """Open the page with these points, circles and lines, drawn by one kind of map."""
    page = browser.new_page(viewport={"width": 1240, "height": 800}, **options)
    body = HEAD.replace("DATA", json.dumps(data)) + script

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(BASE)
        if path in FILES:
            route.fulfill(path=FILES[path])
        elif path == "/":
            route.fulfill(body=body, content_type="text/html")
        else:
            route.fulfill(status=404)

    page.route("**/*", answer)
    page.goto(f"{BASE}/", timeout=120_000)
    return page
