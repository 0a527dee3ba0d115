"""A campaign's work, and the inspection before delivery, are paid once for each vehicle; goodwill up to the role's limit."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.roles import Role
from audit.certification.models import Certificate
from billing.campaigns.models import Campaign, CampaignVehicle
from billing.claims import once
from billing.claims.actions import cancel_claim, prepare_claim, reject_claim, reopen_claim, sign_and_submit
from billing.claims.campaign_progress import count_campaign_work
from billing.claims.choices import ClaimError, ClaimStatus, ClaimType, Reason
from billing.claims.goodwill.limits import require_goodwill_limit
from billing.claims.models import Claim
from billing.claims.policies import LineDecision
from catalog.models import Vehicle
from common.clock import today
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office, inside
from tests.builders.campaigns import an_open_campaign
from tests.builders.catalog import a_part, a_vehicle, an_operation
from tests.builders.claims import a_certificate, the_policy
from tests.builders.policy import a_published_policy
from tests.builders.workshop import a_delivered_order
from tests.claims.support import refused
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


def test_a_first_maintenance_is_claimed_once_at_any_station(vehicle: Vehicle, rival_manager: Any) -> None:
    first = prepared(vehicle, ClaimType.FIRST_MAINTENANCE)
    with pytest.raises(Invalid) as here:
        prepared(vehicle, ClaimType.FIRST_MAINTENANCE)
    with pytest.raises(Invalid) as elsewhere:
        prepared(vehicle, ClaimType.FIRST_MAINTENANCE, code=rival_manager.station.code)
    assert here.value.code == elsewhere.value.code == ClaimError.ALREADY_CLAIMED
    day = first.repair_finished_on.isoformat()
    assert first.number in str(here.value.message)
    assert day in str(here.value.message)
    assert first.number not in str(elsewhere.value.message)
    assert first.station.name not in str(elsewhere.value.message)
    assert day in str(elsewhere.value.message)


def test_the_database_keeps_the_first_maintenance_once(vehicle: Vehicle) -> None:
    prepared(vehicle, ClaimType.FIRST_MAINTENANCE)
    second = prepared(vehicle, ClaimType.WARRANTY)
    with at_head_office(), pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=second.pk).update(type=ClaimType.FIRST_MAINTENANCE)


def rejected(vehicle: Vehicle, kind: ClaimType = ClaimType.CAMPAIGN) -> Claim:
    """Return a claim that was handed in and rejected."""
    claim, appraiser = prepared(vehicle, kind), station_actor(Role.APPRAISER, HOME)
    if not claim_is_signed_by(appraiser):
        a_certificate(appraiser)
    with inside(appraiser.station):
        sign_and_submit(claim.pk, acting_user=appraiser)
    with at_head_office():
        return reject_claim(
            claim.pk, reason_code=Reason.OTHER, comment="", acting_user=office_actor(Role.CLAIMS_REVIEWER)
        )


def claim_is_signed_by(appraiser: Any) -> bool:
    with at_head_office():
        return Certificate.objects.filter(user_id=appraiser.id).exists()


@pytest.mark.parametrize("kind", [ClaimType.CAMPAIGN, ClaimType.FIRST_MAINTENANCE, ClaimType.PRE_DELIVERY])
def test_a_rejected_claim_does_not_come_back_beside_another(
    campaign: Campaign, vehicle: Vehicle, kind: ClaimType
) -> None:
    first = rejected(vehicle, kind)
    second = prepared(vehicle, kind)
    with at_head_office(), refused(WrongState, ClaimError.ALREADY_CLAIMED) as caught:
        reopen_claim(first.pk, reason="again", acting_user=office_actor(Role.FINAL_REVIEWER))
    assert second.number in str(caught.value.message)


def test_one_that_is_alone_comes_back(campaign: Campaign, vehicle: Vehicle) -> None:
    first = rejected(vehicle)
    with at_head_office():
        again = reopen_claim(first.pk, reason="again", acting_user=office_actor(Role.FINAL_REVIEWER))
    assert again.status == ClaimStatus.SUBMITTED


def test_the_database_s_word_becomes_the_sentence_when_two_are_as_fast(
    campaign: Campaign, vehicle: Vehicle, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check finds nothing at first, as if the other claim were written just now; the constraint speaks, and is translated."""
    first = rejected(vehicle)
    prepared(vehicle)
    answers = [None, once.standing_claim]

    def late(*args: Any, **more: Any) -> Any:
        asked = answers.pop(0)
        return asked(*args, **more) if asked else None

    monkeypatch.setattr(once, "standing_claim", late)
    with at_head_office(), refused(WrongState, ClaimError.ALREADY_CLAIMED):
        reopen_claim(first.pk, reason="again", acting_user=office_actor(Role.FINAL_REVIEWER))


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
