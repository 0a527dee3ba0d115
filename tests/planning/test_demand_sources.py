"""Demand by time: what was sold in the last year, what three such years add, the claims and rescues of a year; and candidates as sites."""

from datetime import timedelta

import pytest
from django.db import transaction

from accounts.actors import Actor
from billing.claims.models import Claim
from catalog.models import Vehicle, VehicleModel
from common.clock import now, today
from network.dispatch.models import Rescue
from network.planning.demands import source_of
from network.planning.models import City, Scenario
from network.planning.pages.scenario_forms import typed_of
from network.planning.scenarios.points import SITE, Points
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_draft_claim
from tests.builders.dispatch import a_rescue
from tests.builders.onboarding import lead
from tests.planning.test_scenarios import QUICK, SignIn, asked, done

SOLD = {"成都": (30, 400), "西安": (10, 364), "哈尔滨": (5, 0)}  # how many vehicles, how many days ago


@pytest.fixture
def fleet(service_management: Actor) -> None:
    with at_head_office(), transaction.atomic():
        model = VehicleModel.objects.create(code="SOLD", name_zh="H", name_en="H", brand="Haul")
        for number, (city, (count, days)) in enumerate(SOLD.items()):
            day = today() - timedelta(days=days)
            Vehicle.objects.bulk_create(
                Vehicle(vin=f"LSOLDX{number}{n:010d}", model=model, city=city, built_on=day, sold_on=day)
                for n in range(count)
            )


def demand_of(code: str, brand: str = "Haul") -> dict[str, float]:
    source = source_of(code)
    assert source is not None
    with at_head_office(), transaction.atomic():
        cities = list(City.objects.all())
        return {
            city.name_zh: weight for city, weight in zip(cities, source.weigh(cities, brand), strict=True) if weight
        }


@pytest.mark.usefixtures("fleet")
def test_registrations_are_the_sales_of_the_last_year_and_the_forecast_adds_three_of_them() -> None:
    assert demand_of("vehicles") == {"成都": 30, "西安": 10, "哈尔滨": 5}
    assert demand_of("registrations") == {"西安": 10, "哈尔滨": 5}
    assert demand_of("forecast") == {"成都": 30, "西安": 40, "哈尔滨": 20}


@pytest.mark.parametrize(("days", "expected"), [(364, 1), (365, 0)])
def test_claims_of_the_last_year_go_by_the_end_of_the_repair(db: None, days: int, expected: int) -> None:
    claim = a_draft_claim()
    with at_head_office(), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(
            repair_started_on=None, repair_finished_on=today() - timedelta(days=days)
        )
    assert round(sum(demand_of("recent_claims", "").values())) == expected
    assert round(sum(demand_of("claims", "").values())) == 1


@pytest.mark.parametrize(("days", "expected"), [(364, 1), (366, 0)])
def test_rescues_of_the_last_year_go_by_the_call(db: None, days: int, expected: int) -> None:
    rescue = a_rescue()
    with at_head_office(), transaction.atomic():
        Rescue.objects.filter(pk=rescue.pk).update(created_at=now() - timedelta(days=days))
    assert sum(demand_of("recent_rescues", "").values()) == expected
    assert sum(demand_of("rescues", "").values()) == 1


def leads_in(scenario: Scenario) -> list[str]:
    return [one.key for one in Points.read(scenario.points).rows if one.kind == SITE]


def test_candidates_under_way_may_become_sites_and_are_named_by_place_alone(
    service_management: Actor, client_for: SignIn
) -> None:
    candidate = lead()
    assert leads_in(done(asked(service_management))) == []
    client = client_for(service_management)
    client.post("/planning/scenarios/new/", QUICK | {"time_limit_s": "2", "existing": "stay", "leads": "on"})
    scenario = done(Scenario.objects.latest("created_at"))
    assert leads_in(scenario) == [candidate.public_id]
    (row,) = (one for one in Points.read(scenario.points).rows if one.kind == SITE)
    assert (row.lat, row.lon, row.region) == (candidate.lat, candidate.lon, candidate.region)
    assert candidate.name not in row.name_zh
    assert typed_of(scenario)["leads"] == "on"
    assert "leads" not in typed_of(Scenario.objects.earliest("created_at"))
