"""A dispute flows back: claim, charge and ledger change in one chain, by contra entries, and agree to the cent."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.actions import ask_for_part, resolve_dispute
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.models import Chargeback
from billing.claims.actions import reopen_claim
from billing.claims.choices import ClaimError
from billing.claims.models import Claim, ClaimLine
from billing.ledger.actions import approve_correction, request_correction
from billing.ledger.choices import AccountKind, LedgerError
from billing.ledger.models import Transaction
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from billing.oldparts.actions import Finding, reinspect, send_to_supplier, take_back_from_supplier
from billing.oldparts.choices import OldPartError, Verdict
from billing.oldparts.models import Reinspection
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.chargeback import supplier
from tests.builders.oldparts import (
    Case,
    a_charged_case,
    a_confirmed_part,
    a_contract_for,
    a_disputed_case,
    dispute,
    settle,
)
from tests.claims.support import refused


def enter(
    case: Case, actor: Actor, verdict: Verdict, line_minor: int | None = None, due_minor: int | None = None
) -> Any:
    line = case.line.final_minor if line_minor is None else line_minor
    due = case.chargeback.due_minor if due_minor is None else due_minor
    with at_head_office():
        return reinspect(case.chargeback.pk, finding=Finding(verdict, "密封面磨损", line or 0, due), acting_user=actor)


def figures(case: Case) -> dict[str, int]:
    """Return what claim, line, charge and both accounts say."""
    with at_head_office():
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return {
            "claim": Claim.objects.get(pk=case.claim.pk).final_minor or 0,
            "line": ClaimLine.objects.get(pk=case.line.pk).final_minor or 0,
            "due": Chargeback.objects.get(pk=case.chargeback.pk).due_minor,
            "station": -balance(account(AccountKind.STATION_PAYABLE, case.claim.station_id)),
            "supplier": balance(account(AccountKind.SUPPLIER_RECEIVABLE, supplier().pk)),
        }


def agree(found: dict[str, int]) -> bool:
    return found["claim"] == found["station"] and found["due"] == found["supplier"]


def test_an_upheld_charge_stays(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    before = figures(case)
    enter(case, final_reviewer, Verdict.UPHELD)
    assert figures(case) == before
    assert agree(before)


def test_what_is_not_the_suppliers_is_the_manufacturers(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    enter(case, final_reviewer, Verdict.NOT_SUPPLIER, due_minor=0)
    found = figures(case)
    assert agree(found)
    assert (found["line"], found["due"]) == (case.line.final_minor, 0)


def test_a_claim_that_was_no_warranty_case_is_lowered(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    enter(case, final_reviewer, Verdict.NOT_WARRANTY, line_minor=0, due_minor=0)
    found = figures(case)
    assert agree(found)
    assert found["claim"] == (case.claim.final_minor or 0) - (case.line.final_minor or 0)
    with at_head_office():
        verbs = set(History.objects.filter(reason="密封面磨损").values_list("verb", flat=True))
    assert {"claim.amended", "chargeback.resolved", "old_part.reinspected", "reinspection.entered"} <= verbs


def test_a_dispute_may_raise_above_the_first_review(final_reviewer: Actor) -> None:
    """final ≤ first, unless a dispute raised it: the constraint lets only that through."""
    case = a_disputed_case()
    with at_head_office():
        ClaimLine.objects.filter(pk=case.line.pk).update(claimed_minor=case.line.claimed_minor + 1_000)
        Claim.objects.filter(pk=case.claim.pk).update(claimed_minor=case.claim.claimed_minor + 1_000)
        with pytest.raises(IntegrityError), transaction.atomic():
            ClaimLine.objects.filter(pk=case.line.pk).update(final_minor=(case.line.final_minor or 0) + 1_000)
    line = (case.line.final_minor or 0) + 1_000
    enter(case, final_reviewer, Verdict.RAISED, line_minor=line, due_minor=line * 80 // 100)
    found = figures(case)
    assert agree(found)
    assert found["line"] == line


def test_the_raised_charge_is_at_most_the_share(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    with at_head_office():
        ClaimLine.objects.filter(pk=case.line.pk).update(claimed_minor=case.line.claimed_minor + 1_000)
        Claim.objects.filter(pk=case.claim.pk).update(claimed_minor=case.claim.claimed_minor + 1_000)
    line = (case.line.final_minor or 0) + 1_000
    with at_head_office(), refused(Invalid, ChargebackError.OVER_AMOUNT):
        reinspect(case.chargeback.pk, finding=Finding(Verdict.RAISED, "x", line, line), acting_user=final_reviewer)


def test_another_suppliers_charge_follows_the_lowered_line(final_reviewer: Actor) -> None:
    part = a_confirmed_part()
    a_contract_for(part, "60")
    a_contract_for(part, "40", code="S002")
    case = _settled_case(part)
    enter(case, final_reviewer, Verdict.NOT_WARRANTY, line_minor=1_000, due_minor=600)
    with at_head_office():
        other = Chargeback.objects.get(supplier=supplier("S002"))
        assert other.due_minor == 400 == balance(account(AccountKind.SUPPLIER_RECEIVABLE, supplier("S002").pk))
    assert agree(figures(case))


def _settled_case(part: Any) -> Case:
    case = settle(part)
    dispute(case.chargeback)
    return case


@pytest.mark.parametrize(
    ("verdict", "line", "due"),
    [
        (Verdict.UPHELD, None, 1),
        (Verdict.PARTLY, None, 0),
        (Verdict.NOT_SUPPLIER, None, None),
        (Verdict.NOT_WARRANTY, None, 0),
        (Verdict.RAISED, None, None),
    ],
)
def test_amounts_fit_the_verdict(final_reviewer: Actor, verdict: Verdict, line: int | None, due: int | None) -> None:
    case = a_disputed_case()
    minor = case.line.final_minor if line is None else line
    owed = case.chargeback.due_minor if due is None else due
    with at_head_office(), refused(Invalid, OldPartError.VERDICT):
        reinspect(case.chargeback.pk, finding=Finding(verdict, "x", minor or 0, owed), acting_user=final_reviewer)


def test_a_result_is_entered_once(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    enter(case, final_reviewer, Verdict.UPHELD)
    with at_head_office(), refused(WrongState):
        reinspect(
            case.chargeback.pk,
            finding=Finding(Verdict.UPHELD, "x", case.line.final_minor or 0, case.chargeback.due_minor),
            acting_user=final_reviewer,
        )


def test_what_is_not_disputed_is_not_reinspected(final_reviewer: Actor) -> None:
    case = a_charged_case()
    with at_head_office(), refused(WrongState):
        reinspect(
            case.chargeback.pk,
            finding=Finding(Verdict.UPHELD, "x", case.line.final_minor or 0, case.chargeback.due_minor),
            acting_user=final_reviewer,
        )


def test_the_first_section_changes_no_claim_by_a_dispute(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    both = Actor(final_reviewer.user, final_reviewer.place, frozenset({Role.CLAIMS_REVIEWER, Role.FINAL_REVIEWER}))
    with at_head_office(), refused(NotAllowed, ClaimError.SAME_SECTION):
        reinspect(case.chargeback.pk, finding=Finding(Verdict.NOT_WARRANTY, "x", 0, 0), acting_user=both)


@pytest.mark.parametrize("who", ["reviewer", "finance", "supplier_user"])
def test_nobody_else_enters_a_result(db: None, who: str, request: pytest.FixtureRequest, acting: Any) -> None:
    case, actor = a_disputed_case(), request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        reinspect(case.chargeback.pk, finding=Finding(Verdict.NOT_SUPPLIER, "x", 1, 0), acting_user=actor)
    with at_head_office():
        assert not Reinspection.objects.exists()


def test_the_part_travels_to_the_supplier_and_back(final_reviewer: Actor) -> None:
    case = a_disputed_case(wants_part=True)
    with at_head_office():
        send_to_supplier(case.chargeback.pk, tracking="SF 1", acting_user=final_reviewer)
        with refused(WrongState, OldPartError.PART_AWAY):
            reinspect(
                case.chargeback.pk,
                finding=Finding(Verdict.UPHELD, "x", case.line.final_minor or 0, case.chargeback.due_minor),
                acting_user=final_reviewer,
            )
        take_back_from_supplier(case.chargeback.pk, acting_user=final_reviewer)
    enter(case, final_reviewer, Verdict.UPHELD)


def test_a_part_that_nobody_asked_for_is_not_sent(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    with at_head_office(), refused(WrongState, ChargebackError.NOT_WANTED):
        send_to_supplier(case.chargeback.pk, tracking="SF 1", acting_user=final_reviewer)


def test_a_supplier_asks_once(supplier_user: Actor, acting: Any) -> None:
    case = a_charged_case()
    with acting(supplier_user):
        assert ask_for_part(case.chargeback.pk, acting_user=supplier_user).part_wanted_at is not None
        with pytest.raises(WrongState):
            ask_for_part(case.chargeback.pk, acting_user=supplier_user)


def test_a_rival_supplier_asks_for_nothing(supplier_user: Actor, acting: Any) -> None:
    case = a_charged_case()
    rival = Actor(supplier_user.user, supplier_user.place, supplier_user.roles, supplier_id=supplier("S777").pk)
    with acting(rival), pytest.raises(NotYours):
        ask_for_part(case.chargeback.pk, acting_user=rival)


def test_the_database_keeps_charges_within_the_settled_line(final_reviewer: Actor) -> None:
    """From both sides: a line lowered below its charge, and a charge raised above its line."""
    case = a_charged_case()
    with at_head_office(), pytest.raises(IntegrityError, match="share of what was settled"), transaction.atomic():
        ClaimLine.objects.filter(pk=case.line.pk).update(final_minor=1)
        Claim.objects.filter(pk=case.claim.pk).update(
            final_minor=(case.claim.final_minor or 0) - (case.line.final_minor or 0) + 1
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_reopening_after_a_dispute_takes_everything_back(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    enter(case, final_reviewer, Verdict.NOT_WARRANTY, line_minor=100, due_minor=80)
    with at_head_office():
        reopen_claim(case.claim.pk, reason="再审", acting_user=final_reviewer)
    found = figures(case)
    assert (found["station"], found["supplier"], found["due"]) == (0, 0, 0)
    with at_head_office():
        assert Chargeback.objects.get(pk=case.chargeback.pk).status == ChargebackStatus.CANCELLED


def test_a_dispute_without_a_change_of_the_claim_only_falls(final_reviewer: Actor) -> None:
    case = a_disputed_case()
    with at_head_office(), refused(Invalid, ChargebackError.OVER_AMOUNT):
        resolve_dispute(
            case.chargeback.pk, amount_minor=case.chargeback.amount_minor + 1, reason="x", acting_user=final_reviewer
        )


def corrected(key: str, by: Actor, then: Actor) -> None:
    with at_head_office():
        asked = request_correction(Transaction.objects.get(business_key=key).pk, reason="x", acting_user=by)
        approve_correction(asked.pk, acting_user=then)


def test_a_line_whose_posting_finance_took_back_is_not_lowered_once_more(
    final_reviewer: Actor, finance: Actor, finance_lead: Actor
) -> None:
    """The station would owe what it never got."""
    case = a_disputed_case()
    corrected(f"claim:{case.claim.pk}:{case.claim.round}", finance, finance_lead)
    with refused(WrongState, ClaimError.CORRECTED):
        enter(case, final_reviewer, Verdict.NOT_WARRANTY, line_minor=0, due_minor=0)
    above = case.claim.claimed_minor + 1
    with refused(WrongState, ClaimError.CORRECTED):  # no other amount would do, so none is asked for
        enter(case, final_reviewer, Verdict.RAISED, line_minor=above, due_minor=above)
    with at_head_office():
        assert balance(account(AccountKind.STATION_PAYABLE, case.claim.station_id)) == 0


def test_a_charge_is_not_corrected_in_the_ledger_alone(finance: Actor, finance_lead: Actor) -> None:
    """Withdrawn later, it would be taken back twice."""
    case = a_disputed_case()
    with refused(Invalid, LedgerError.OWNED):
        corrected(f"chargeback:{case.chargeback.pk}", finance, finance_lead)


def test_a_charge_that_another_dispute_lowered_is_not_raised_again_by_its_own(final_reviewer: Actor) -> None:
    """Two suppliers dispute. The first re-inspection lowers the line, and with it what the second owes at most."""
    part = a_confirmed_part()
    a_contract_for(part, "30")
    a_contract_for(part, "50", code="S002")
    case = settle(part)
    dispute(case.chargeback)
    with at_head_office():
        other = Chargeback.objects.get(line_id=case.line.pk, supplier=supplier("S002"))
        Chargeback.objects.filter(pk=other.pk).update(status=ChargebackStatus.DISPUTED)
    enter(case, final_reviewer, Verdict.NOT_WARRANTY, line_minor=10_000, due_minor=0)
    with at_head_office(), refused(Invalid, ChargebackError.OVER_AMOUNT):
        resolve_dispute(other.pk, amount_minor=other.amount_minor, reason="stays", acting_user=final_reviewer)
    with at_head_office():
        done = resolve_dispute(other.pk, amount_minor=5_000, reason="stays", acting_user=final_reviewer)
        assert done.due_minor == 5_000
