"""A scenario's answer as files: a workbook, GeoJSON, and a brief as PDF with a picture of the map."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as now_

from common.documents import render_pdf
from common.pages.exports import as_book
from network.planning.demands import source_of
from network.planning.scenarios.picture import picture_of
from network.planning.scenarios.roads import measure_words
from network.planning.scenarios.showing import Shown

BRIEF = "network/planning/documents/brief.typ"
LONGEST_TABLE = 40


def workbook_of(shown: Shown) -> bytes:
    """Return figures, stations, places and offices as sheets."""
    sheets = [
        (now_("Figures of the plan"), _figures(shown)),
        (now_("Stations of the plan"), _stations(shown)),
        (now_("What further places are worth"), _places(shown)),
        (now_("By regional office"), _offices(shown)),
    ]
    return as_book(sheets)


def _figures(shown: Shown) -> Iterator[list[Any]]:
    yield [now_("Figure"), now_("Unit"), now_("Today"), now_("In the plan")]
    yield [now_("Question"), "", "", str(shown.scenario.get_question_display())]
    yield [now_("Proof"), "", "", str(shown.words)]
    yield [now_("Measured"), "", "", measure_words(shown.scenario)]
    if shown.scenario.brands:
        yield [now_("Brands"), "", "", ", ".join(shown.scenario.brands)]
    for label, value in shown.proof_lines():
        yield [str(label), "", "", value]
    for label, unit, today, plan in shown.measures():
        yield [str(label), unit, today, plan]


def _stations(shown: Shown) -> Iterator[list[Any]]:
    yield [
        now_("Site"),
        now_("Code"),
        now_("There today"),
        now_("Latitude"),
        now_("Longitude"),
        now_("Demand served"),
        f"{now_('Lost if it closes')} ({shown.worth_unit})",
        now_("Level"),
        now_("Capacity"),
    ]
    for one in shown.site_rows():
        code = one.point.key if one.stays else ""
        yield [
            one.point.name,
            code,
            now_("yes") if one.stays else now_("no"),
            one.point.lat,
            one.point.lon,
            one.load,
            one.loss,
            one.level,
            one.room,
        ]


def _places(shown: Shown) -> Iterator[list[Any]]:
    added, swapped = (
        f"{now_('Gained if added')} ({shown.worth_unit})",
        f"{now_('Gained by the best swap')} ({shown.worth_unit})",
    )
    yield [now_("Place"), now_("Demand"), added, swapped, now_("In place of")]
    for one in shown.places():
        yield [one.point.name, one.point.weight, one.gain, one.swap_gain, one.instead]


def _offices(shown: Shown) -> Iterator[list[Any]]:
    yield [
        now_("Regional office"),
        now_("Demand"),
        now_("Stations today"),
        now_("Stations of the plan"),
        f"{now_('Covered today')} (%)",
        f"{now_('Covered by the plan')} (%)",
    ]
    for one in shown.regions():
        demand, share_today, share = one["numbers"]
        yield [str(one["label"]), demand, one["stations_today"], one["stations"], share_today, share]


def geojson_of(shown: Shown) -> bytes:
    """Return stations and demand as points (RFC 7946: longitude first, WGS-84), and the proof beside them."""
    plan = shown.result["plan"]
    loads = dict(zip(shown.sites, plan["load"], strict=True))
    rooms = {one.point.key: one.room for one in shown.site_rows()}
    features = []
    for number, point in enumerate(shown.points.rows):
        role = "site" if number in loads else "closed" if point.is_station else "place"
        facts = {
            "id": point.key,
            "name_zh": point.name_zh,
            "name_en": point.name_en,
            "role": role,
            "is_new": role == "site" and not point.is_station,
            "region": point.region,
            "level": point.level or (shown.scenario.new_level if role == "site" else ""),
            "capacity": rooms.get(point.key),
            "demand": point.weight,
            "load": loads.get(number),
            "served_by": shown.points.rows[plan["served"][number]].key,
            "distance_m": plan["distance_m"][number],
        }
        where = {"type": "Point", "coordinates": [round(point.lon, 6), round(point.lat, 6)]}
        features.append({"type": "Feature", "geometry": where, "properties": facts})
    whole: dict[str, Any] = {"type": "FeatureCollection", "name": shown.scenario.title, "proof": shown.proof}
    whole |= {"measure": shown.scenario.measure, "roads": shown.scenario.roads, "features": features}
    return json.dumps(whole, ensure_ascii=False).encode()


def brief_of(shown: Shown) -> bytes:
    """Return the brief as PDF, in the reader's language."""
    scenario, language = shown.scenario, "zh" if (get_language() or "").startswith("zh") else "en"
    source = source_of(scenario.demand)
    sites = shown.site_rows()
    new = [one for one in sites if not one.stays]
    data = {
        "title": scenario.title,
        "number": scenario.public_id,
        "subtitle": str(scenario.get_question_display()),
        "lang": language,
        "foot": now_("Planning scenario"),
        "facts": [
            [now_("Asked by"), scenario.started_by_name],
            [now_("Finished"), f"{scenario.finished_at:%Y-%m-%d}" if scenario.finished_at else "–"],
            [now_("Demand"), str(source.label) if source else scenario.demand],
            *([[now_("Brands"), ", ".join(scenario.brands)]] if scenario.brands else []),
            [now_("Radius"), f"{scenario.radius_km} km"],
            [now_("Measured"), measure_words(scenario)],
            [now_("Today's stations"), str(scenario.get_existing_display())],
            [now_("Proof"), str(shown.words)],
            *[[str(label), value] for label, value in shown.proof_lines()],
        ],
        "picture": picture_of(shown),
        "legend": now_(
            "Filled squares: stations that stay. Hollow squares: new stations. Crosses: stations that close. Triangles: demand beyond the radius."
        ),
        "figures_title": now_("Figures of the plan"),
        "figures_head": [now_("Figure"), now_("Today"), now_("In the plan")],
        "figures": [[str(one.label), one.today, one.plan] for one in shown.lines()],
        "offices_head": [
            now_("Regional office"),
            now_("Stations today"),
            now_("Stations of the plan"),
            now_("Covered today"),
            now_("Covered by the plan"),
        ],
        "offices": [
            [str(one["label"]), str(one["stations_today"] or 0), str(one["stations"]), one["share_today"], one["share"]]
            for one in shown.regions()
        ],
        "sites_title": now_("New stations") if new else now_("Stations of the plan"),
        "sites_head": [now_("Site"), now_("Demand served"), now_("Lost if it closes")],
        "sites": [[one.point.name, f"{one.load:,.0f}", one.drop] for one in (new or sites)[:LONGEST_TABLE]],
    }
    return render_pdf(BRIEF, data)
