"""Brands and levels in a scenario: whose demand counts, which stations count, and how much a station of each level serves."""

from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from catalog.models import Vehicle, VehicleModel
from common.clock import today
from common.errors import Invalid
from network.planning.demands import source_of, weighed
from network.planning.models import City, Scenario
from network.planning.pages.scenario_forms import typed_of
from network.planning.scenarios.files import geojson_of, workbook_of
from network.planning.scenarios.points import Points
from network.planning.scenarios.showing import Shown
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.claims.support import refused
from tests.planning.test_scenarios import QUICK, SignIn, asked, done
from tests.world import HOME, RIVAL

CITIES = {"Haul": ("成都", 30), "Citytrans": ("西安", 10)}


@pytest.fixture
def fleet(service_management: Actor) -> None:
    """Vehicles of two brands in two cities; the home station carries both, its rival one."""
    with at_head_office(), transaction.atomic():
        for number, (brand, (city, count)) in enumerate(CITIES.items()):
            model = VehicleModel.objects.create(code=f"BR{number}", name_zh=brand, name_en=brand, brand=brand)
            Vehicle.objects.bulk_create(
                Vehicle(vin=f"LBRAND{number}{n:010d}", model=model, city=city, built_on=today()) for n in range(count)
            )
        Station.objects.filter(code=HOME).update(brands=["Haul", "Citytrans"], level="A")
        Station.objects.filter(code=RIVAL).update(brands=["Haul"], level="C")


def demand(scenario: Scenario) -> dict[str, float]:
    return {row.name_zh: row.weight for row in Points.read(scenario.points).rows if row.weight > 0}


def stations(scenario: Scenario) -> dict[str, str]:
    return {row.key: row.level for row in Points.read(scenario.points).rows if row.is_station}


@pytest.mark.usefixtures("fleet")
def test_demand_is_that_of_the_brands_and_stations_carry_all_of_them(service_management: Actor) -> None:
    one = asked(service_management, demand="vehicles", brands={"Citytrans": 1})
    assert demand(one) == {"西安": 10.0}
    assert stations(one) == {HOME: "A"}
    done(one)
    both = asked(service_management, demand="vehicles", brands={"Citytrans": 3, "Haul": 1})
    assert demand(both) == {"西安": 30.0, "成都": 30.0}
    assert set(stations(both)) == {HOME}
    done(both)
    haul = asked(service_management, demand="vehicles", brands={"Haul": 1})
    assert stations(haul) == {HOME: "A", RIVAL: "C"}


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    "code", ["vehicles", "registrations", "forecast", "claims", "recent_claims", "rescues", "recent_rescues"]
)
def test_every_source_that_knows_brands_tells_them_apart(code: str) -> None:
    source = source_of(code)
    assert source is not None
    assert source.knows_brands
    with at_head_office():
        cities = list(City.objects.all())
        assert sum(weighed(source, cities, {"Nobody": 1})) == 0


@pytest.mark.usefixtures("fleet")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"brands": {"Atlantis": 1}}, "brands"),
        ({"brands": {"Haul": 0}}, "brands"),
        ({"brands": {"Haul": 1}, "demand": "people"}, "brands"),
        ({"capacities": {"D": 5}}, "capacities"),
        ({"capacities": {"A": 0}}, "capacities"),
        ({"new_level": "D"}, "new_level"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(service_management: Actor, given: dict[str, Any], field: str) -> None:
    with refused(Invalid) as caught:
        asked(service_management, **({"demand": "vehicles"} | given))
    assert caught.value.field == field
    assert not Scenario.objects.exists()


def loads(scenario: Scenario) -> dict[str, float]:
    rows = Points.read(scenario.points).rows
    return {
        rows[n].key: load for n, load in zip(scenario.result["sites"], scenario.result["plan"]["load"], strict=True)
    }


def test_a_level_serves_no_more_than_its_own_capacity(service_management: Actor) -> None:
    with at_head_office(), transaction.atomic():
        Station.objects.filter(code=HOME).update(level="A")
        Station.objects.filter(code=RIVAL).update(level="C")
    free = done(asked(service_management, count=6))
    total = free.result["plan"]["demand"]
    rooms = {"A": int(total * 0.1), "C": int(total * 0.02)}
    assert loads(free)[HOME] > rooms["A"]
    assert loads(free)[RIVAL] > rooms["C"]
    held = done(asked(service_management, count=6, capacities=rooms, capacity=int(total * 0.3), time_limit_s=5))
    found = loads(held)
    assert found[HOME] <= rooms["A"] * (1 + 1e-6)
    assert found[RIVAL] <= rooms["C"] * (1 + 1e-6)
    assert max(found.values()) > rooms["A"]
    assert sum(found.values()) == pytest.approx(total)
    assert held.proof["bound"] <= held.proof["objective"]
    sites = {one.point.key: (one.level, one.room) for one in Shown(held).site_rows()}
    assert (sites[HOME], sites[RIVAL]) == (("A", rooms["A"]), ("C", rooms["C"]))
    assert {level for key, (level, _room) in sites.items() if key not in {HOME, RIVAL}} == {"B"}
    assert f'"capacity": {rooms["A"]}'.encode() in geojson_of(Shown(held))
    assert workbook_of(Shown(held))


@pytest.mark.usefixtures("fleet")
def test_the_form_takes_them_and_types_them_again(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    typed = {
        "existing": "stay",
        "demand": "vehicles",
        "brands": "Citytrans 1.5",
        "capacities": "A 90,000\nc 5000",
        "new_level": "C",
    }
    typed["time_limit_s"] = "2"
    answer = client.post("/planning/scenarios/new/", QUICK | typed)
    assert answer.status_code == 302
    scenario = Scenario.objects.get()
    assert (scenario.brands, scenario.capacities, scenario.new_level) == (
        {"Citytrans": 1.5},
        {"A": 90000, "C": 5000},
        "C",
    )
    again = typed_of(done(scenario))
    assert (again["brands"], again["capacities"], again["new_level"]) == ("Citytrans 1.5", "A 90000\nC 5000", "C")
    page = client.get(scenario.get_absolute_url()).content.decode()
    assert "Citytrans 1.5" in page
    assert "A 90000, C 5000" in page
    wrong = client.post("/planning/scenarios/new/", QUICK | {"existing": "stay", "capacities": "Z 5"})
    assert wrong.status_code == 422
