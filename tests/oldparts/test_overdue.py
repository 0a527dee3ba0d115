"""An overdue part holds its own line only, and gives it free when it is here or waived. The station is warned before, head office told after."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from billing.chargeback.models import Chargeback
from billing.claims.actions import LineDecision, decide_final_review, reopen_claim
from billing.claims.choices import ClaimError, ClaimStatus, Hold, OldPartState, Reason
from billing.claims.models import Claim, ClaimLine
from billing.claims.selectors import final_queue
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from billing.oldparts.actions import confirm_part, receive_part, ship_parts, waive_part
from billing.oldparts.models import OldPart
from billing.oldparts.subscribers import escalate, mark_overdue, warn_station
from billing.oldparts.verify import flaws
from common.deadlines.models import Deadline
from common.errors import Invalid, WrongState
from common.history.models import History
from desk.models import Notification
from tenants.registry.standing import at_head_office, inside
from tests.builders.oldparts import a_contract_for, a_labelled_part, an_overdue_part
from tests.claims.support import refused


def full(lines: Any) -> list[LineDecision]:
    return [LineDecision(line.pk, line.approved_minor) for line in lines]


def owed(claim: Claim) -> int:
    return -balance(account(AccountKind.STATION_PAYABLE, claim.station_id))


def held_lines(claim: Claim) -> Any:
    return claim.lines.filter(old_part_state=OldPartState.OVERDUE)


def a_half_settled_claim(final_reviewer: Actor) -> tuple[Claim, OldPart]:
    """Labour is paid, the causal part's line is held."""
    part = an_overdue_part()
    claim = Claim.objects.get(pk=part.claim_id)
    rest = claim.lines.exclude(pk=part.line_id)
    return decide_final_review(claim.pk, decisions=full(rest), acting_user=final_reviewer), part


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def test_the_claim_goes_on_without_the_line(final_reviewer: Actor) -> None:
    part = an_overdue_part()
    claim = Claim.objects.get(pk=part.claim_id)
    assert claim.status == ClaimStatus.FIRST_REVIEWED
    with refused(WrongState, ClaimError.LINE_HELD):
        decide_final_review(claim.pk, decisions=full(claim.lines.all()), acting_user=final_reviewer)


def test_the_other_lines_are_paid(final_reviewer: Actor) -> None:
    claim, part = a_half_settled_claim(final_reviewer)
    rest = sum(line.approved_minor or 0 for line in claim.lines.exclude(pk=part.line_id))
    assert (claim.status, claim.hold, claim.final_minor, owed(claim)) == (
        ClaimStatus.SETTLED, Hold.OVERDUE, rest, rest,
    )  # fmt: skip
    assert ClaimLine.objects.get(pk=part.line_id).final_minor is None
    assert claim not in final_queue(final_reviewer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.filter(pk=part.line_id).update(final_minor=1)


def test_a_part_that_comes_late_frees_its_line(final_reviewer: Actor, parts_clerk: Actor) -> None:
    claim, part = a_half_settled_claim(final_reviewer)
    a_contract_for(part)
    with inside(parts_clerk.station):
        ship_parts([part.pk], carrier="SF", acting_user=parts_clerk)
    receive_part(part.label_code, acting_user=final_reviewer)
    claim.refresh_from_db()
    assert claim.hold == Hold.OVERDUE  # it is here, but not checked
    confirm_part(part.pk, acting_user=final_reviewer)
    assert claim in final_queue(final_reviewer)

    line = ClaimLine.objects.get(pk=part.line_id)
    done = decide_final_review(claim.pk, decisions=full([line]), acting_user=final_reviewer)

    assert (done.hold, done.final_minor, owed(claim)) == (Hold.NONE, claim.approved_minor, claim.approved_minor)
    assert Transaction.objects.filter(reference=claim.pk).count() == 2
    assert Chargeback.objects.get(line_id=line.pk).final_minor == line.approved_minor
    with refused(WrongState):
        decide_final_review(claim.pk, decisions=full([line]), acting_user=final_reviewer)
    with connection.cursor() as cursor:
        assert first_flaw(cursor) is None
        assert list(flaws(cursor)) == []


def test_a_waived_part_frees_its_line(final_reviewer: Actor, customer_service_manager: Actor) -> None:
    claim, part = a_half_settled_claim(final_reviewer)
    waive_part(part.pk, reason="火灾", acting_user=customer_service_manager)
    claim.refresh_from_db()
    assert claim.hold == Hold.RELEASED


def test_a_settled_line_stays_when_the_rest_is_decided(final_reviewer: Actor) -> None:
    claim, part = a_half_settled_claim(final_reviewer)
    waive_part(part.pk, reason="x", acting_user=final_reviewer)
    other = claim.lines.exclude(pk=part.line_id).first()
    assert other is not None
    with refused(Invalid, ClaimError.UNKNOWN_LINE):
        decide_final_review(claim.pk, decisions=full([other]), acting_user=final_reviewer)


def test_reopening_takes_both_postings_back(final_reviewer: Actor) -> None:
    claim, part = a_half_settled_claim(final_reviewer)
    waive_part(part.pk, reason="x", acting_user=final_reviewer)
    line = ClaimLine.objects.get(pk=part.line_id)
    decide_final_review(claim.pk, decisions=full([line]), acting_user=final_reviewer)

    again = reopen_claim(claim.pk, reason="复核", acting_user=final_reviewer)

    assert (owed(claim), again.hold, again.final_minor) == (0, Hold.NONE, None)


def test_a_claim_whose_whole_worth_is_held_waits(final_reviewer: Actor) -> None:
    part = a_labelled_part()
    labour = ClaimLine.objects.filter(claim=part.claim_id).exclude(pk=part.line_id)
    Claim.objects.filter(pk=part.claim_id).update(approved_minor=ClaimLine.objects.get(pk=part.line_id).approved_minor)
    labour.update(approved_minor=0, reason_code=Reason.OTHER)
    mark_overdue(Deadline.objects.get(subject_id=part.pk, kind="oldparts.return"))
    assert Claim.objects.get(pk=part.claim_id).status == ClaimStatus.AWAITING_PARTS


def test_the_station_is_warned_once_before(parts_clerk: Actor) -> None:
    part = a_labelled_part()
    clock = Deadline.objects.get(subject_id=part.pk, kind="oldparts.warning")
    assert clock.due_at < Deadline.objects.get(subject_id=part.pk, kind="oldparts.return").due_at
    warn_station(clock)
    warn_station(clock)
    assert Notification.objects.filter(user=parts_clerk.user).count() == 1
    assert History.objects.filter(verb="old_part.warned").count() == 1


def test_head_office_is_told_a_fortnight_after(final_reviewer: Actor) -> None:
    part = an_overdue_part()
    clock = Deadline.objects.get(subject_id=part.pk, kind="oldparts.escalation")
    escalate(clock)
    escalate(clock)
    assert Notification.objects.filter(user=final_reviewer.user).count() == 1
    assert OldPart.objects.get(pk=part.pk).escalated_at is not None


def test_a_lost_clock_is_found(final_reviewer: Actor) -> None:
    part = a_labelled_part()
    Deadline.objects.filter(subject_id=part.pk).delete()
    with connection.cursor() as cursor:
        assert [flaw.row for flaw in flaws(cursor)] == [part.pk]
