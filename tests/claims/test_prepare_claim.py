"""A claim is drafted from a finished repair order of the station itself."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Place
from billing.claims.actions import cancel_claim, prepare_claim
from billing.claims.choices import ClaimError, ClaimStatus, ClaimType, LineKind
from billing.claims.models import Claim
from billing.policy.choices import PolicyError
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.models import RepairOrder
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_draft_claim, a_submitted_claim, the_policy
from tests.builders.policy import a_published_policy
from tests.builders.workshop import a_finished_order, a_worked_order
from tests.claims.support import refused


def test_it_takes_over_what_the_workshop_wrote_down(station: Station) -> None:
    claim = a_draft_claim()

    with inside(station):
        order = RepairOrder.objects.get(pk=claim.repair_order_id)
        labour, part = claim.lines.order_by("position")
    assert (claim.status, claim.type, claim.vin) == (ClaimStatus.DRAFT, ClaimType.WARRANTY, order.vin)
    assert (claim.complaint, claim.cause, claim.correction) == (order.complaint, order.cause, order.correction)
    assert (labour.kind, labour.hours, labour.unit_price_minor) == (LineKind.LABOUR, Decimal("1.50"), 8_000)
    assert (part.kind, part.is_causal, part.claimed_minor) == (LineKind.PART, True, part.unit_price_minor)
    assert claim.claimed_minor == labour.claimed_minor + part.claimed_minor


def test_the_hour_is_priced_with_the_coefficient_of_the_station(station: Station) -> None:
    with at_head_office():
        station.change(labour_coefficient=Decimal("1.20"))

    claim = a_draft_claim()

    with inside(station):
        assert claim.lines.get(kind=LineKind.LABOUR).unit_price_minor == 9_600


def test_it_is_told_in_history(station: Station) -> None:
    claim = a_draft_claim()
    with at_head_office():
        assert History.objects.get(aggregate_id=claim.pk).verb == "claim.prepared"


def test_an_unfinished_repair_is_not_claimed(appraiser: Actor) -> None:
    the_policy()
    with inside(appraiser.station):
        order = a_worked_order(appraiser)
        with refused(WrongState, ClaimError.NOT_REPAIRED):
            prepare_claim(order.pk, acting_user=appraiser)


def test_a_repair_is_claimed_once(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station), refused(Invalid, ClaimError.ALREADY_CLAIMED):
        prepare_claim(claim.repair_order_id, acting_user=appraiser)


def test_the_database_refuses_the_second_claim_too(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station), pytest.raises(IntegrityError), transaction.atomic():
        claim.pk, claim.number = Claim().pk, "CLM-X"
        claim.save(force_insert=True)


def test_a_cancelled_claim_makes_room(appraiser: Actor) -> None:
    claim = a_draft_claim()
    with inside(appraiser.station):
        cancel_claim(claim.pk, acting_user=appraiser)
        assert prepare_claim(claim.repair_order_id, acting_user=appraiser).pk != claim.pk


def test_a_policy_gap_is_refused_with_the_rule_named(appraiser: Actor) -> None:
    with at_head_office():
        a_published_policy(start=today() + timedelta(days=1))
    with inside(appraiser.station):
        order = a_finished_order(appraiser)
        with refused(Invalid, PolicyError.GAP) as caught:
            prepare_claim(order.pk, acting_user=appraiser)
    assert caught.value.details["rule"] == "policy.gap"


def test_an_accident_is_nobody_elses_to_pay(appraiser: Actor) -> None:
    the_policy()
    with inside(appraiser.station):
        order = a_finished_order(appraiser, kind="accident")
        with refused(Invalid, ClaimError.NOT_CLAIMABLE):
            prepare_claim(order.pk, acting_user=appraiser)


def test_goodwill_may_be_asked_for(appraiser: Actor) -> None:
    assert a_draft_claim(kind="repair").type == ClaimType.GOODWILL


@pytest.mark.parametrize("status", [StationStatus.SUSPENDED, StationStatus.WITHDRAWN])
def test_a_station_that_is_not_active_claims_nothing(appraiser: Actor, status: StationStatus) -> None:
    the_policy()
    with inside(appraiser.station):
        order = a_finished_order(appraiser)
    with at_head_office():
        Station.objects.get(pk=appraiser.station_id).move_to(status)
    with inside(appraiser.station), refused(NotAllowed, ClaimError.STATION_CLOSED) as caught:
        prepare_claim(order.pk, acting_user=appraiser)
    assert caught.value.details["rule"] == "station.not_active"


def test_a_technician_prepares_nothing(technician: Actor) -> None:
    the_policy()
    with inside(technician.station):
        order = a_finished_order(technician)
        with refused(NotAllowed):
            prepare_claim(order.pk, acting_user=technician)


def test_a_rivals_repair_order_does_not_exist(appraiser: Actor, rival_manager: Actor) -> None:
    the_policy()
    with inside(appraiser.station):
        order = a_finished_order(appraiser)
    with inside(rival_manager.station), refused(NotYours):
        prepare_claim(order.pk, acting_user=rival_manager)


def test_a_rival_does_not_see_the_claim(rival_manager: Actor) -> None:
    claim = a_draft_claim()
    with inside(rival_manager.station), pytest.raises(NotYours):
        cancel_claim(claim.pk, acting_user=rival_manager)


def test_the_rules_have_spoken(station: Station) -> None:
    claim = a_draft_claim(vehicle=None, mileage_km=250_000)
    with inside(station):
        assert {reason.rule for reason in claim.reasons.all()} == {"coverage.mileage"}


def test_work_that_another_station_claimed_is_noticed_without_naming_it(station: Station) -> None:
    vehicle = a_vehicle(sold_on=date(2026, 1, 1))
    first = a_submitted_claim("BJS01", vehicle=vehicle)

    claim = a_draft_claim(vehicle=vehicle)

    with inside(station):
        repeats = claim.reasons.filter(rule="repeat.same_work")
        assert repeats.count() == 2
        assert first.number not in str([repeat.params for repeat in repeats])


def test_a_draft_of_another_station_is_no_claim_yet(station: Station) -> None:
    vehicle = a_vehicle(sold_on=date(2026, 1, 1))
    a_draft_claim("BJS01", vehicle=vehicle)

    claim = a_draft_claim(vehicle=vehicle)

    with inside(station):
        assert not claim.reasons.exists()


def test_two_prepare_at_once_and_the_later_one_is_told(appraiser: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rival is injected between the look and the write: the unique constraint decides, the sentence stays the same."""
    claim = a_draft_claim()
    monkeypatch.setattr("billing.claims.actions.prepare._refuse_second", lambda *args: None)
    with inside(appraiser.station), refused(Invalid, ClaimError.ALREADY_CLAIMED):
        prepare_claim(claim.repair_order_id, acting_user=appraiser)


def test_a_vehicle_that_the_catalogue_lost_has_no_warranty(appraiser: Actor) -> None:
    the_policy()
    vehicle = a_vehicle()
    with inside(appraiser.station):
        order = a_finished_order(appraiser, vehicle=vehicle)
    vehicle.delete()
    with inside(appraiser.station), refused(Invalid, ClaimError.UNKNOWN_VEHICLE):
        prepare_claim(order.pk, acting_user=appraiser)


def test_the_promise_may_be_named(appraiser: Actor) -> None:
    the_policy()
    with inside(appraiser.station):
        order = a_finished_order(appraiser)
        assert prepare_claim(order.pk, type=ClaimType.GOODWILL, acting_user=appraiser).type == ClaimType.GOODWILL


def test_nobody_prepares_a_claim_from_head_office(appraiser: Actor) -> None:
    nowhere = Actor(appraiser.user, Place.OFFICE, appraiser.roles)
    with at_head_office(), refused(NotYours):
        prepare_claim(new_id(), acting_user=nowhere)
