"""What the pages say of the coverage is what the rules judge by: the vehicle's use, the station's region, exclusions."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.covering import cover_of_claim
from billing.claims.models import Claim
from billing.claims.reviewing import coverage_of
from billing.claims.showing import coverage_words
from billing.claims.speaking import coverage_left
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_draft_claim, an_outbound_claim
from tests.builders.policy import a_published_policy, content

HOUSEHOLD = {
    "clause": "2.5",
    "model": "*",
    "component": "ENG",
    "usage": "household",
    "months": 36,
    "mileage_km": 60_000,
}
COAST = {"clause": "2.7", "model": "*", "component": "ENG", "region": "coast", "months": 18, "mileage_km": 150_000}
REGION = {"clause": "2.9", "code": "coast", "name_zh": "沿海", "name_en": "Coast", "provinces": ["上海市"]}


def a_claim(appraiser: Actor, use: str = "", **changes: Any) -> Claim:
    """Return a draft under a policy with these lines."""
    with at_head_office():
        a_published_policy(**changes)
        vehicle = a_vehicle(use=use)
    with inside(appraiser.station):
        return Claim.objects.select_related("station", "vehicle__model").get(pk=a_draft_claim(vehicle=vehicle).pk)


def told(claim: Claim) -> tuple[str, str, Any]:
    """Return what the detail page, the panel beside the form and the reviewer's page say."""
    lines = list(claim.lines.all())
    return coverage_words(claim, lines), coverage_left(claim, lines), coverage_of(claim, lines)


@pytest.mark.parametrize(
    ("use", "more", "clause", "km"),
    [("household", {"coverage": [*content()["coverage"], HOUSEHOLD]}, "2.5", "60,000"),
     ("", {"coverage": [*content()["coverage"], COAST], "regions": [REGION]}, "2.7", "150,000"),
     ("", {}, "2.2", "200,000")],
)  # fmt: skip
def test_use_and_region_decide(appraiser: Actor, use: str, more: dict[str, Any], clause: str, km: str) -> None:
    claim = a_claim(appraiser, use, **more)
    with inside(appraiser.station):
        words, left, shown = told(claim)

    assert shown.clause == clause
    assert all(clause in said and km in said for said in (words, left))


def test_what_is_excluded_is_not_called_covered(appraiser: Actor) -> None:
    wear = {"clause": "3.1", "component": "ENG", "reason_zh": "易损件", "reason_en": "Wear part"}
    claim = a_claim(appraiser, exclusions=[wear])
    with inside(appraiser.station):
        words, left, shown = told(claim)

    assert words == left
    assert "ENG" in words and "3.1" in words
    assert shown is None


def test_a_drive_without_a_vehicle_has_no_cover(db: None) -> None:
    claim = an_outbound_claim(vehicle_id=None)
    with at_head_office():
        assert cover_of_claim(claim, []).coverage is None
