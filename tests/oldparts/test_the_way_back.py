"""An old part on its way: labelled, shipped, received by scan, confirmed; the claim goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.claims.choices import ClaimStatus, OldPartState
from billing.claims.models import Claim, ClaimLine
from billing.oldparts.actions import (
    Way,
    confirm_part,
    dispose_part,
    label_parts,
    miss_part,
    receive_part,
    reject_part,
    ship_parts,
    waive_part,
)
from billing.oldparts.choices import PART_MOVES, Disposal, OldPartError, PartStatus, ShipmentStatus
from billing.oldparts.models import OldPart, Shipment
from billing.oldparts.subscribers import label_awaited_parts, mark_overdue
from common.clock import today
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from common.people import Process
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_first_reviewed_claim, a_settled_claim, a_shipped_part
from tests.builders.oldparts import a_settled_part
from tests.claims.support import refused

SCRAP = Way(Disposal.SCRAPPED, witness="王见证", certificate="BF-2026-1")


def a_labelled_part() -> OldPart:
    claim = a_first_reviewed_claim()
    with at_head_office():
        return OldPart.objects.get(claim=claim)


def a_received_part(final_reviewer: Actor) -> OldPart:
    part = a_shipped_part()
    with at_head_office():
        return receive_part(part.label_code, acting_user=final_reviewer)


def the_clock(part: OldPart) -> Deadline:
    return Deadline.objects.get(subject_id=part.pk, kind="oldparts.return")


def claim_of(part: OldPart) -> Claim:
    with at_head_office():
        return Claim.objects.get(pk=part.claim_id)


def test_a_label_says_what_comes_back_and_until_when(db: None) -> None:
    part = a_labelled_part()
    with at_head_office():
        line = ClaimLine.objects.get(pk=part.line_id)
        deadline = the_clock(part)
    assert (part.part_number, part.supplier_id, part.status) == (
        line.part_number,
        line.supplier_id,
        PartStatus.LABELLED,
    )
    assert part.due_on == today() + timedelta(days=30)
    assert deadline.kind == "oldparts.return"


def test_a_part_is_labelled_once(db: None) -> None:
    part = a_labelled_part()
    with at_head_office():
        event = History.objects.get(aggregate_id=part.claim_id, verb="claim.first_reviewed")
        label_awaited_parts(event)
        assert label_parts(part.claim_id, acting_user=Process("x")) == []
        assert OldPart.objects.count() == 1


def test_several_parts_travel_in_one_shipment(parts_clerk: Actor) -> None:
    one, two = a_labelled_part(), a_labelled_part()
    with inside(parts_clerk.station):
        shipment = ship_parts([one.pk, two.pk], carrier="SF", tracking_number="1", acting_user=parts_clerk)
        assert set(OldPart.objects.filter(shipment=shipment, status=PartStatus.SHIPPED)) == {one, two}


@pytest.mark.parametrize(
    ("chosen", "carrier", "code"), [(0, "SF", OldPartError.NOTHING_CHOSEN), (1, " ", OldPartError.CARRIER_MISSING)]
)
def test_a_shipment_has_parts_and_a_carrier(parts_clerk: Actor, chosen: int, carrier: str, code: OldPartError) -> None:
    part = a_labelled_part()
    with inside(parts_clerk.station), refused(Invalid, code):
        ship_parts([part.pk][:chosen], carrier=carrier, acting_user=parts_clerk)


def test_a_part_is_sent_once(parts_clerk: Actor) -> None:
    part = a_shipped_part()
    with inside(parts_clerk.station), refused(WrongState):
        ship_parts([part.pk], carrier="SF", acting_user=parts_clerk)


def test_a_rival_sends_nothing_of_ours(rival_manager: Actor) -> None:
    part = a_labelled_part()
    with inside(rival_manager.station), refused(NotYours):
        ship_parts([part.pk], carrier="SF", acting_user=rival_manager)


def test_head_office_sends_nothing(final_reviewer: Actor) -> None:
    part = a_labelled_part()
    with at_head_office(), refused(NotAllowed):
        ship_parts([part.pk], carrier="SF", acting_user=final_reviewer)


def test_a_scan_takes_the_part_in_and_closes_the_shipment(final_reviewer: Actor) -> None:
    part = a_shipped_part()
    with at_head_office():
        received = receive_part(f" {part.label_code.lower()} ", acting_user=final_reviewer)
        shipment = Shipment.objects.get(pk=part.shipment_id)
        assert not Deadline.objects.filter(subject_id=part.pk, done_at__isnull=True).exists()
    assert (received.status, shipment.status) == (PartStatus.RECEIVED, ShipmentStatus.RECEIVED)


@pytest.mark.parametrize("code", ["OLD-0000-0", "", "<script>"])
def test_an_unknown_label_is_refused(final_reviewer: Actor, code: str) -> None:
    a_shipped_part()
    with at_head_office(), refused(Invalid, OldPartError.UNKNOWN_CODE):
        receive_part(code, acting_user=final_reviewer)


def test_what_was_not_sent_is_not_received(final_reviewer: Actor) -> None:
    part = a_labelled_part()
    with at_head_office(), refused(WrongState):
        receive_part(part.label_code, acting_user=final_reviewer)


def test_the_first_section_receives_nothing(reviewer: Actor) -> None:
    part = a_shipped_part()
    with at_head_office(), refused(NotAllowed):
        receive_part(part.label_code, acting_user=reviewer)


def test_a_confirmed_part_lets_the_claim_go_on(final_reviewer: Actor) -> None:
    part = a_received_part(final_reviewer)
    assert claim_of(part).status == ClaimStatus.AWAITING_PARTS
    with at_head_office():
        confirm_part(part.pk, acting_user=final_reviewer)
        assert ClaimLine.objects.get(pk=part.line_id).old_part_state == OldPartState.CONFIRMED
    assert claim_of(part).status == ClaimStatus.FIRST_REVIEWED


@pytest.mark.parametrize(
    ("step", "state"),
    [(miss_part, OldPartState.MISSING), (waive_part, OldPartState.WAIVED)],
    ids=["missing", "waived"],
)
def test_what_does_not_come_is_given_up(final_reviewer: Actor, step: Any, state: OldPartState) -> None:
    part = a_labelled_part()
    with at_head_office():
        step(part.pk, reason="站点火灾", acting_user=final_reviewer)
        assert ClaimLine.objects.get(pk=part.line_id).old_part_state == state
    assert claim_of(part).status == ClaimStatus.FIRST_REVIEWED


def test_a_refused_part_is_told_with_the_reason(final_reviewer: Actor) -> None:
    part = a_received_part(final_reviewer)
    with at_head_office():
        reject_part(part.pk, reason="序列号不符", acting_user=final_reviewer)
        told = History.objects.get(aggregate_id=part.claim_id, verb="claim.old_part_rejected")
    assert told.reason == "序列号不符"


@pytest.mark.parametrize("step", [reject_part, miss_part, waive_part])
def test_a_refusal_needs_a_reason(final_reviewer: Actor, step: Any) -> None:
    part = a_received_part(final_reviewer)
    with at_head_office(), refused(Invalid, OldPartError.REASON_MISSING):
        step(part.pk, reason=" ", acting_user=final_reviewer)


def test_the_database_wants_the_reason_too(db: None) -> None:
    part = a_labelled_part()
    with at_head_office(), pytest.raises(IntegrityError), transaction.atomic():
        OldPart.objects.filter(pk=part.pk).update(status=PartStatus.MISSING)


def test_a_missing_part_may_turn_up_before_the_end(final_reviewer: Actor) -> None:
    part = a_labelled_part()
    with at_head_office():
        miss_part(part.pk, reason="x", acting_user=final_reviewer)
        receive_part(part.label_code, acting_user=final_reviewer)
    assert claim_of(part).status == ClaimStatus.AWAITING_PARTS


def test_after_the_settlement_the_check_stands(final_reviewer: Actor) -> None:
    claim = a_settled_claim()
    with at_head_office():
        part = OldPart.objects.get(claim=claim)
        with refused(WrongState):
            reject_part(part.pk, reason="x", acting_user=final_reviewer)


def test_an_overdue_part_is_marked(final_reviewer: Actor) -> None:
    part = a_labelled_part()
    with at_head_office():
        mark_overdue(the_clock(part))
        mark_overdue(the_clock(part))
        assert OldPart.objects.get(pk=part.pk).is_overdue
        assert History.objects.filter(verb="old_part.overdue").count() == 1


def test_a_deadline_of_a_part_that_came_says_nothing(final_reviewer: Actor) -> None:
    part = a_received_part(final_reviewer)
    with at_head_office():
        mark_overdue(the_clock(part))
        mark_overdue(Deadline(subject_id=new_id()))
        assert not OldPart.objects.get(pk=part.pk).is_overdue


def test_a_checked_part_is_disposed_of(final_reviewer: Actor) -> None:
    part = a_settled_part()
    with at_head_office():
        done = dispose_part(part.pk, way=SCRAP, acting_user=final_reviewer)
    assert (done.status, done.disposal) == (PartStatus.DISPOSED, Disposal.SCRAPPED)


def test_an_unchecked_part_is_not_disposed_of(final_reviewer: Actor) -> None:
    part = a_received_part(final_reviewer)
    with at_head_office(), refused(WrongState):
        dispose_part(part.pk, way=SCRAP, acting_user=final_reviewer)


@pytest.mark.parametrize("start", PartStatus)
@pytest.mark.parametrize("end", PartStatus)
def test_only_the_table_moves_a_part(start: PartStatus, end: PartStatus) -> None:
    assert (end in OldPart(status=start).possible_moves()) is (end in PART_MOVES[start])
