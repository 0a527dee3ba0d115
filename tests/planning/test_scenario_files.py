"""Answers taken along: a workbook, GeoJSON, a brief on paper; and scenarios side by side."""

import json
from io import BytesIO

import pytest
from openpyxl import load_workbook

from accounts.actors import Actor
from common.jobs.run import run_waiting
from demo import scenarios as demo_story
from demo.size import SMALL
from network.planning.models import BuildPlan, Scenario
from network.planning.scenarios.comparing import figure_lines, office_lines
from network.planning.scenarios.showing import Shown
from tenants.registry.models import Station
from tests.planning.test_scenarios import SignIn, asked, done
from tests.world import HOME, office_actor


@pytest.fixture
def scenario(service_management: Actor) -> Scenario:
    return done(asked(service_management))


def test_the_workbook_tells_stations_places_and_offices(
    scenario: Scenario, service_management: Actor, client_for: SignIn
) -> None:
    answer = client_for(service_management).get(f"{scenario.get_absolute_url()}xlsx/")
    book = load_workbook(BytesIO(answer.content))
    assert len(book.sheetnames) == 4
    stations = list(book.worksheets[1].values)
    assert len(stations) == 1 + 5
    assert HOME in {row[1] for row in stations}


def test_what_can_be_counted_with_is_a_number_in_the_workbook(
    scenario: Scenario, service_management: Actor, client_for: SignIn
) -> None:
    answer = client_for(service_management).get(f"{scenario.get_absolute_url()}xlsx/")
    figures, stations, places, offices = (
        list(one.iter_rows(values_only=True)) for one in load_workbook(BytesIO(answer.content)).worksheets
    )
    plan = scenario.result["plan"]
    told = {(row[1], row[3]) for row in figures}
    assert {("", 5), ("km", round(plan["mean_m"] / 1000, 1)), ("%", round(100 * plan["share"], 2))} <= {
        (unit or "", value) for unit, value in told
    }
    assert all(isinstance(row[6], int | float) for row in stations[1:])
    assert all(isinstance(one, int | float) for row in places[1:] for one in row[1:4])
    assert min(row[3] for row in places[1:]) < 0
    assert all(isinstance(one, int | float) for row in offices[1:] for one in row[1:])


def test_the_geojson_has_every_place_with_longitude_first(
    scenario: Scenario, service_management: Actor, client_for: SignIn
) -> None:
    answer = client_for(service_management).get(f"{scenario.get_absolute_url()}geojson/")
    assert answer.headers["Content-Type"] == "application/geo+json"
    found = json.loads(answer.content)
    assert found["proof"]["ending"] == "proven"
    sites = [one for one in found["features"] if one["properties"]["role"] == "site"]
    assert (len(sites), len(found["features"])) == (5, len(scenario.points))
    home = next(one for one in sites if one["properties"]["id"] == HOME)
    assert home["geometry"]["coordinates"] == [121.53, 31.23]
    assert sum(one["properties"]["load"] for one in sites) == pytest.approx(found_demand(scenario))


def found_demand(scenario: Scenario) -> float:
    return float(scenario.result["plan"]["demand"])


def test_the_brief_is_a_paper_in_both_languages(
    scenario: Scenario, service_management: Actor, client_for: SignIn
) -> None:
    client = client_for(service_management)
    for language in ("zh-hans", "en"):
        client.cookies["django_language"] = language
        answer = client.get(f"{scenario.get_absolute_url()}brief/")
        assert answer.content.startswith(b"%PDF")
        assert len(answer.content) > 20_000


def test_there_is_no_file_without_a_plan(service_management: Actor, client_for: SignIn) -> None:
    waiting = asked(service_management)
    client = client_for(service_management)
    assert [
        client.get(f"{waiting.get_absolute_url()}{kind}/").status_code for kind in ("xlsx", "geojson", "brief")
    ] == [409] * 3


def test_others_get_no_file_until_it_is_shared(scenario: Scenario, regional_officer: Actor, client_for: SignIn) -> None:
    client = client_for(regional_officer)
    assert client.get(f"{scenario.get_absolute_url()}xlsx/").status_code == 404
    assert client.get(f"/planning/scenarios/compare/?scenario={scenario.pk}").status_code == 404
    Scenario.objects.filter(pk=scenario.pk).update(shared=True)
    assert client.get(f"{scenario.get_absolute_url()}xlsx/").status_code == 200


def test_two_stand_side_by_side_and_the_better_one_is_marked(
    scenario: Scenario, service_management: Actor, client_for: SignIn
) -> None:
    more = done(asked(service_management, title="more", count=9))
    both = [Shown(scenario), Shown(more)]
    lines = {str(line.label): line.cells for line in figure_lines(both)}
    mean = next(cells for label, cells in lines.items() if "平均" in label or "average" in label)
    assert [cell.is_best for cell in mean] == [False, True]
    assert len(office_lines(both)) == 6
    client = client_for(service_management)
    page = client.get(f"/planning/scenarios/compare/?scenario={scenario.pk}&scenario={more.pk}").content.decode()
    assert page.count("data-map=") == 2
    assert client.get("/planning/scenarios/compare/?scenario=nothing").status_code == 404
    assert client.get("/planning/scenarios/compare/").status_code == 200


def test_the_demo_asks_some(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_story, "office", office_actor)
    demo_story.ask_scenarios(list(Station.objects.order_by("code")), SMALL, demand="people")
    run_waiting()
    assert Scenario.objects.earliest("created_at").proof["ending"] == "proven"
    assert Scenario.objects.count() == 8
    assert BuildPlan.objects.get().targets.count() == 10
    assert all(one.result.get("sites") for one in Scenario.objects.all())
