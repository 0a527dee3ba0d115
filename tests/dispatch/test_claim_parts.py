"""What a crew used at the roadside stands on one claim, whichever way it gets there, or is left out with a reason."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import cancel_claim, edit_claim, prepare_claim
from billing.claims.choices import ClaimError, ClaimStatus, ClaimType
from billing.claims.models import Claim, ClaimLine, UsedPart
from billing.claims.used_parts import standing
from billing.claims.used_parts.standing import require_free
from catalog.models import Vehicle
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from network.dispatch.actions import Found, claim_parts, finish, take_parts, use_part
from network.dispatch.models import Rescue, RescuePart
from network.hotline.models import Case
from tenants.parts.actions import keep_item, receive_stock
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.actions import add_labour_line, finish_repair
from tests.builders.api import Caller
from tests.builders.catalog import a_failure_code, a_part, a_vehicle
from tests.builders.claims import the_policy
from tests.builders.dispatch import a_crew, a_rescue, accepted, an_offer, at_the_vehicle
from tests.builders.workshop import an_open_order, the_operation
from tests.world import station_actor

PUMP, BELT = "P-PUMP", "P-BELT"


@pytest.fixture
def vehicle(db: None) -> Vehicle:
    """The truck that breaks down, under warranty, and the policy that says what a part is worth."""
    the_policy()
    a_failure_code("F-LEAK")
    return a_vehicle()


@pytest.fixture
def rescue(vehicle: Vehicle, technician: Actor) -> Rescue:
    """A finished rescue on which two kinds of parts were used."""
    a_crew()
    stock(PUMP, 45_000)
    stock(BELT, 10_000)
    there = at_the_vehicle(accepted(an_offer(a_rescue(vehicle=vehicle.vin))))
    with inside(technician.station):
        use_part(there.pk, key=uuid4(), part_number=PUMP, quantity=2, acting_user=technician)
        use_part(there.pk, key=uuid4(), part_number=BELT, quantity=1, acting_user=technician)
        found = Found(outcome="repaired", found_cause="F-LEAK")
        return finish(there.pk, found=found, result="Pump fitted", acting_user=technician)


def stock(number: str, price_minor: int) -> None:
    """Let the station's store keep five of a part."""
    clerk = station_actor(Role.PARTS, "SHA01")
    a_part(number, unit_cost_minor=price_minor)
    with inside(clerk.station):
        item = keep_item(part_number=number, acting_user=clerk)
        receive_stock(item.pk, quantity=5, acting_user=clerk)


def keys(rescue: Rescue, *numbers: str) -> list[Any]:
    """Return the keys of the used parts, of these numbers if any are named."""
    with at_head_office():
        rows = RescuePart.objects.filter(rescue=rescue)
        return list((rows.filter(part_number__in=numbers) if numbers else rows).values_list("pk", flat=True))


def claimed(rescue: Rescue, actor: Actor, *numbers: str, **told: Any) -> Claim | None:
    """Claim the parts of these numbers, all if none is named."""
    with inside(actor.station):
        return claim_parts(rescue.pk, keys(rescue, *numbers), acting_user=actor, **told)


def test_each_used_part_is_a_line_priced_by_list_and_mark_up(
    rescue: Rescue, vehicle: Vehicle, station_manager: Actor
) -> None:
    claim = claimed(rescue, station_manager)
    assert claim is not None
    with at_head_office():
        lines = {line.part_number: line for line in claim.lines.all()}
        assert {number: (int(line.quantity), line.base_price_minor) for number, line in lines.items()} == {
            PUMP: (2, 45_000),
            BELT: (1, 10_000),
        }
        assert [one.rule for one in claim.reasons.all()].count("parts.price") == 0  # what the policy pays, and not more
        assert {line.markup_percent for line in lines.values()} == {lines[PUMP].markup_percent} != {None}
        assert "parts.no_causal" in {one.rule for one in claim.reasons.all()}  # the rules speak as on any claim
        assert claim.claimed_minor == sum(line.claimed_minor for line in lines.values()) > 100_000
    facts = (claim.type, claim.status, claim.failure_code, claim.correction, claim.rescue_number, claim.vin)
    assert facts == (ClaimType.WARRANTY, ClaimStatus.DRAFT, "F-LEAK", "Pump fitted", rescue.number, vehicle.vin)


