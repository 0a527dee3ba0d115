"""A station appeals a decision once, in time; another reviewer decides."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.claims.actions import LineDecision, decide_final_review, reject_claim, reopen_claim
from billing.claims.appeals.actions import decide_appeal, file_appeal, withdraw_appeal
from billing.claims.appeals.choices import ENDS, AppealError, AppealStatus
from billing.claims.choices import ClaimStatus, Hold, Reason
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.ledger.models import Entry
from common.clock import now
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from tenants.registry.choices import StationStatus
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.beforehand import a_cut_claim, an_appeal
from tests.builders.claims import a_checked_claim, a_draft_claim, a_first_reviewed_claim, a_submitted_claim
from tests.builders.oldparts import an_overdue_part
from tests.claims.support import refused
from tests.world import office_actor


def again(claim_id: Any) -> Claim:
    with at_head_office():
        return Claim.objects.get(pk=claim_id)


def decided(appeal: Appeal, actor: Actor, give: Callable[[Any], int], answer: str = "理由充分") -> Appeal:
    with at_head_office():
        lines = [LineDecision(line.pk, give(line)) for line in appeal.claim.lines.all()]
        return decide_appeal(appeal.pk, decisions=lines, answer=answer, acting_user=actor)


def test_a_cut_is_appealed_in_time(station_manager: Actor) -> None:
    claim = a_cut_claim()
    with inside(station_manager.station):
        appeal = file_appeal(claim.pk, reason="诊断有据", acting_user=station_manager)
    assert (appeal.status, appeal.decided_minor, appeal.claimed_minor) == (
        AppealStatus.FILED,
        claim.approved_minor,
        claim.claimed_minor,
    )


def test_there_is_one_appeal(station_manager: Actor) -> None:
    appeal = an_appeal()
    with inside(station_manager.station):
        withdraw_appeal(appeal.pk, acting_user=station_manager)
        with refused(WrongState, AppealError.ONCE):
            file_appeal(appeal.claim_id, reason="再次申诉", acting_user=station_manager)


def test_it_is_too_late_after_the_period(station_manager: Actor) -> None:
    claim = a_cut_claim()
    with at_head_office():
        Claim.objects.filter(pk=claim.pk).update(first_reviewed_at=now() - timedelta(days=400))
    with inside(station_manager.station), refused(WrongState, AppealError.TOO_LATE):
        file_appeal(claim.pk, reason="x", acting_user=station_manager)


@pytest.mark.parametrize("make", [a_draft_claim, a_submitted_claim, a_first_reviewed_claim])
def test_what_was_not_cut_is_not_appealed(station_manager: Actor, make: Any) -> None:
    claim = make()
    with inside(station_manager.station), refused(WrongState, AppealError.NOT_DECIDED):
        file_appeal(claim.pk, reason="x", acting_user=station_manager)


def test_it_needs_a_reason_a_role_and_an_active_station(
    station: Station, station_manager: Actor, receptionist: Actor
) -> None:
    claim = a_cut_claim()
    with inside(station):
        with refused(Invalid, AppealError.INCOMPLETE):
            file_appeal(claim.pk, reason=" ", acting_user=station_manager)
        with refused(NotAllowed):
            file_appeal(claim.pk, reason="x", acting_user=receptionist)
    Station.objects.filter(pk=station.pk).update(status=StationStatus.SUSPENDED)
    with inside(Station.objects.get(pk=station.pk)), refused(NotAllowed):
        file_appeal(claim.pk, reason="x", acting_user=station_manager)


def test_a_rival_neither_appeals_nor_withdraws(rival_manager: Actor) -> None:
    claim, appeal = a_cut_claim(), an_appeal()
    with inside(rival_manager.station):
        with refused(NotYours):
            file_appeal(claim.pk, reason="x", acting_user=rival_manager)
        with refused(NotYours):
            withdraw_appeal(appeal.pk, acting_user=rival_manager)


def test_granted_in_full_the_claim_goes_on_with_all_of_it(customer_service_manager: Actor) -> None:
    appeal = decided(an_appeal(), customer_service_manager, lambda line: line.claimed_minor)
    claim = again(appeal.claim_id)
    assert appeal.status == AppealStatus.GRANTED
    assert (claim.status, claim.approved_minor) == (ClaimStatus.AWAITING_PARTS, claim.claimed_minor)


def test_granted_in_part(customer_service_manager: Actor) -> None:
    appeal = decided(an_appeal(), customer_service_manager, lambda line: line.claimed_minor * 3 // 4)
    assert appeal.status == AppealStatus.PARTLY
    assert again(appeal.claim_id).approved_minor == appeal.granted_minor


def test_denied_nothing_changes_on_the_claim(customer_service_manager: Actor) -> None:
    appeal = an_appeal()
    before = again(appeal.claim_id)
    denied = decided(appeal, customer_service_manager, lambda line: line.approved_minor)
    after = again(appeal.claim_id)
    assert denied.status == AppealStatus.DENIED
    assert (before.status, before.approved_minor, before.version) == (after.status, after.approved_minor, after.version)


def test_a_rejected_claim_comes_back_by_an_appeal(reviewer: Actor, station_manager: Actor, customer_service_manager: Actor) -> None:  # fmt: skip
    claim = a_submitted_claim()
    with at_head_office():
        reject_claim(claim.pk, reason_code=Reason.NOT_COVERED, comment="", acting_user=reviewer)
    with inside(station_manager.station):
        appeal = file_appeal(claim.pk, reason="购车日期有误", acting_user=station_manager)
    decided(appeal, customer_service_manager, lambda line: line.claimed_minor)
    assert again(claim.pk).status == ClaimStatus.AWAITING_PARTS


def test_a_settled_claim_is_taken_back_and_reviewed_finally_again(
    final_reviewer: Actor, station_manager: Actor, customer_service_manager: Actor
) -> None:
    claim = a_checked_claim()
    with at_head_office():
        half = [LineDecision(line.pk, (line.approved_minor or 0) // 2, Reason.OTHER, "x") for line in claim.lines.all()]
        decide_final_review(claim.pk, decisions=half, acting_user=final_reviewer)
    with inside(station_manager.station):
        appeal = file_appeal(claim.pk, reason="有据", acting_user=station_manager)
    decided(appeal, customer_service_manager, lambda line: line.claimed_minor)
    after = again(claim.pk)
    assert (after.status, after.final_minor, after.round) == (ClaimStatus.FIRST_REVIEWED, None, claim.round + 1)
    with at_head_office():
        assert sum(Entry.objects.values_list("amount_minor", flat=True)) == 0


def a_held_claim(final: Actor, percent: int = 100) -> Claim:
    """Return a claim whose labour was paid, `percent` of it, while its part is overdue."""
    part = an_overdue_part()
    with at_head_office():
        lines = ClaimLine.objects.filter(claim=part.claim_id).exclude(pk=part.line_id)
        given = [LineDecision(line.pk, line.claimed_minor * percent // 100, Reason.OTHER) for line in lines]
        return decide_final_review(part.claim_id, decisions=given, acting_user=final)


def test_a_line_that_is_held_for_its_part_was_not_cut(final_reviewer: Actor, station_manager: Actor) -> None:
    claim = a_held_claim(final_reviewer)
    assert (claim.hold, (claim.final_minor or 0) < claim.claimed_minor) == (Hold.OVERDUE, True)
    with inside(station_manager.station), refused(WrongState, AppealError.NOT_DECIDED):
        file_appeal(claim.pk, reason="x", acting_user=station_manager)


def test_to_give_what_was_given_denies_the_appeal_of_a_claim_with_a_held_line(
    final_reviewer: Actor, station_manager: Actor, customer_service_manager: Actor
) -> None:
    claim = a_held_claim(final_reviewer, percent=50)
    with inside(station_manager.station):
        appeal = file_appeal(claim.pk, reason="有据", acting_user=station_manager)
    denied = decided(
        appeal,
        customer_service_manager,
        lambda line: line.approved_minor if line.final_minor is None else line.final_minor,
    )
    after = again(claim.pk)
    assert (denied.status, after.status, after.final_minor) == (
        AppealStatus.DENIED,
        ClaimStatus.SETTLED,
        claim.final_minor,
    )


def test_whoever_decided_before_does_not_decide_the_appeal(reviewer: Actor) -> None:
    appeal = an_appeal()
    with at_head_office():
        lines = [LineDecision(line.pk, line.claimed_minor) for line in appeal.claim.lines.all()]
        with refused(NotAllowed, AppealError.SAME_PERSON):
            decide_appeal(appeal.pk, decisions=lines, answer="x", acting_user=reviewer)


def test_the_database_refuses_the_same_reviewer_too(reviewer: Actor) -> None:
    appeal = an_appeal()
    with at_head_office(), pytest.raises(IntegrityError), transaction.atomic():
        Appeal.objects.filter(pk=appeal.pk).update(decided_by=reviewer.id)


def test_less_than_before_or_more_than_claimed_is_refused(customer_service_manager: Actor) -> None:
    appeal = an_appeal()
    for give in (lambda line: 0, lambda line: line.claimed_minor + 1):
        with refused(Invalid, AppealError.LESS_THAN_BEFORE):
            decided(appeal, customer_service_manager, give)


def test_a_decision_needs_an_answer_and_happens_once(customer_service_manager: Actor) -> None:
    appeal = an_appeal()
    with refused(Invalid, AppealError.INCOMPLETE):
        decided(appeal, customer_service_manager, lambda line: line.claimed_minor, answer=" ")
    decided(appeal, customer_service_manager, lambda line: line.claimed_minor)
    with refused(WrongState):
        decided(appeal, customer_service_manager, lambda line: line.claimed_minor)


def test_the_period_is_a_deadline_that_closes_itself(db: None) -> None:
    claim = a_cut_claim()
    deliver_pending()
    with at_head_office():
        assert Deadline.objects.filter(kind=ENDS, subject_id=claim.pk, done_at=None).count() == 1
        Deadline.objects.filter(kind=ENDS).update(due_at=now() - timedelta(days=1))
    keep_due()
    with at_head_office():
        assert History.objects.filter(aggregate_id=claim.pk, verb="claim.appeal_lapsed").exists()


def test_filing_calls_the_deadline_off(db: None) -> None:
    appeal = an_appeal()
    with at_head_office():
        assert not Deadline.objects.filter(kind=ENDS, subject_id=appeal.claim_id, done_at=None).exists()


def test_the_pages_walk_an_appeal(client_for: Any, station_manager: Actor, reviewer: Actor, customer_service_manager: Actor) -> None:  # fmt: skip
    claim = a_cut_claim()
    station, office = client_for(station_manager), client_for(customer_service_manager)
    detail = f"/s/SHA01/claims/{claim.pk}/"
    assert f"{claim.pk}/appeal/" in station.get(detail).content.decode()
    assert station.post(f"{detail}appeal/", {"reason": "诊断有据"}).status_code == 302
    with at_head_office():
        appeal = Appeal.objects.get()
    assert f"{claim.pk}/appeal/" not in station.get(detail).content.decode()
    assert station.get(f"/s/SHA01/claims/appeals/{appeal.pk}/").status_code == 200
    assert "/decide/" not in client_for(reviewer).get(f"/claims/appeals/{appeal.pk}/").content.decode()
    form = office.get(f"/claims/appeals/{appeal.pk}/decide/").context["form"]
    data = {name: form[name].value() for name in form.fields} | {"answer": "维持"}
    assert office.post(f"/claims/appeals/{appeal.pk}/decide/", data).status_code == 302
    assert "维持" in station.get(detail).content.decode()
    assert office.get("/claims/appeals/").status_code == 200
    assert office_actor(Role.CLAIMS_REVIEWER).id == appeal.first_reviewer_id


def test_a_decision_is_not_taken_back_while_its_appeal_waits(station_manager: Actor, final_reviewer: Actor) -> None:
    """It would leave an appeal that nobody could answer any more."""
    appeal = an_appeal()
    with at_head_office(), refused(WrongState, AppealError.OPEN) as caught:
        reopen_claim(appeal.claim_id, reason="旧件不符", acting_user=final_reviewer)
    assert appeal.number in str(caught.value.message)
    with inside(station_manager.station):
        withdraw_appeal(appeal.pk, acting_user=station_manager)
    with at_head_office():
        reopened = reopen_claim(appeal.claim_id, reason="旧件不符", acting_user=final_reviewer)
    assert reopened.status == ClaimStatus.SUBMITTED
