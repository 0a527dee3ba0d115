"""A spare part that failed again: when it was fitted is proposed from the station's own earlier repair order, or told by the station."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.actions import LineEdit, edit_claim, prepare_claim
from billing.claims.choices import ClaimType, LineKind
from billing.claims.models import Claim, ClaimLine
from catalog.models import Vehicle
from common.clock import today
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.models import RepairOrder
from tests.builders.catalog import a_vehicle
from tests.builders.policy import a_published_policy
from tests.builders.workshop import a_delivered_order, a_finished_order
from tests.claims.test_api import done, line_body, send
from tests.claims.test_edit_claim import edits
from tests.claims.test_pages import HERE, form_data

PROMISE = [{"clause": "11.1", "component": "ENG", "months": 12, "mileage_km": 50_000}]
FITTED_KM = 12_000


def a_parts_claim(actor: Actor, *, vehicle: Vehicle | None = None) -> Claim:
    """Return a drafted claim for a spare part of the vehicle."""
    with at_head_office():
        a_published_policy(parts_warranty=PROMISE)
    with inside(actor.station):
        order = a_finished_order(actor, vehicle=vehicle or a_vehicle())
        return prepare_claim(order.pk, type=ClaimType.PARTS_WARRANTY, acting_user=actor)


def an_earlier_fitting(actor: Actor, vehicle: Vehicle) -> RepairOrder:
    """Return the delivered order on which the same part was fitted before."""
    with inside(actor.station):
        return a_delivered_order(actor, vehicle=vehicle, mileage_km=FITTED_KM)


def part_of(claim: Claim) -> ClaimLine:
    with at_head_office():
        return ClaimLine.objects.get(claim=claim, kind=LineKind.PART)


def rules_of(claim: Claim) -> set[str]:
    with at_head_office():
        return set(claim.reasons.values_list("rule", flat=True))


def test_the_earlier_order_of_the_station_proves_the_fitting(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    order = an_earlier_fitting(appraiser, vehicle)

    claim = a_parts_claim(appraiser, vehicle=vehicle)

    line = part_of(claim)
    assert (line.fitted_on, line.fitted_km) == (today(), FITTED_KM)
    assert (line.fitted_order_id, line.fitted_order_number) == (order.pk, order.number)
    assert not {rule for rule in rules_of(claim) if rule.startswith("spare_part")}


def test_without_one_the_rules_ask_for_the_day(appraiser: Actor) -> None:
    claim = a_parts_claim(appraiser)
    assert part_of(claim).fitted_on is None
    assert "spare_part.not_fitted" in rules_of(claim)


def test_an_order_of_another_vehicle_proves_nothing(appraiser: Actor) -> None:
    an_earlier_fitting(appraiser, a_vehicle())
    assert part_of(a_parts_claim(appraiser)).fitted_order_number == ""


def test_a_rival_s_order_proves_nothing_here(appraiser: Actor, rival_appraiser: Actor) -> None:
    vehicle = a_vehicle()
    an_earlier_fitting(rival_appraiser, vehicle)
    assert part_of(a_parts_claim(appraiser, vehicle=vehicle)).fitted_order_number == ""


def test_an_order_of_the_workshop_proves_nothing_for_an_ordinary_claim(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    an_earlier_fitting(appraiser, vehicle)
    with at_head_office():
        a_published_policy()
    with inside(appraiser.station):
        claim = prepare_claim(a_finished_order(appraiser, vehicle=vehicle).pk, acting_user=appraiser)
    assert part_of(claim).fitted_on is None


def test_what_the_station_says_stays_and_is_not_proved(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    an_earlier_fitting(appraiser, vehicle)
    claim = a_parts_claim(appraiser, vehicle=vehicle)
    told = today() - timedelta(days=700)

    with inside(appraiser.station):
        edit_claim(claim.pk, lines=edits(claim, fitted_on=told, fitted_km=1), acting_user=appraiser)

    line = part_of(claim)
    assert (line.fitted_on, line.fitted_km, line.fitted_order_number) == (told, 1, "")
    assert "spare_part.months" in rules_of(claim)


def test_a_part_that_is_added_later_is_looked_for_too(appraiser: Actor) -> None:
    vehicle = a_vehicle()
    an_earlier_fitting(appraiser, vehicle)
    claim = a_parts_claim(appraiser, vehicle=vehicle)
    fresh = LineEdit(
        kind=LineKind.PART, unit_price_minor=1_000, part_number=part_of(claim).part_number, is_causal=True, name="水泵"
    )
    with inside(appraiser.station):
        edit_claim(claim.pk, lines=[fresh], acting_user=appraiser)
    assert part_of(claim).fitted_km == FITTED_KM


def test_the_page_asks_for_the_fitting_and_keeps_it(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_parts_claim(appraiser), client_for(appraiser)
    address = f"{HERE}{claim.pk}/edit/"
    day = today() - timedelta(days=30)

    answer = client.post(
        address,
        form_data(client, address, **{"lines-1-fitted_on": day.isoformat(), "lines-1-fitted_km": "20000"}),
    )

    assert answer.status_code == 302, answer.content.decode()
    assert (part_of(claim).fitted_on, part_of(claim).fitted_km) == (day, 20_000)
    assert day.isoformat() in client.get(f"{HERE}{claim.pk}/").content.decode()


def test_an_ordinary_claim_is_not_asked(client_for: Any, appraiser: Actor) -> None:
    with at_head_office():
        a_published_policy()
    with inside(appraiser.station):
        claim = prepare_claim(a_finished_order(appraiser).pk, acting_user=appraiser)
    page = client_for(appraiser).get(f"{HERE}{claim.pk}/edit/").content.decode()
    assert "fitted_on" not in page


def test_it_is_prepared_as_parts_warranty_from_the_page(client_for: Any, appraiser: Actor) -> None:
    vehicle = a_vehicle()
    an_earlier_fitting(appraiser, vehicle)
    with at_head_office():
        a_published_policy(parts_warranty=PROMISE)
    with inside(appraiser.station):
        order = a_finished_order(appraiser, vehicle=vehicle)
    client, address = client_for(appraiser), f"{HERE}prepare/"

    answer = client.post(address, form_data(client, address, repair_order=str(order.pk), type="parts_warranty"))

    assert answer.status_code == 302, answer.content.decode()
    with at_head_office():
        claim = Claim.objects.get(repair_order_id=order.pk)
    assert claim.type == ClaimType.PARTS_WARRANTY
    page = client.get(f"{HERE}{claim.pk}/").content.decode()
    assert part_of(claim).fitted_order_number in page


def test_the_api_takes_and_tells_the_fitting(client_for: Any, appraiser: Actor) -> None:
    claim, client = a_parts_claim(appraiser), client_for(appraiser)
    address, day = f"claims/{claim.public_id}", today() - timedelta(days=30)
    shown = client.get(f"/api/v1/{address}", headers={"X-Station": "SHA01"}).json()
    lines = [line_body(line) | {"fitted_on": day.isoformat(), "fitted_km": 20_000} for line in shown["lines"]]

    answer = done(send(client, f"{address}/edit", {"lines": lines}, "SHA01"))

    told = next(line for line in answer["lines"] if line["kind"] == "part")
    assert (told["fitted_on"], told["fitted_km"], told["fitted_order_number"]) == (day.isoformat(), 20_000, "")


@pytest.mark.parametrize("km", ["-1", "x"])
def test_a_mileage_that_is_none_is_refused_beside_its_field(client_for: Any, appraiser: Actor, km: str) -> None:
    claim, client = a_parts_claim(appraiser), client_for(appraiser)
    address = f"{HERE}{claim.pk}/edit/"
    answer = client.post(address, form_data(client, address, **{"lines-1-fitted_km": km}))
    assert answer.status_code == 422
    assert part_of(claim).fitted_km is None
