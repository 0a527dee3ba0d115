"""Conditions of a scenario: budget, costs, quotas, least distance, capacity; that plans keep to them, and that none is told where none is."""

import itertools
from typing import Any

import numpy as np
import pytest

from accounts.actors import Actor
from common.errors import Invalid
from network.planning.models import Scenario
from network.planning.pages.scenario_forms import typed_of
from network.planning.scenarios.points import Points
from tests.claims.support import refused
from tests.planning.test_scenarios import QUICK, SignIn, asked, done
from tests.world import HOME


def regions(scenario: Scenario) -> dict[str, int]:
    return {one["region"]: one["stations"] for one in scenario.result["plan"]["regions"]}


def test_quotas_are_kept_and_cost_something(service_management: Actor) -> None:
    free = done(asked(service_management, count=30))
    held = done(asked(service_management, count=30, quotas={"northwest": [6, 8], "east": [1, 4]}))
    assert (regions(held)["northwest"], regions(held)["east"]) == (6, 4)
    assert held.proof["objective"] > free.proof["objective"]
    assert held.proof["ending"] in {"proven", "close"}
    assert held.proof["bound"] <= held.proof["objective"]


def test_new_stations_keep_their_distance(service_management: Actor) -> None:
    found = done(asked(service_management, count=30, demand="people", min_distance_km=250))
    points, sites = Points.read(found.points), found.result["sites"]
    pairs = np.array(list(itertools.combinations(sites, 2)))
    assert points.metric.between(pairs[:, 0], pairs[:, 1]).min() >= 250_000
    assert found.proof["ending"] in {"proven", "close"}


def test_a_budget_sends_stations_where_they_are_cheaper(service_management: Actor) -> None:
    costs = dict.fromkeys(("44", "33", "32", "31", "11"), 10000000)
    given: dict[str, Any] = {"count": 6, "site_cost_minor": 50_000_00, "costs": costs}
    dear = done(asked(service_management, **given))
    held = done(asked(service_management, **given, budget_minor=200_000_00))
    assert held.result["plan"]["cost_minor"] == 200_000_00
    assert dear.result["plan"]["cost_minor"] >= held.result["plan"]["cost_minor"]
    assert held.proof["objective"] >= dear.proof["objective"]


def test_no_station_serves_more_than_it_can(service_management: Actor) -> None:
    free = done(asked(service_management, count=8, existing="ignored"))
    total = free.result["plan"]["demand"]
    limit = int(total / 8 * 1.2)
    assert max(free.result["plan"]["load"]) > limit
    held = done(asked(service_management, count=8, existing="ignored", capacity=limit, time_limit_s=5))
    assert max(held.result["plan"]["load"]) <= limit * (1 + 1e-6)
    assert sum(held.result["plan"]["load"]) == pytest.approx(total)
    assert held.proof["bound"] <= held.proof["objective"]


@pytest.mark.parametrize(
    "given",
    [
        {"site_cost_minor": 100, "budget_minor": 200},
        {"quotas": {"east": [0, 0]}},
        {"capacity": 1000},
        {"min_distance_km": 4000},
    ],
)
def test_where_no_plan_keeps_to_all_none_is_told(service_management: Actor, given: dict[str, Any]) -> None:
    found = done(asked(service_management, count=6, **given))
    assert found.proof["ending"] == "impossible"
    assert "sites" not in found.result


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"quotas": {"moon": [1, 2]}}, "quotas"),
        ({"quotas": {"east": [3, 2]}}, "quotas"),
        ({"budget_minor": 5}, "site_cost_minor"),
        ({"costs": {"44": 5}}, "site_cost_minor"),
        ({"site_cost_minor": -1}, "site_cost_minor"),
        ({"site_cost_minor": 1, "costs": {"99": 5}}, "costs"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 2_000_000_001}, "capacity"),
        ({"capacities": {"A": 2_000_000_001}}, "capacities"),
        ({"wanted": ["上海"], "forbidden": ["Shanghai"]}, "forbidden"),
        ({"min_distance_km": 6000}, "min_distance_km"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(service_management: Actor, given: dict[str, Any], field: str) -> None:
    with refused(Invalid) as caught:
        asked(service_management, **given)
    assert caught.value.field == field


def test_a_station_stays_or_closes(service_management: Actor) -> None:
    with refused(Invalid) as caught:
        asked(service_management, kept=[HOME], closed=[HOME.lower()])
    assert caught.value.field == "closed"


@pytest.mark.parametrize(
    "typed",
    [
        {"capacity": "99999999999"},
        {"capacities": "A 999999999999999"},
        {"site_cost_minor": "5", "costs": "广东 inf"},
        {"site_cost_minor": "5", "costs": "广东 1e400"},
        {"site_cost_minor": "5", "costs": "广东 nan"},
        {"factors": "广东 nan"},
    ],
)
def test_numbers_without_an_end_are_refused_beside_their_field(
    service_management: Actor, client_for: SignIn, typed: dict[str, str]
) -> None:
    client = client_for(service_management)
    assert client.post("/planning/scenarios/new/", QUICK | typed).status_code == 422
    assert not Scenario.objects.exists()


def test_the_form_takes_them_and_types_them_again(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    typed = {
        "time_limit_s": "2",
        "existing": "stay",
        "min_distance_km": "80",
        "capacity": "900000000",
        "site_cost_minor": "500000.50",
        "budget_minor": "3000000",
        "costs": "广东 800000",
        "quotas": "华东 1-3\nnorthwest 1 – 2",
    }
    answer = client.post("/planning/scenarios/new/", QUICK | typed)
    assert answer.status_code == 302
    scenario = Scenario.objects.get()
    assert (scenario.site_cost_minor, scenario.budget_minor, scenario.costs) == (
        500_000_50,
        3_000_000_00,
        {"44": 800_000_00},
    )
    assert scenario.quotas == {"east": [1, 3], "northwest": [1, 2]}
    again = typed_of(done(scenario))
    assert (again["site_cost_minor"], again["budget_minor"], again["costs"]) == ("500000.50", "3000000", "广东 800000")
    page = client.get(scenario.get_absolute_url()).content.decode()
    assert "500000.50" in page
    wrong = client.post("/planning/scenarios/new/", QUICK | {"existing": "stay", "quotas": "Atlantis 1-2"})
    assert wrong.status_code == 422
