"""A campaign's work, and the inspection before delivery, are paid once for each vehicle; goodwill up to the role's limit."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from billing.campaigns.models import Campaign, CampaignVehicle
from billing.claims.actions import cancel_claim, prepare_claim, sign_and_submit
from billing.claims.campaign_progress import count_campaign_work
from billing.claims.choices import ClaimError, ClaimType
from billing.claims.goodwill.limits import require_goodwill_limit
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from catalog.models import Vehicle
from common.clock import today
from common.errors import Invalid, NotAllowed
from common.history.models import History
from tenants.registry.standing import at_head_office, inside
from tests.builders.campaigns import an_open_campaign
from tests.builders.catalog import a_part, a_vehicle, an_operation
from tests.builders.claims import a_certificate, the_policy
from tests.builders.policy import a_published_policy
from tests.builders.workshop import a_delivered_order
from tests.world import HOME, office_actor, station_actor


@pytest.fixture
def vehicle(db: None) -> Vehicle:
    the_policy()
    with at_head_office():
        an_operation()
        a_part()
        return a_vehicle()


@pytest.fixture
def campaign(vehicle: Vehicle) -> Campaign:
    with at_head_office():
        return an_open_campaign(vehicle.vin, begins_on=today() - timedelta(days=30))


def prepared(vehicle: Vehicle, type: ClaimType = ClaimType.CAMPAIGN, code: str = HOME) -> Claim:
    clerk = station_actor(Role.APPRAISER, code)
    with inside(clerk.station):
        order = a_delivered_order(clerk, vehicle=vehicle)
        return prepare_claim(order.pk, type=type, acting_user=clerk)


def test_the_campaign_is_found_and_its_work_is_paid(campaign: Campaign, vehicle: Vehicle) -> None:
    claim = prepared(vehicle)

    assert claim.campaign == campaign
    with at_head_office():
        rules = set(claim.reasons.values_list("rule", flat=True))
    assert not {rule for rule in rules if rule.startswith("campaign.")}


def test_a_vehicle_that_was_not_called_in_is_refused_by_the_rule(vehicle: Vehicle) -> None:
    claim = prepared(vehicle)
    with at_head_office():
        assert claim.reasons.filter(rule="campaign.none").exists()


def test_it_is_claimed_once_at_any_station(campaign: Campaign, vehicle: Vehicle, rival_manager: Any) -> None:
    prepared(vehicle)
    with pytest.raises(Invalid) as caught:
        prepared(vehicle, code=rival_manager.station.code)
    assert caught.value.code == ClaimError.ALREADY_CLAIMED


def test_the_database_keeps_it_once(campaign: Campaign, vehicle: Vehicle) -> None:
    first = prepared(vehicle)
    second = prepared(vehicle, ClaimType.WARRANTY)
    with at_head_office(), pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=second.pk).update(type=ClaimType.CAMPAIGN, campaign=first.campaign)


def test_an_inspection_before_delivery_is_claimed_once(vehicle: Vehicle) -> None:
    prepared(vehicle, ClaimType.PRE_DELIVERY)
    with pytest.raises(Invalid) as caught:
        prepared(vehicle, ClaimType.PRE_DELIVERY)
    assert caught.value.code == ClaimError.ALREADY_CLAIMED


def test_a_cancelled_claim_frees_the_vehicle(campaign: Campaign, vehicle: Vehicle) -> None:
    first = prepared(vehicle)
    clerk = station_actor(Role.APPRAISER, HOME)
    with inside(clerk.station):
        cancel_claim(first.pk, acting_user=clerk)
    assert prepared(vehicle).campaign == campaign


def test_what_was_handed_in_counts_on_the_list(campaign: Campaign, vehicle: Vehicle) -> None:
    claim = prepared(vehicle)
    appraiser = station_actor(Role.APPRAISER, HOME)
    a_certificate(appraiser)
    with inside(appraiser.station):
        sign_and_submit(claim.pk, acting_user=appraiser)
    with at_head_office():
        event = History.objects.get(aggregate_id=claim.pk, verb="claim.submitted")
        for _ in range(2):
            count_campaign_work(event)
        row = CampaignVehicle.objects.get(campaign=campaign)
    assert (row.repaired_on, row.station_code, row.claim_id) == (claim.repair_finished_on, HOME, claim.pk)


LIMITED = {
    "clause": "12.1",
    "manufacturer_percent": "100",
    "supplier_percent": "0",
    "station_percent": "0",
    "customer_percent": "0",
    "months_after": 0,
    "limits": [{"clause": "12.2", "role": "claims_reviewer", "limit_minor": 500}],
}


@pytest.mark.parametrize(
    ("minor", "type", "allowed"), [(500, "goodwill", True), (501, "goodwill", False), (501, "warranty", True)]
)
def test_goodwill_is_granted_up_to_the_limit_of_the_role(minor: int, type: str, allowed: bool, db: None) -> None:
    with at_head_office():
        claim = Claim(type=type, policy=a_published_policy("G-1", goodwill=LIMITED))
    decisions = [LineDecision(claim.pk, minor)]
    reviewer = office_actor(Role.CLAIMS_REVIEWER)
    if allowed:
        require_goodwill_limit(claim, decisions, reviewer)
        return
    with pytest.raises(NotAllowed) as caught:
        require_goodwill_limit(claim, decisions, reviewer)
    assert caught.value.code == ClaimError.GOODWILL_LIMIT
