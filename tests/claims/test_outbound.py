"""A finished rescue becomes one claim, from the driven distance."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus, ClaimType, LineKind
from billing.claims.models import Claim
from billing.claims.outbound import claim_outbound_fee
from billing.policy.choices import PolicyError
from common.clock import business_zone, today
from common.errors import Invalid
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle
from tests.builders.claims import outbound_facts, the_policy
from tests.builders.policy import a_published_policy, content
from tests.claims.support import refused


@pytest.fixture(autouse=True)
def _policy(db: None) -> None:
    the_policy()


def test_the_distance_makes_the_fee(station: Station) -> None:
    claim = claim_outbound_fee(outbound_facts(station.pk, distance_m=42_500))
    with at_head_office():
        (line,) = claim.lines.all()
    assert (claim.type, claim.status, claim.claimed_minor) == (ClaimType.OUTBOUND_RESCUE, ClaimStatus.SUBMITTED, 12_750)
    assert (line.kind, str(line.quantity), line.unit_price_minor) == (LineKind.OUTBOUND, "42.50", 300)


def test_night_costs_more(station: Station) -> None:
    assert claim_outbound_fee(outbound_facts(station.pk, is_night=True)).claimed_minor == 11_700


def test_a_rescue_is_claimed_once(station: Station) -> None:
    facts = outbound_facts(station.pk)
    first, second = claim_outbound_fee(facts), claim_outbound_fee(facts)
    assert first.pk == second.pk
    with at_head_office():
        assert Claim.objects.count() == 1


def test_it_works_for_the_crew_at_the_station(technician: Actor) -> None:
    with inside(technician.station):
        claim = claim_outbound_fee(outbound_facts(technician.station.pk))
        assert Claim.objects.get(pk=claim.pk).station_id == technician.station_id


def test_a_long_way_round_is_flagged(station: Station) -> None:
    claim = claim_outbound_fee(outbound_facts(station.pk, expected_distance_m=20_000))
    with at_head_office():
        assert claim.reasons.get().rule == "outbound.over_distance"
    assert not claim.is_clean


def test_a_short_drive_in_order_is_clean(station: Station) -> None:
    assert claim_outbound_fee(outbound_facts(station.pk, expected_distance_m=29_000)).is_clean


def test_the_vehicle_is_named_when_it_is_known(station: Station) -> None:
    vehicle = a_vehicle()
    claim = claim_outbound_fee(outbound_facts(station.pk, vehicle_id=vehicle.pk, vin=vehicle.vin))
    assert (claim.vehicle_id, claim.model_code) == (vehicle.pk, vehicle.model.code)


def test_a_policy_gap_is_refused(station: Station) -> None:
    long_ago = datetime.combine(today() - timedelta(days=3000), datetime.min.time(), business_zone())
    facts = outbound_facts(station.pk, finished_at=long_ago)
    with refused(Invalid, PolicyError.GAP):
        claim_outbound_fee(facts)


def test_the_policy_of_the_day_of_the_drive_sets_the_fee(station: Station) -> None:
    later: dict[str, Any] = {"labour": {"clause": "4.1", "rate_minor_per_hour": 1}}
    with at_head_office():
        a_published_policy("LATER", today() + timedelta(days=1), **later)
    assert claim_outbound_fee(outbound_facts(station.pk)).policy_label == "2024-A"


PLATEAU = [{"clause": "2.9", "code": "plateau", "name_zh": "高原", "name_en": "Plateau", "provinces": ["西藏", "青海"]}]


def dear_policy() -> None:
    """Publish a policy in which highway and plateau cost more."""
    outbound = content()["outbound"] | {
        "highway_percent": "120",
        "plateau_percent": "150",
        "plateau_regions": ["plateau"],
    }
    with at_head_office():
        a_published_policy("2026-H", date(2026, 1, 1), outbound=outbound, regions=PLATEAU)


def test_highway_plateau_and_night_multiply_and_are_named(station: Station) -> None:
    dear_policy()
    facts = outbound_facts(station.pk, is_night=True, is_highway=True, province="青海")
    claim = claim_outbound_fee(facts)
    with at_head_office():
        line = claim.lines.get()
    assert claim.claimed_minor == 21_060  # 30 km × 3.00 × 1.3 × 1.2 × 1.5
    assert (claim.is_highway, claim.is_plateau, str(line.coefficient)) == (True, True, "2.34")
    assert line.name_en == "Outbound drive (at night × 1.3, on the highway × 1.2, on the plateau × 1.5)"
    assert line.name_zh == "外出救援 (夜间 × 1.3, 高速 × 1.2, 高原 × 1.5)"
    assert claim.is_clean


def test_without_a_province_the_station_s_counts(station: Station) -> None:
    dear_policy()
    assert not claim_outbound_fee(outbound_facts(station.pk)).is_plateau
    with at_head_office():
        Station.objects.filter(pk=station.pk).update(province="西藏")
    assert claim_outbound_fee(outbound_facts(station.pk)).is_plateau


def test_a_plain_drive_names_no_coefficient(station: Station) -> None:
    with at_head_office():
        assert claim_outbound_fee(outbound_facts(station.pk)).lines.get().name_en == "Outbound drive"
