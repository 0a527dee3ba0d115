"""The reviewer reads what happened to the vehicle, claimed or not, as facts: no customer, no price, and no station's schema is entered."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.kin import kin_of
from billing.claims.models import Claim, VehicleVisit
from billing.claims.reviewing import life_of_vehicle
from billing.claims.subscribers import note_visit_of_vehicle
from billing.claims.visits.selectors import visits_for
from catalog.models import Vehicle
from common.history.models import History
from common.history.relay import deliver_pending
from tenants.registry.standing import at_head_office, inside
from tests.builders.catalog import a_vehicle
from tests.builders.claims import a_submitted_claim
from tests.builders.dispatch import a_crew, a_rescue
from tests.builders.workshop import a_delivered_order


@pytest.fixture
def vehicle(db: None) -> Vehicle:
    return a_vehicle()


def a_visit(actor: Actor, vehicle: Vehicle, **facts: Any) -> VehicleVisit:
    with inside(actor.station):
        order = a_delivered_order(actor, vehicle=vehicle, **facts)
    deliver_pending()
    with at_head_office():
        return VehicleVisit.objects.get(repair_order_id=order.pk)


def told(claim: Claim, reader: Actor) -> list[tuple[str, str]]:
    with at_head_office():
        found = Claim.objects.select_related("vehicle").get(pk=claim.pk)
        return [(str(event.words), event.detail) for event in life_of_vehicle(found, kin_of(found, reader), reader)]


def test_a_repair_that_nobody_claims_is_a_fact(rival_appraiser: Actor, reviewer: Actor, vehicle: Vehicle) -> None:
    visit = a_visit(rival_appraiser, vehicle, kind="repair", mileage_km=12_345)
    claim = a_submitted_claim(vehicle=vehicle)
    (words, detail), *_rest = [one for one in told(claim, reviewer) if one[1]]
    assert (visit.kind, visit.mileage_km) == ("repair", 12_345)
    assert "not claimed" in words or "未报单" in words
    assert rival_appraiser.station.name in detail
    assert "12,345" in detail


def test_a_visit_tells_nothing_of_customer_or_price(rival_appraiser: Actor, vehicle: Vehicle) -> None:
    names = {field.name for field in VehicleVisit._meta.get_fields()}
    assert not {name for name in names if "customer" in name or "minor" in name or "complaint" in name}
    assert a_visit(rival_appraiser, vehicle).vin == vehicle.vin


def test_what_was_claimed_is_told_once(appraiser: Actor, reviewer: Actor, vehicle: Vehicle) -> None:
    claim = a_submitted_claim(vehicle=vehicle)
    assert claim.repair_order_id is not None
    with at_head_office():
        VehicleVisit.objects.create(
            station_id=claim.station_id,
            repair_order_id=claim.repair_order_id,
            repair_order_number="RO-1",
            vin=vehicle.vin,
            delivered_on=claim.repair_finished_on,
        )
    assert not [one for one in told(claim, reviewer) if one[1]]


def test_the_event_that_comes_twice_is_one_visit(appraiser: Actor, vehicle: Vehicle) -> None:
    visit = a_visit(appraiser, vehicle)
    with at_head_office():
        note_visit_of_vehicle(History.objects.get(aggregate_id=visit.repair_order_id, verb="repair_order.delivered"))
        assert VehicleVisit.objects.filter(vin=vehicle.vin).count() == 1


def test_a_station_sees_its_own_visits_only(appraiser: Actor, rival_appraiser: Actor, vehicle: Vehicle) -> None:
    a_visit(rival_appraiser, vehicle)
    with inside(appraiser.station):
        assert not VehicleVisit.objects.exists()
        assert not visits_for(appraiser).exists()


def test_a_rescue_without_a_claim_is_told_on_the_workbench(client_for: Any, reviewer: Actor, vehicle: Vehicle) -> None:
    a_crew()
    rescue = a_rescue(vehicle=vehicle.vin)
    claim = a_submitted_claim(vehicle=vehicle)
    page = client_for(reviewer).get(f"/claims/{claim.pk}/first-review/").content.decode()
    assert rescue.number in page
    assert f"/dispatch/rescues/{rescue.pk}" not in page  # the reviewer may not open it
