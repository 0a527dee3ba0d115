"""The planner's map: what lies outside the radius, and who may see it."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actors import Actor
from catalog.models import Vehicle, VehicleModel
from common.clock import today
from network.planning.models import City
from network.planning.selectors import Demand, Picture, demand_of, picture_for, vehicles_by_city
from tenants.registry.models import Station

SignIn = Callable[[Actor], Client]


def test_it_shows_real_cities_outside_the_radius(service_management: Actor, client_for: SignIn) -> None:
    page = client_for(service_management).get("/planning/?region=")
    text = page.content.decode()
    assert page.status_code == 200
    assert "广州" in text
    assert "/onboarding/propose/?province_code=44&amp;city=%E5%B9%BF%E5%B7%9E" in text


def test_every_station_s_mark_opens_its_page(service_management: Actor, client_for: SignIn) -> None:
    page = client_for(service_management).get("/planning/?region=")
    urls = {one["label"]: one["url"] for one in page.context["points"] if one["kind"] == "station"}
    assert urls == {str(one): one.get_absolute_url() for one in Station.objects.all() if str(one) in urls}
    assert len(urls) > 1


def test_the_regional_office_begins_with_its_own_region(regional_officer: Actor, client_for: SignIn) -> None:
    page = client_for(regional_officer).get("/planning/")
    assert page.context["region"] == "east"
    assert {one["row"].city.region for one in page.context["uncovered"]} == {"east"}


def test_a_person_who_can_t_propose_gets_no_button(customer_service_manager: Actor, client_for: SignIn) -> None:
    text = client_for(customer_service_manager).get("/planning/").content.decode()
    assert "/onboarding/propose/" not in text


@pytest.mark.parametrize("persona", ["reviewer", "auditor", "dispatcher", "finance"])
def test_it_is_not_for_other_sections(persona: str, request: pytest.FixtureRequest, client_for: SignIn) -> None:
    client = client_for(request.getfixturevalue(persona))
    assert client.get("/planning/").status_code == 403
    assert client.get("/api/v1/cities").status_code == 403


def test_shanghai_is_covered_by_its_station_and_guangzhou_is_not(service_management: Actor) -> None:
    picture = picture_for(service_management)
    rows = {row.city.name_en: row for row in picture.rows}
    assert rows["Shanghai"].is_covered
    assert rows["Shanghai"].station == Station.objects.get(code="SHA01")
    assert not rows["Guangzhou"].is_covered
    assert picture.uncovered()[0].demand >= picture.uncovered()[1].demand


def test_totals_of_the_regions_add_up_to_the_whole(service_management: Actor) -> None:
    picture = picture_for(service_management)
    whole, parts = picture.total(), picture.totals()
    assert sum(one.demand for one in parts) == pytest.approx(whole.demand)
    assert sum(one.covered for one in parts) == pytest.approx(whole.covered)
    assert sum(one.cities for one in parts) == len(picture.cities)


def test_proposals_lie_where_demand_is_not_covered(service_management: Actor) -> None:
    picture = picture_for(service_management)
    found = picture.proposals(3)
    assert [one.gain for _city, one in found] == sorted((one.gain for _city, one in found), reverse=True)
    assert found[-1][1].share_after > picture.total().share / 100


def test_demand_is_people_until_there_are_vehicles(db: None) -> None:
    cities = list(City.objects.all()[:5])
    demand = demand_of(cities, {})
    assert not demand.in_vehicles
    assert list(demand.weights) == [city.population for city in cities]


def test_vehicles_count_where_they_are_and_the_rest_is_spread_by_population(db: None) -> None:
    model = VehicleModel.objects.create(code="T1", name_zh="重卡", name_en="Heavy truck", brand="Haul")
    cities = ["长沙市", "changsha", "CHANGSHA", "Nowhere", ""]
    for number, city in enumerate(cities):
        Vehicle.objects.create(vin=f"LZGJLDR4{number}BX01234{number}", model=model, built_on=today(), city=city)
    rows = list(City.objects.all())
    demand = demand_of(rows, vehicles_by_city())
    changsha = next(
        number for number, city in enumerate(rows) if city.name_en == "Changsha" and city.province_code == "43"
    )
    assert demand.in_vehicles
    assert sum(demand.weights) == pytest.approx(5)
    assert demand.weights[changsha] >= 1


def test_an_empty_country_has_an_empty_picture() -> None:
    picture = Picture([], Demand([], False), [], 100)
    assert picture.total().share == 0.0
    assert picture.proposals(3) == []


def test_the_api_answers_the_same_picture(service_management: Actor, client_for: SignIn) -> None:
    client = client_for(service_management)
    answer = client.get("/api/v1/cities/coverage?region=south").json()
    assert answer["radius_km"] == 100
    assert answer["uncovered"][0]["demand"] >= answer["uncovered"][-1]["demand"]
    assert {row["region"] for row in answer["totals"]} >= {"south", "east"}
    listed = client.get("/api/v1/cities?region=east&limit=5").json()
    assert len(listed["data"]) == 5
    assert listed["has_more"]
