"""A claim may change while its appeal waits: by a supplier's dispute, or by the final review. The appeal is decided by what it is given now."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from billing.chargeback.models import Chargeback
from billing.claims.actions import LineDecision, decide_final_review
from billing.claims.appeals.actions import decide_appeal, file_appeal
from billing.claims.appeals.choices import AppealError, AppealStatus
from billing.claims.choices import ClaimStatus, Reason
from billing.claims.models import Appeal, Claim, ClaimLine
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from billing.oldparts.actions import Finding, reinspect
from billing.oldparts.choices import Verdict
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office, inside
from tests.builders.api import Caller
from tests.builders.beforehand import an_appeal
from tests.builders.chargeback import supplier
from tests.builders.oldparts import a_confirmed_part, a_contract_for, dispute
from tests.claims.support import refused

pytestmark = pytest.mark.django_db


def given(line: ClaimLine) -> int:
    return (line.approved_minor or 0) if line.final_minor is None else line.final_minor


@pytest.fixture
def lowered(station_manager: Actor, final_reviewer: Actor) -> Appeal:
    """A settled claim whose other lines were halved, appealed; then its causal line was lowered to nothing by a dispute."""
    part = a_confirmed_part()
    a_contract_for(part)
    with at_head_office():
        claim = Claim.objects.get(pk=part.claim_id)
        halved = [half(line, part.line_id) for line in claim.lines.all()]
        decide_final_review(claim.pk, decisions=halved, acting_user=final_reviewer)
        chargeback = Chargeback.objects.get(line_id=part.line_id, supplier=supplier())
    with inside(station_manager.station):
        appeal = file_appeal(claim.pk, reason="工时有据", acting_user=station_manager)
    dispute(chargeback)
    with at_head_office():
        found = Finding(Verdict.NOT_WARRANTY, "外力损坏", 0, 0)
        reinspect(chargeback.pk, finding=found, acting_user=final_reviewer)
    return appeal


def half(line: ClaimLine, kept: Any) -> LineDecision:
    whole = line.approved_minor or 0
    return LineDecision(line.pk, whole) if line.pk == kept else LineDecision(line.pk, whole // 2, Reason.OTHER, "x")


def decide(appeal: Appeal, actor: Actor, give: Callable[[ClaimLine], int], *, seen: int | None = None) -> Appeal:
    with at_head_office():
        lines = [LineDecision(line.pk, give(line)) for line in ClaimLine.objects.filter(claim_id=appeal.claim_id)]
        return decide_appeal(appeal.pk, decisions=lines, answer="理由", seen_minor=seen, acting_user=actor)


def claim_of(appeal: Appeal) -> Claim:
    with at_head_office():
        return Claim.objects.get(pk=appeal.claim_id)


def now_given(appeal: Appeal) -> int:
    return claim_of(appeal).final_minor or 0


def nothing_wrong() -> None:
    """The deferred checks and the ledger's."""
    with at_head_office(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert first_flaw(cursor) is None


def test_it_is_denied_by_the_present_figures(lowered: Appeal, customer_service_manager: Actor) -> None:
    standing = now_given(lowered)
    assert standing < lowered.decided_minor
    row = decide(lowered, customer_service_manager, given, seen=standing)
    assert (row.status, row.standing_minor, row.granted_minor) == (AppealStatus.DENIED, standing, standing)
    assert (claim_of(lowered).status, now_given(lowered)) == (ClaimStatus.SETTLED, standing)
    with at_head_office():
        assert History.objects.get(verb="claim.appeal_denied").before["given_minor"] == standing
    nothing_wrong()


def test_what_the_reinspection_found_stands_when_another_line_is_granted(
    lowered: Appeal, customer_service_manager: Actor
) -> None:
    with at_head_office():
        line = ClaimLine.objects.get(claim_id=lowered.claim_id, dispute_id__isnull=False)
    give = lambda one: 0 if one.pk == line.pk else one.claimed_minor  # noqa: E731 - said where it is used
    row = decide(lowered, customer_service_manager, give, seen=now_given(lowered))
    claim = claim_of(lowered)
    assert (row.status, claim.status) == (AppealStatus.PARTLY, ClaimStatus.FIRST_REVIEWED)
    with at_head_office():
        line.refresh_from_db()
        assert -balance(account(AccountKind.STATION_PAYABLE, claim.station_id)) == 0
    assert (line.approved_minor, line.reason_code, line.comment) == (0, Reason.REINSPECTION, "外力损坏")
    assert claim.approved_minor == claim.claimed_minor - line.claimed_minor
    nothing_wrong()


def test_the_appeal_may_give_more_than_the_reinspection(lowered: Appeal, customer_service_manager: Actor) -> None:
    whole = decide(lowered, customer_service_manager, lambda line: line.claimed_minor, seen=now_given(lowered))
    assert whole.status == AppealStatus.GRANTED
    assert claim_of(lowered).approved_minor == claim_of(lowered).claimed_minor
    nothing_wrong()


def test_who_has_not_seen_the_present_figure_is_told_it(lowered: Appeal, customer_service_manager: Actor) -> None:
    for seen in (None, lowered.decided_minor, now_given(lowered) + 1):
        with refused(WrongState, AppealError.NOT_DECIDED) as caught:
            decide(lowered, customer_service_manager, lambda line: line.claimed_minor, seen=seen)
        assert caught.value.details["given_minor"] == now_given(lowered)
    assert claim_of(lowered).status == ClaimStatus.SETTLED


def test_no_line_gets_less_than_it_has_now(lowered: Appeal, customer_service_manager: Actor) -> None:
    with refused(Invalid, AppealError.LESS_THAN_BEFORE):
        decide(lowered, customer_service_manager, lambda line: max(0, given(line) - 1), seen=now_given(lowered))


def test_a_final_review_that_followed_the_appeal_is_appealed_too(
    final_reviewer: Actor, customer_service_manager: Actor
) -> None:
    appeal = an_appeal(percent=80)
    with at_head_office():
        lines = ClaimLine.objects.filter(claim_id=appeal.claim_id)
        for line in lines:
            line.change(old_part_state="waived")
        claim = claim_of(appeal)
        claim.move_to(ClaimStatus.FIRST_REVIEWED)
        less = [LineDecision(line.pk, (line.approved_minor or 0) // 2, Reason.OTHER, "x") for line in lines]
        decide_final_review(claim.pk, decisions=less, acting_user=final_reviewer)
    row = decide(appeal, customer_service_manager, lambda line: line.claimed_minor, seen=now_given(appeal))
    assert (row.status, row.final_reviewer_id) == (AppealStatus.GRANTED, final_reviewer.id)
    nothing_wrong()


def test_the_final_reviewer_who_followed_does_not_decide_it(lowered: Appeal, customer_service_manager: Actor) -> None:
    with at_head_office():
        Claim.objects.filter(pk=lowered.claim_id).update(final_reviewer_id=customer_service_manager.id)
        Appeal.objects.filter(pk=lowered.pk).update(final_reviewer_id=None)
    with refused(NotAllowed, AppealError.SAME_PERSON):
        decide(lowered, customer_service_manager, given, seen=now_given(lowered))


def test_the_database_refuses_less_than_stood(lowered: Appeal) -> None:
    with at_head_office(), pytest.raises(IntegrityError, match="appeal_not_less"), transaction.atomic():
        Appeal.objects.filter(pk=lowered.pk).update(standing_minor=500, granted_minor=499)


def test_the_page_says_what_has_changed_and_decides_by_it(
    lowered: Appeal, customer_service_manager: Actor, client_for: Any
) -> None:
    office, address = client_for(customer_service_manager), f"/claims/appeals/{lowered.pk}/"
    asked = office.get(f"{address}decide/")
    assert "此后因复核或终审变为" in asked.content.decode()
    form = asked.context["form"]
    data = {name: form[name].value() for name in form.fields} | {"answer": "维持"}
    assert office.post(f"{address}decide/", data | {"seen": lowered.decided_minor}).status_code == 409
    assert office.post(f"{address}decide/", data).status_code == 302
    shown = office.get(address).content.decode()
    assert "此后金额" in shown


def test_by_the_api_the_figure_is_named(lowered: Appeal, customer_service_manager: Actor, client_for: Any) -> None:
    caller, address = Caller(client_for(customer_service_manager)), f"appeals/{lowered.public_id}/decide"
    with at_head_office():
        lines = list(ClaimLine.objects.filter(claim_id=lowered.claim_id))
    body = {
        "decisions": [{"line": line.public_id, "approved": {"amount_minor": given(line)}} for line in lines],
        "answer": "维持",
    }
    assert caller.post(address, body).status_code == 409
    told = caller.post(address, body | {"seen": {"amount_minor": now_given(lowered), "currency": "CNY"}}).json()
    assert (told["status"], told["standing"]["amount_minor"]) == ("denied", now_given(lowered))
