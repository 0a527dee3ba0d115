"""A map of a plan as SVG, for papers: the coast, demand by size, stations by shape. For orientation only; it draws no borders."""

import json
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from network.planning.scenarios.showing import Shown

WEST, EAST, SOUTH, NORTH = 72.0, 136.0, 17.0, 54.5
WIDTH, HEIGHT = 800, 610
INK = {"demand": "#8a94a3", "gap": "#c92a2a", "station": "#0b5cad", "planned": "#1f7a3f", "closed": "#5b6675"}
LAND = Path(settings.NODE) / "world-atlas" / "land-50m.json"


def picture_of(shown: Shown) -> str:
    """Return the map as the text of an SVG file."""
    marks = shown.marks()
    order = {"demand": 0, "gap": 1, "closed": 2, "station": 3, "planned": 4}
    drawn = "".join(_mark(one) for one in sorted(marks, key=lambda one: order[one["kind"]]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#eef3f8"/><path d="{_land()}" fill="#ffffff" stroke="#c8d0da"/>{drawn}</svg>'
    )


def place(lat: float, lon: float) -> tuple[float, float]:
    """Return where a position lies in the picture (equirectangular: a degree of longitude is shorter by the cosine of 35.75°)."""
    return (lon - WEST) / (EAST - WEST) * WIDTH, (NORTH - lat) / (NORTH - SOUTH) * HEIGHT


def _mark(one: dict[str, Any]) -> str:
    x, y = place(one["lat"], one["lon"])
    ink = INK[one["kind"]]
    if one["kind"] in {"demand", "gap"}:
        radius = 1.2 + 0.55 * one["weight"] ** 0.5
        if one["kind"] == "gap":
            return f'<path d="M{x:.1f} {y - radius:.1f}l{radius:.1f} {1.8 * radius:.1f}h{-2 * radius:.1f}z" fill="{ink}" fill-opacity="0.8"/>'
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{ink}" fill-opacity="0.55"/>'
    if one["kind"] == "closed":
        return f'<path d="M{x - 4:.1f} {y - 4:.1f}l8 8m0 -8l-8 8" stroke="{ink}" stroke-width="2"/>'
    fill = ink if one["kind"] == "station" else "#ffffff"
    return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{fill}" stroke="{ink}" stroke-width="2"/>'


@cache
def _land() -> str:
    return " ".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in ring) + "Z" for ring in _rings())


def _rings() -> Iterator[list[tuple[float, float]]]:
    """Yield the rings of land that touch the picture, in its coordinates (TopoJSON: arcs are deltas of whole numbers)."""
    atlas = json.loads(LAND.read_text())
    (scale_x, scale_y), (move_x, move_y) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for arc in atlas["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale_x + move_x, y * scale_y + move_y))
        arcs.append(line)
    for shape in atlas["objects"]["land"]["geometries"]:
        for polygon in shape["arcs"]:
            ring = _joined(arcs, polygon[0])
            if any(WEST <= lon <= EAST and SOUTH <= lat <= NORTH for lon, lat in ring):
                yield [place(lat, lon) for lon, lat in ring]


def _joined(arcs: Sequence[list[tuple[float, float]]], numbers: Sequence[int]) -> list[tuple[float, float]]:
    """Join arcs into a ring; a number below zero is its complement, run backwards."""
    found: list[tuple[float, float]] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        found += line[1:] if found else line
    return found