def test_a_used_part_stands_on_one_claim(rescue: Rescue, station_manager: Actor) -> None:
    claim = claimed(rescue, station_manager)
    assert claim is not None
    with pytest.raises(WrongState) as refused:
        claimed(rescue, station_manager, PUMP)
    assert refused.value.code == ClaimError.PART_CLAIMED and claim.number in str(refused.value.message)
    with at_head_office():
        assert (Claim.objects.filter(rescue_number=rescue.number, type=ClaimType.WARRANTY).count()) == 1
        row = UsedPart.objects.first()
        assert row is not None
        with pytest.raises(IntegrityError), transaction.atomic():
            UsedPart.objects.create(
                station_id=row.station_id, used_part_id=row.used_part_id, line=row.line, decided_by_name="x"
            )


def test_of_two_who_claim_at_once_the_second_reads_which_claim_it_was(
    rescue: Rescue, station_manager: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = claimed(rescue, station_manager)
    assert first is not None
    looks = iter([True])  # the second looked before the first was there

    def look(keys: Any) -> None:
        if not next(looks, False):
            require_free(keys)

    monkeypatch.setattr(standing, "require_free", look)
    with pytest.raises(WrongState) as refused:
        claimed(rescue, station_manager)
    assert first.number in str(refused.value.message)


def test_what_is_not_ticked_needs_a_reason_and_may_come_back(rescue: Rescue, station_manager: Actor) -> None:
    with pytest.raises(Invalid) as refused:
        claimed(rescue, station_manager, PUMP)
    assert refused.value.field == "left_out"
    with at_head_office():
        assert not UsedPart.objects.exists() and not ClaimLine.objects.filter(part_number=PUMP).exists()
    claimed(rescue, station_manager, PUMP, left_out="The customer paid it")
    with at_head_office():
        assert UsedPart.objects.get(line__isnull=True).left_out == "The customer paid it"
    second = claimed(rescue, station_manager, BELT)
    assert second is not None
    with at_head_office():
        assert [line.part_number for line in second.lines.all()] == [BELT]
        assert UsedPart.objects.filter(left_out="").count() == 2


def test_all_may_be_left_out_and_then_nothing_is_claimed(rescue: Rescue, station_manager: Actor) -> None:
    with inside(station_manager.station):
        assert claim_parts(rescue.pk, [], left_out="Goodwill of the house", acting_user=station_manager) is None
        with pytest.raises(WrongState):
            claim_parts(rescue.pk, [], left_out="Again", acting_user=station_manager)
    with at_head_office():
        assert not Claim.objects.filter(type=ClaimType.WARRANTY).exists()


def test_a_line_taken_off_or_a_claim_cancelled_lets_its_parts_go(rescue: Rescue, station_manager: Actor) -> None:
    first = claimed(rescue, station_manager)
    assert first is not None
    with inside(station_manager.station):
        edit_claim(first.pk, lines=[], acting_user=station_manager)
    second = claimed(rescue, station_manager)
    assert second is not None
    with inside(station_manager.station):
        cancel_claim(second.pk, acting_user=station_manager)
    assert claimed(rescue, station_manager) is not None


def ordered(rescue: Rescue, vehicle: Vehicle, actor: Actor) -> Any:
    """Let the store issue the used parts to a repair order of the vehicle, which is then finished."""
    order = an_open_order(actor, vehicle=vehicle)
    technician = station_actor(Role.TECHNICIAN, "SHA01")
    code = the_operation().code
    add_labour_line(order.pk, operation_code=code, technician_id=technician.id, acting_user=technician)
    take_parts(rescue.pk, order.pk, acting_user=station_actor(Role.PARTS, "SHA01"))
    return finish_repair(order.pk, cause="Seal", correction="New pump", acting_user=technician)


def parts_on(claim: Claim) -> dict[str, int]:
    """Return how many of which part the claim is for."""
    return {line.part_number: int(line.quantity) for line in claim.lines.all() if line.part_number}


def test_the_claim_for_the_repair_order_takes_them_along(
    rescue: Rescue, vehicle: Vehicle, station_manager: Actor
) -> None:
    with inside(station_manager.station):
        order = ordered(rescue, vehicle, station_manager)
        claim = prepare_claim(order.pk, acting_user=station_manager)
        assert parts_on(claim) == {PUMP: 2, BELT: 1}
        assert set(UsedPart.objects.values_list("line__claim_id", flat=True)) == {claim.pk}
        with pytest.raises(WrongState) as refused:
            claim_parts(rescue.pk, keys(rescue), acting_user=station_manager)
    assert claim.number in str(refused.value.message)


def test_what_stands_elsewhere_or_was_left_out_gets_no_line_from_the_order(
    rescue: Rescue, vehicle: Vehicle, station_manager: Actor
) -> None:
    claimed(rescue, station_manager, PUMP, left_out="The customer paid it")
    with inside(station_manager.station):
        claim = prepare_claim(ordered(rescue, vehicle, station_manager).pk, acting_user=station_manager)
        assert parts_on(claim) == {} and claim.lines.count() == 1
        told = History.objects.get(verb="claim.prepared", aggregate_id=claim.pk).after
    assert sorted(told["not_claimed"]) == ["P-BELT × 1", "P-PUMP × 2"]


def test_the_workshop_s_own_pieces_of_the_same_part_stay(
    rescue: Rescue, vehicle: Vehicle, station_manager: Actor
) -> None:
    claimed(rescue, station_manager)
    with inside(station_manager.station):
        order = ordered(rescue, vehicle, station_manager)
        order.part_lines.filter(part_number=PUMP).update(quantity=3)
        assert parts_on(prepare_claim(order.pk, acting_user=station_manager)) == {PUMP: 1}


@pytest.mark.parametrize("name", ["technician", "rival_manager"])
def test_who_may_not_claim_changes_nothing(rescue: Rescue, request: pytest.FixtureRequest, name: str) -> None:
    actor = request.getfixturevalue(name)
    with pytest.raises((NotAllowed, NotYours)):
        claimed(rescue, actor)
    with at_head_office():
        assert not UsedPart.objects.exists()


def test_the_parts_of_another_rescue_are_not_claimed_with_it(rescue: Rescue, station_manager: Actor) -> None:
    with inside(station_manager.station), pytest.raises(NotYours):
        claim_parts(rescue.pk, [*keys(rescue), uuid4()], acting_user=station_manager)


def test_a_vehicle_that_the_catalogue_does_not_know_is_refused_in_words(
    rescue: Rescue, station_manager: Actor, at_office: Callable[[], AbstractContextManager[None]]
) -> None:
    with at_office():
        Case.objects.filter(rescue=rescue).update(vin="", vehicle=None)
    with pytest.raises(Invalid) as refused:
        claimed(rescue, station_manager)
    assert refused.value.code == ClaimError.UNKNOWN_VEHICLE


def test_the_page_claims_and_shows_which_part_stands_where(
    rescue: Rescue, station_manager: Actor, dispatcher: Actor, client_for: Callable[[Actor], Client]
) -> None:
    client, base = client_for(station_manager), f"/s/SHA01/dispatch/rescues/{rescue.pk}/"
    assert client.get(base).content.decode().count("尚未索赔") == 2
    form = client.get(f"{base}claim-parts/").content.decode()
    assert form.count('name="lines"') == form.count(" checked") == 2
    [pump] = keys(rescue, PUMP)
    kept = client.post(f"{base}claim-parts/", {"lines": [str(pump)], "type": "warranty", "left_out": ""})
    assert kept.status_code in (200, 422) and "勾选" in kept.content.decode()
    done = client.post(f"{base}claim-parts/", {"lines": [str(pump)], "type": "warranty", "left_out": "客户自费"})
    assert done.status_code == 302 and "/claims/" in done["Location"]
    page = client.get(base).content.decode()
    with at_head_office():
        number = Claim.objects.get(type=ClaimType.WARRANTY).number
    assert number in page and "不索赔: 客户自费" in page
    assert number not in client_for(dispatcher).get(f"/dispatch/rescues/{rescue.pk}/").content.decode()  # a draft


def test_a_page_without_a_part_to_claim_says_so(
    rescue: Rescue, station_manager: Actor, client_for: Callable[[Actor], Client]
) -> None:
    client, address = client_for(station_manager), f"/s/SHA01/dispatch/rescues/{rescue.pk}/claim-parts/"
    assert client.post(address, {"lines": keys(rescue), "type": "warranty"}).status_code == 302
    empty = client.get(address)
    assert empty.status_code == 409 and "每个配件都已在服务报单上" in empty.content.decode()


def test_the_api_does_the_same(
    rescue: Rescue, station_manager: Actor, technician: Actor, client_for: Callable[[Actor], Client]
) -> None:
    manager, crew = (Caller(client_for(one), station_manager.station) for one in (station_manager, technician))
    with at_head_office():
        lines = [part.public_id for part in RescuePart.objects.filter(rescue=rescue)]
    path = f"rescues/{rescue.public_id}/claim-parts"
    assert crew.post(path, {"lines": lines}).status_code == 403
    assert manager.post(path, {"lines": lines}).status_code == 200
    again = manager.post(path, {"lines": lines})
    assert (again.status_code, again.json()["code"]) == (409, "claim.part_claimed")
    rows = manager.get("rescue-parts").json()["data"]
    assert len({row["claim_number"] for row in rows}) == 1 and rows[0]["claim_number"].startswith("CLM")
