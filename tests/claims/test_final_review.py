"""The final review settles, after the old part was checked, by another person of another section."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.models import Chargeback
from billing.claims.actions import (
    LineDecision,
    decide_final_review,
    decide_first_review,
    note_old_part,
    reopen_claim,
)
from billing.claims.choices import ClaimError, ClaimStatus, LineKind, OldPartState, Reason
from billing.claims.models import Claim, ClaimLine
from billing.ledger.choices import AccountKind
from billing.ledger.models import Entry, Transaction
from billing.ledger.posting import account, balance
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.claims import (
    a_checked_claim,
    a_first_reviewed_claim,
    a_settled_claim,
    a_submitted_claim,
    an_outbound_claim,
    full_decisions,
)
from tests.claims.support import refused


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def both(actor: Actor) -> Actor:
    """Return the person as somebody who holds both review roles, which the table would let do both reviews."""
    return Actor(actor.user, actor.place, frozenset({Role.CLAIMS_REVIEWER, Role.FINAL_REVIEWER}))


def part_of(claim: Claim) -> ClaimLine:
    return ClaimLine.objects.get(claim=claim, kind=LineKind.PART)


def cut_part(claim: Claim, minor: int, reason: str = Reason.OLD_PART_MISMATCH) -> list[LineDecision]:
    part = part_of(claim)
    kept = [decision for decision in full_decisions(claim) if decision.line_id != part.pk]
    return [*kept, LineDecision(part.pk, minor, reason)]


def owed(claim: Claim) -> int:
    return -balance(account(AccountKind.STATION_PAYABLE, claim.station_id))


def test_the_station_is_owed_what_was_settled(final_reviewer: Actor) -> None:
    claim = a_checked_claim()

    done = decide_final_review(claim.pk, decisions=cut_part(claim, 20_000), acting_user=final_reviewer)

    assert (done.status, done.final_reviewer_id) == (ClaimStatus.SETTLED, final_reviewer.id)
    assert done.final_minor == sum(line.final_minor or 0 for line in done.lines.all()) == owed(claim)
    told = History.objects.get(aggregate_id=claim.pk, verb="claim.final_reviewed")
    assert told.after["final_minor"] == done.final_minor


def test_the_posting_names_the_claim(final_reviewer: Actor) -> None:
    claim = a_settled_claim()
    posted = Transaction.objects.get(reference=claim.pk)
    assert sorted(Entry.objects.filter(transaction=posted).values_list("amount_minor", flat=True)) == [
        -(claim.final_minor or 0),
        claim.final_minor,
    ]


def test_goodwill_is_another_expense(final_reviewer: Actor) -> None:
    claim = a_settled_claim(kind="repair")
    assert balance(account(AccountKind.GOODWILL_EXPENSE)) == claim.final_minor


def test_a_drive_is_an_outbound_expense(reviewer: Actor, final_reviewer: Actor) -> None:
    claim = an_outbound_claim()
    decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
    claim = decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)
    assert balance(account(AccountKind.OUTBOUND_EXPENSE)) == claim.final_minor == 9_000


def test_nothing_is_settled_while_a_part_is_awaited(final_reviewer: Actor) -> None:
    claim = a_first_reviewed_claim()
    with refused(WrongState, ClaimError.OLD_PART_OPEN):
        decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)


@pytest.mark.parametrize("state", [OldPartState.REJECTED, OldPartState.MISSING])
def test_a_line_without_its_part_is_not_paid(final_reviewer: Actor, state: OldPartState) -> None:
    claim = a_first_reviewed_claim()
    note_old_part(part_of(claim).pk, state, acting_user=final_reviewer)
    with refused(Invalid, ClaimError.OLD_PART_FAILED):
        decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)

    done = decide_final_review(claim.pk, decisions=cut_part(claim, 0), acting_user=final_reviewer)

    assert done.status == ClaimStatus.SETTLED
    with pytest.raises(IntegrityError), transaction.atomic():
        ClaimLine.objects.filter(pk=part_of(claim).pk).update(final_minor=1)


def test_the_first_reviewer_does_not_settle(reviewer: Actor) -> None:
    claim = a_checked_claim()
    with refused(NotAllowed, ClaimError.SAME_PERSON):
        decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=both(reviewer))


def test_the_database_refuses_one_person_for_both_reviews(reviewer: Actor) -> None:
    claim = a_checked_claim()
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(final_reviewer_id=reviewer.id)


def test_the_first_section_does_not_settle(reviewer: Actor) -> None:
    claim = a_checked_claim()
    with refused(NotAllowed):
        decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)


def test_it_gives_no_more_than_the_first_review(final_reviewer: Actor) -> None:
    claim = a_checked_claim()
    decisions = cut_part(claim, (part_of(claim).approved_minor or 0) + 1)
    with refused(Invalid, ClaimError.OVER_APPROVAL):
        decide_final_review(claim.pk, decisions=decisions, acting_user=final_reviewer)


def test_a_cut_needs_a_reason(final_reviewer: Actor) -> None:
    claim = a_checked_claim()
    decisions = cut_part(claim, 1, reason="")
    with refused(Invalid, ClaimError.REASON_MISSING):
        decide_final_review(claim.pk, decisions=decisions, acting_user=final_reviewer)


def test_it_is_settled_once(final_reviewer: Actor) -> None:
    claim = a_settled_claim()
    with refused(WrongState):
        decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)
    assert owed(claim) == claim.final_minor


def test_nothing_in_the_end_is_a_rejection_without_a_posting(final_reviewer: Actor) -> None:
    claim = a_checked_claim()
    nothing = [LineDecision(line.pk, 0, Reason.WRONG_DIAGNOSIS) for line in claim.lines.all()]
    done = decide_final_review(claim.pk, decisions=nothing, acting_user=final_reviewer)
    assert done.status == ClaimStatus.REJECTED
    assert not Transaction.objects.filter(reference=claim.pk).exists()


def test_reopening_takes_the_money_back(final_reviewer: Actor) -> None:
    claim = a_settled_claim()

    again = reopen_claim(claim.pk, reason="复检不符", acting_user=final_reviewer)

    assert (again.status, again.round, again.final_minor) == (ClaimStatus.FIRST_REVIEWED, 2, None)
    assert owed(claim) == 0
    assert not Chargeback.objects.filter(claim_id=claim.pk).exclude(status="cancelled").exists()


def test_a_reopened_claim_is_settled_afresh(final_reviewer: Actor) -> None:
    claim = a_settled_claim()
    reopen_claim(claim.pk, reason="复检不符", acting_user=final_reviewer)

    done = decide_final_review(claim.pk, decisions=cut_part(claim, 100), acting_user=final_reviewer)

    assert owed(claim) == done.final_minor
    assert Transaction.objects.filter(reference=claim.pk).count() == 3


def test_before_settling_it_goes_back_to_the_first_review(final_reviewer: Actor, reviewer: Actor) -> None:
    claim = a_checked_claim()
    again = reopen_claim(claim.pk, reason="金额有误", acting_user=final_reviewer)
    assert (again.status, again.approved_minor, again.first_reviewer_id) == (ClaimStatus.SUBMITTED, None, None)

    done = decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)

    assert done.status == ClaimStatus.FIRST_REVIEWED  # the part was confirmed already


def test_reopening_says_why(final_reviewer: Actor) -> None:
    claim = a_settled_claim()
    with refused(Invalid, ClaimError.REASON_MISSING):
        reopen_claim(claim.pk, reason=" ", acting_user=final_reviewer)


def test_what_is_not_decided_is_not_reopened(final_reviewer: Actor) -> None:
    claim = a_submitted_claim()
    with refused(WrongState):
        reopen_claim(claim.pk, reason="x", acting_user=final_reviewer)


def test_the_first_section_reopens_nothing(reviewer: Actor) -> None:
    claim = a_settled_claim()
    with refused(NotAllowed):
        reopen_claim(claim.pk, reason="x", acting_user=reviewer)


def test_the_part_of_a_settled_claim_is_noted_only_after_reopening(final_reviewer: Actor) -> None:
    claim = a_settled_claim()
    with refused(WrongState):
        note_old_part(part_of(claim).pk, OldPartState.REJECTED, acting_user=final_reviewer)
