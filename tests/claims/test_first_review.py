"""The first review decides line by line."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import Actor
from billing.claims.actions import (
    LineDecision,
    accept_suggestion,
    decide_first_review,
    reject_claim,
    return_claim,
)
from billing.claims.choices import ClaimError, ClaimStatus, OldPartState, Reason
from billing.claims.models import Claim, ClaimLine
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.scope import NOBODY, scoped
from tenants.registry.standing import at_head_office
from tests.builders.claims import (
    a_draft_claim,
    a_first_reviewed_claim,
    a_submitted_claim,
    an_outbound_claim,
    full_decisions,
)
from tests.claims.support import refused


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def cut(claim: Claim, minor: int, reason: str = Reason.PRICE_ABOVE_LIST) -> list[LineDecision]:
    """Return full decisions but for the last line, which gets `minor`."""
    *others, last = full_decisions(claim)
    return [*others, LineDecision(last.line_id, minor, reason)]


def test_the_claim_gets_the_sum_of_its_lines(reviewer: Actor) -> None:
    claim = a_submitted_claim()

    done = decide_first_review(claim.pk, decisions=cut(claim, 10_000), acting_user=reviewer)

    assert done.approved_minor == sum(line.approved_minor or 0 for line in done.lines.all()) < claim.claimed_minor
    assert (done.first_reviewer_id, done.first_reviewer_name) == (reviewer.id, reviewer.name)
    told = History.objects.get(aggregate_id=claim.pk, verb="claim.first_reviewed")
    assert told.after["approved_minor"] == done.approved_minor


def test_the_causal_part_is_wanted_back(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    done = decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
    states = [line.old_part_state for line in done.lines.order_by("position")]
    assert (done.status, states) == (ClaimStatus.AWAITING_PARTS, [OldPartState.NOT_REQUIRED, OldPartState.AWAITED])


def test_a_cheap_part_is_not_wanted_back(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    done = decide_first_review(claim.pk, decisions=cut(claim, 4_999), acting_user=reviewer)
    assert done.status == ClaimStatus.FIRST_REVIEWED


def test_nothing_approved_is_rejected(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    done = reject_claim(claim.pk, reason_code=Reason.NOT_COVERED, comment="过保", acting_user=reviewer)
    assert (done.status, done.approved_minor) == (ClaimStatus.REJECTED, 0)
    assert History.objects.filter(aggregate_id=claim.pk, verb="claim.rejected").count() == 1


def test_it_refuses_an_amount_over_the_claim(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    decisions = cut(claim, 10**9)
    with refused(Invalid, ClaimError.OVER_CLAIM):
        decide_first_review(claim.pk, decisions=decisions, acting_user=reviewer)


def test_it_refuses_less_than_nothing(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    decisions = cut(claim, -1)
    with refused(Invalid, ClaimError.OVER_CLAIM):
        decide_first_review(claim.pk, decisions=decisions, acting_user=reviewer)


def test_a_cut_needs_a_reason(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    decisions = cut(claim, 1, reason="")
    with refused(Invalid, ClaimError.REASON_MISSING):
        decide_first_review(claim.pk, decisions=decisions, acting_user=reviewer)


def test_each_line_is_decided(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    one, two = full_decisions(claim)
    for decisions in ([one], [one, two, two], []):
        with refused(Invalid, ClaimError.UNDECIDED_LINE):
            decide_first_review(claim.pk, decisions=decisions, acting_user=reviewer)


def test_a_line_of_another_claim_is_refused(reviewer: Actor) -> None:
    claim, other = a_submitted_claim(), a_submitted_claim()
    decisions = full_decisions(other)
    with refused(Invalid, ClaimError.UNKNOWN_LINE):
        decide_first_review(claim.pk, decisions=decisions, acting_user=reviewer)


def test_the_final_section_does_not_make_the_first_review(final_reviewer: Actor) -> None:
    claim = a_submitted_claim()
    with refused(NotAllowed):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)


def test_a_reviewer_who_appraised_it_is_refused(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    Claim.objects.filter(pk=claim.pk).update(appraiser_id=reviewer.id)
    with refused(NotAllowed, ClaimError.OWN_CLAIM):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)


def test_a_draft_does_not_exist_for_head_office(reviewer: Actor) -> None:
    claim = a_draft_claim()
    with refused(NotYours):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)


def test_a_station_decides_nothing(appraiser: Actor) -> None:
    claim = a_submitted_claim()
    with refused(NotAllowed):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=appraiser)


def test_it_is_decided_once(reviewer: Actor) -> None:
    claim = a_first_reviewed_claim()
    with refused(WrongState):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)


def test_the_suggestion_is_taken_when_no_rule_wants_a_look(reviewer: Actor) -> None:
    claim = a_submitted_claim(mileage_km=250_000)
    done = accept_suggestion(claim.pk, acting_user=reviewer)
    assert (done.status, {line.reason_code for line in done.lines.all()}) == (
        ClaimStatus.REJECTED,
        {Reason.NOT_COVERED},
    )


def test_a_claim_that_wants_a_look_is_not_decided_in_passing(reviewer: Actor) -> None:
    claim = an_outbound_claim(expected_distance_m=10_000)
    with refused(WrongState):
        accept_suggestion(claim.pk, acting_user=reviewer)


def test_it_is_returned_with_a_question(reviewer: Actor) -> None:
    claim = return_claim(a_submitted_claim().pk, question="缺少里程照片", acting_user=reviewer)
    assert (claim.status, claim.question) == (ClaimStatus.RETURNED, "缺少里程照片")


def test_a_question_says_something(reviewer: Actor) -> None:
    claim = a_submitted_claim()
    with refused(Invalid, ClaimError.INCOMPLETE):
        return_claim(claim.pk, question="  ", acting_user=reviewer)


def test_what_is_decided_is_not_returned(reviewer: Actor) -> None:
    claim = a_first_reviewed_claim()
    with refused(WrongState):
        return_claim(claim.pk, question="?", acting_user=reviewer)


def test_the_database_keeps_lines_below_what_was_claimed(reviewer: Actor) -> None:
    line = a_submitted_claim().lines.all()[0]
    for wrong in ({"approved_minor": line.claimed_minor + 1}, {"approved_minor": -1}, {"final_minor": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            ClaimLine.objects.filter(pk=line.pk).update(**wrong)


def test_the_database_keeps_the_sums(reviewer: Actor) -> None:
    """Either side may not be changed alone; the deferred trigger says so at the end of the transaction."""
    claim = a_first_reviewed_claim()
    for wrong in (
        lambda: Claim.objects.filter(pk=claim.pk).update(approved_minor=1),
        lambda: ClaimLine.objects.filter(claim=claim).update(approved_minor=0),
        lambda: ClaimLine.objects.filter(claim=claim).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            wrong()
            check_now()


def check_now() -> None:
    """Run the deferred triggers now; the test's transaction is never committed."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_the_sums_are_kept_whatever_the_scope_shows(reviewer: Actor) -> None:
    """The trigger looks at all lines, even when the session sees none: otherwise a right claim would be refused."""
    a_first_reviewed_claim()
    with scoped(NOBODY):
        check_now()
