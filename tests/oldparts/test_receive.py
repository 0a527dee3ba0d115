"""Receiving by scan: each wrong label has a sentence of its own; shipments may come in parts, and close with differences."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.claims.choices import OldPartState
from billing.claims.models import ClaimLine
from billing.oldparts.actions import close_shipment, receive_part, ship_parts, waive_part
from billing.oldparts.choices import OldPartError, PartStatus, ShipmentStatus
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.selectors import differences
from common.errors import DomainError, Invalid, NotAllowed, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_shipped_part
from tests.builders.oldparts import a_labelled_part, a_received_part
from tests.claims.support import refused


def sentence(code: str, actor: Actor, **more: Any) -> tuple[str, str]:
    """Return code and words of the refusal."""
    with at_head_office(), pytest.raises(DomainError) as caught:
        receive_part(code, acting_user=actor, **more)
    return str(caught.value.code), str(caught.value.message)


def two_sent_together(parts_clerk: Actor) -> tuple[Shipment, OldPart, OldPart]:
    one, two = a_labelled_part(), a_labelled_part()
    with inside(parts_clerk.station):
        shipment = ship_parts([one.pk, two.pk], carrier="SF", boxes={one.pk: 1, two.pk: 2}, acting_user=parts_clerk)
    return shipment, one, two


def test_a_second_scan_says_who_received_it(final_reviewer: Actor) -> None:
    part = a_received_part()
    code, words = sentence(part.label_code, final_reviewer)
    assert code == OldPartError.RECEIVED_ALREADY
    assert final_reviewer.name in words
    assert part.claim_number in words


def test_a_part_that_was_never_sent_is_named_so(final_reviewer: Actor) -> None:
    assert sentence(a_labelled_part().label_code, final_reviewer)[0] == OldPartError.NOT_SENT


def test_a_part_that_nobody_wants_is_named_so(final_reviewer: Actor) -> None:
    part = a_shipped_part()
    with at_head_office():
        waive_part(part.pk, reason="小件", acting_user=final_reviewer)
    assert sentence(part.label_code, final_reviewer)[0] == OldPartError.NOT_WANTED


def test_a_claim_number_in_place_of_the_label_tells_the_label(final_reviewer: Actor) -> None:
    part = a_shipped_part()
    code, words = sentence(part.claim_number, final_reviewer)
    assert code == OldPartError.OTHER_CLAIM
    assert part.label_code in words


def test_a_label_of_another_shipment_is_refused_unless_one_insists(final_reviewer: Actor, parts_clerk: Actor) -> None:
    shipment, _one, _two = two_sent_together(parts_clerk)
    stray = a_shipped_part()

    code, words = sentence(stray.label_code, final_reviewer, shipment_id=shipment.pk)

    assert code == OldPartError.WRONG_SHIPMENT
    with at_head_office():
        assert Shipment.objects.get(pk=stray.shipment_id).number in words
        taken = receive_part(stray.label_code, shipment_id=shipment.pk, anyway=True, acting_user=final_reviewer)
    assert taken.status == PartStatus.RECEIVED


def test_a_shipment_may_come_in_parts(final_reviewer: Actor, parts_clerk: Actor) -> None:
    shipment, one, two = two_sent_together(parts_clerk)
    with at_head_office():
        receive_part(one.label_code, acting_user=final_reviewer)
        shipment.refresh_from_db()
        assert (shipment.status, shipment.boxes) == (ShipmentStatus.PARTLY, 2)
        receive_part(two.label_code, acting_user=final_reviewer)
        shipment.refresh_from_db()
        assert shipment.status == ShipmentStatus.RECEIVED


def test_closing_with_differences_makes_the_rest_missing(final_reviewer: Actor, parts_clerk: Actor) -> None:
    shipment, one, two = two_sent_together(parts_clerk)
    with at_head_office():
        receive_part(one.label_code, acting_user=final_reviewer)

        close_shipment(shipment.pk, reason="箱内无此件", acting_user=final_reviewer)

        found = differences(list(OldPart.objects.filter(shipment=shipment)))
        assert (found.expected, found.arrived, [part.pk for part in found.missing]) == (2, 1, [two.pk])
        assert not found.is_whole
        assert ClaimLine.objects.get(pk=two.line_id).old_part_state == OldPartState.MISSING
        assert History.objects.get(verb="shipment.closed").after["missing"] == [two.label_code]


def test_a_closed_shipment_is_not_closed_again(final_reviewer: Actor) -> None:
    part = a_received_part()
    with at_head_office(), refused(WrongState):
        close_shipment(part.shipment_id, reason="x", acting_user=final_reviewer)  # type: ignore[arg-type]


def test_closing_needs_a_reason_and_the_section(final_reviewer: Actor, reviewer: Actor, parts_clerk: Actor) -> None:
    shipment, _one, _two = two_sent_together(parts_clerk)
    with at_head_office():
        with refused(Invalid, OldPartError.REASON_MISSING):
            close_shipment(shipment.pk, reason=" ", acting_user=final_reviewer)
        with refused(NotAllowed):
            close_shipment(shipment.pk, reason="x", acting_user=reviewer)


@pytest.mark.parametrize("boxes", [(0, 1), (1, 3), (2, 2), (1, 10**9)])
def test_boxes_are_numbered_from_one(parts_clerk: Actor, boxes: tuple[int, int]) -> None:
    one, two = a_labelled_part(), a_labelled_part()
    with inside(parts_clerk.station), refused(Invalid, OldPartError.BOXES):
        ship_parts([one.pk, two.pk], carrier="SF", boxes={one.pk: boxes[0], two.pk: boxes[1]}, acting_user=parts_clerk)
