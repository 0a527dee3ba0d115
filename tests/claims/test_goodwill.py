"""Goodwill above a reviewer's limit waits for the role above; its shares flow into the chargeback."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.models import Chargeback, LooseLine, SupplierContract
from billing.claims.actions import LineDecision, decide_final_review, decide_first_review, reject_claim, return_claim
from billing.claims.choices import ClaimError, ClaimStatus, LineKind, OldPartState, Reason
from billing.claims.goodwill.actions import ask_for_goodwill, grant_goodwill, refuse_goodwill, withdraw_goodwill
from billing.claims.goodwill.choices import GoodwillError, GoodwillStatus
from billing.claims.goodwill.sharing import borne
from billing.claims.models import Claim, ClaimLine, GoodwillApproval
from billing.claims.selectors import waiting
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from catalog.models import Part
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office, inside
from tests.builders.claims import a_submitted_claim, full_decisions
from tests.builders.policy import a_published_policy
from tests.claims.support import refused
from tests.claims.test_api import done, send
from tests.claims.test_pages import form_data
from tests.world import office_actor

LIMITS = [
    {"clause": "12.2", "role": "claims_reviewer", "limit_minor": 10_000},
    {"clause": "12.3", "role": "customer_service_manager", "limit_minor": 500_000},
    {"clause": "12.4", "role": "service_management", "limit_minor": 20_000},
]
GOODWILL: dict[str, Any] = {
    "clause": "12.1",
    "manufacturer_percent": "50",
    "supplier_percent": "30",
    "station_percent": "10",
    "customer_percent": "10",
    "limits": LIMITS,
}


@pytest.fixture
def manager() -> Actor:
    return office_actor(Role.CUSTOMER_SERVICE_MANAGER)


@pytest.fixture
def claim(db: None) -> Claim:
    """Goodwill of labour (120.00) and one causal part, more than a reviewer may grant."""
    with at_head_office():
        a_published_policy(
            goodwill=GOODWILL, old_parts={"clause": "6.1", "return_days": 30, "waived_below_minor": 10**9}
        )
    return a_submitted_claim(kind="repair")


def asked(claim: Claim, reviewer: Actor, **more: Any) -> GoodwillApproval:
    with at_head_office():
        given: dict[str, Any] = {"decisions": full_decisions(claim), "reason": "老客户", "acting_user": reviewer}
        return ask_for_goodwill(claim.pk, **(given | more))


def again(claim: Claim) -> Claim:
    with at_head_office():
        return Claim.objects.get(pk=claim.pk)


def test_above_the_limit_nobody_decides_alone(claim: Claim, reviewer: Actor) -> None:
    with at_head_office(), refused(NotAllowed, ClaimError.GOODWILL_LIMIT):
        decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)


def test_asking_takes_the_claim_out_of_the_queue(claim: Claim, reviewer: Actor) -> None:
    approval = asked(claim, reviewer)
    assert (approval.status, approval.asked_minor, approval.limit_minor) == (
        GoodwillStatus.WAITING,
        claim.claimed_minor,
        10_000,
    )
    assert again(claim).status == ClaimStatus.AWAITING_APPROVAL
    with at_head_office():
        assert not waiting(reviewer, ClaimStatus.SUBMITTED).filter(pk=claim.pk).exists()
        verbs = set(History.objects.filter(aggregate_id__in=[claim.pk, approval.pk]).values_list("verb", flat=True))
    assert {"claim.goodwill_asked", "goodwill.asked"} <= verbs


def test_while_it_waits_nobody_decides_on_the_claim(claim: Claim, reviewer: Actor) -> None:
    asked(claim, reviewer)
    with at_head_office():
        with refused(WrongState):
            decide_first_review(claim.pk, decisions=full_decisions(claim), acting_user=reviewer)
        with refused(WrongState):
            reject_claim(claim.pk, reason_code=Reason.OTHER, comment="", acting_user=reviewer)
        with refused(WrongState):
            return_claim(claim.pk, question="?", acting_user=reviewer)
        with refused(WrongState):
            ask_for_goodwill(claim.pk, decisions=full_decisions(claim), reason="again", acting_user=reviewer)


def test_granting_carries_out_what_was_asked(claim: Claim, reviewer: Actor, manager: Actor) -> None:
    approval = asked(claim, reviewer)
    with at_head_office():
        granted = grant_goodwill(approval.pk, answer="同意", acting_user=manager)
    now = again(claim)
    assert (granted.status, granted.decided_by, granted.answer) == (GoodwillStatus.GRANTED, manager.id, "同意")
    assert (now.status, now.approved_minor) == (ClaimStatus.FIRST_REVIEWED, claim.claimed_minor)
    assert (now.first_reviewer_id, now.goodwill_by) == (reviewer.id, manager.id)


def test_refusing_sends_it_back_to_the_first_review(claim: Claim, reviewer: Actor, manager: Actor) -> None:
    approval = asked(claim, reviewer)
    with at_head_office():
        with refused(Invalid, GoodwillError.INCOMPLETE):
            refuse_goodwill(approval.pk, answer=" ", acting_user=manager)
        assert refuse_goodwill(approval.pk, answer="超预算", acting_user=manager).status == GoodwillStatus.REFUSED
        assert waiting(reviewer, ClaimStatus.SUBMITTED).filter(pk=claim.pk).exists()
        cheap = [LineDecision(line.pk, 0, Reason.OTHER) for line in claim.lines.all()]
        assert decide_first_review(claim.pk, decisions=cheap, acting_user=reviewer).status == ClaimStatus.REJECTED


def test_a_request_is_taken_back(claim: Claim, reviewer: Actor, manager: Actor) -> None:
    approval = asked(claim, reviewer)
    with at_head_office():
        withdraw_goodwill(approval.pk, acting_user=reviewer)
        assert again(claim).status == ClaimStatus.SUBMITTED
        with refused(WrongState):
            grant_goodwill(approval.pk, acting_user=manager)


def test_who_asked_does_not_decide_and_the_database_says_so_too(claim: Claim, reviewer: Actor) -> None:
    both = Actor(reviewer.user, reviewer.place, frozenset({Role.CLAIMS_REVIEWER, Role.CUSTOMER_SERVICE_MANAGER}))
    approval = asked(claim, reviewer)
    with at_head_office():
        with refused(NotAllowed, GoodwillError.OWN_REQUEST):
            grant_goodwill(approval.pk, acting_user=both)
        with pytest.raises(IntegrityError), transaction.atomic():
            GoodwillApproval.objects.filter(pk=approval.pk).update(status="granted", decided_by=approval.asked_by)


def test_a_role_whose_own_limit_is_too_low_does_not_decide(claim: Claim, reviewer: Actor) -> None:
    approval = asked(claim, reviewer)
    with at_head_office(), refused(NotAllowed, GoodwillError.LIMIT):
        grant_goodwill(approval.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


@pytest.mark.parametrize("role", [Role.CLAIMS_REVIEWER, Role.FINAL_REVIEWER, Role.FINANCE])
def test_other_roles_do_not_decide(claim: Claim, reviewer: Actor, role: Role) -> None:
    approval = asked(claim, reviewer)
    with at_head_office(), refused(NotAllowed):
        grant_goodwill(approval.pk, acting_user=office_actor(role))


def test_a_station_finds_no_request(claim: Claim, reviewer: Actor, station_manager: Actor) -> None:
    approval = asked(claim, reviewer)
    with inside(station_manager.station), refused(NotAllowed):
        grant_goodwill(approval.pk, acting_user=station_manager)


def test_within_the_limit_nothing_is_asked(claim: Claim, reviewer: Actor) -> None:
    with at_head_office():
        little = [LineDecision(line.pk, 100, Reason.OTHER) for line in claim.lines.all()]
        with refused(WrongState, GoodwillError.WITHIN_LIMIT):
            ask_for_goodwill(claim.pk, decisions=little, reason="?", acting_user=reviewer)
        assert decide_first_review(claim.pk, decisions=little, acting_user=reviewer).approved_minor == 200


def test_a_reason_is_needed(claim: Claim, reviewer: Actor) -> None:
    with refused(Invalid, GoodwillError.INCOMPLETE):
        asked(claim, reviewer, reason=" ")


def test_above_every_limit_the_reviewer_is_told_the_highest(db: None, reviewer: Actor) -> None:
    with at_head_office():
        a_published_policy(goodwill=GOODWILL | {"limits": LIMITS[:1]})
    claim = a_submitted_claim(kind="repair")
    with refused(Invalid, GoodwillError.ABOVE_ALL):
        asked(claim, reviewer)


def test_who_approved_the_goodwill_makes_no_final_review(claim: Claim, reviewer: Actor, manager: Actor) -> None:
    approval = asked(claim, reviewer)
    both = Actor(manager.user, manager.place, frozenset({Role.CUSTOMER_SERVICE_MANAGER, Role.FINAL_REVIEWER}))
    with at_head_office():
        grant_goodwill(approval.pk, acting_user=manager)
        with refused(NotAllowed, ClaimError.SAME_PERSON):
            decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=both)


# shares


def settled(claim: Claim, reviewer: Actor, manager: Actor, final_reviewer: Actor) -> Claim:
    approval = asked(claim, reviewer)
    with at_head_office():
        grant_goodwill(approval.pk, acting_user=manager)
        return decide_final_review(claim.pk, decisions=full_decisions(again(claim)), acting_user=final_reviewer)


def a_contract(claim: Claim, percent: str, **more: Any) -> SupplierContract:
    with at_head_office():
        line = ClaimLine.objects.get(claim=claim, kind=LineKind.PART)
        part = Part.objects.get(number=line.part_number)
        given = {"supplier": part.supplier, "part": part, "share_percent": Decimal(percent)}
        return SupplierContract.objects.create(number=f"K-{percent}", valid_from=date(2020, 1, 1), **(given | more))


def test_the_shares_are_told_in_money(claim: Claim) -> None:
    with at_head_office():
        shares = borne(Claim.objects.get(pk=claim.pk))
    paid = claim.claimed_minor * 80 // 100
    assert [share.percent for share in shares] == [50, 30, 10, 10]
    assert shares[0].minor + shares[1].minor == paid


def test_the_supplier_bears_the_policy_s_share_of_every_line(
    claim: Claim, reviewer: Actor, manager: Actor, final_reviewer: Actor
) -> None:
    contract = a_contract(claim, "100")
    done = settled(claim, reviewer, manager, final_reviewer)
    with at_head_office():
        rows = list(Chargeback.objects.filter(claim_id=claim.pk))
        assert len(rows) == 2  # the labour and the part
        owed = sum(row.amount_minor for row in rows)
        assert (
            abs(owed * 1000 - (done.final_minor or 0) * 375) < 2_000
        )  # 30 of the 80 per cent that were paid, to the cent
        assert balance(account(AccountKind.SUPPLIER_RECEIVABLE, contract.supplier_id)) == owed
        assert balance(account(AccountKind.GOODWILL_EXPENSE)) == done.final_minor


def test_a_contract_is_the_most_that_a_supplier_bears(
    claim: Claim, reviewer: Actor, manager: Actor, final_reviewer: Actor
) -> None:
    a_contract(claim, "10")
    settled(claim, reviewer, manager, final_reviewer)
    with at_head_office():
        assert {row.share_percent for row in Chargeback.objects.filter(claim_id=claim.pk)} == {Decimal("10.00")}


def test_a_cap_per_unit_holds_over_all_lines(
    claim: Claim, reviewer: Actor, manager: Actor, final_reviewer: Actor
) -> None:
    a_contract(claim, "100", cap_minor=5_000)
    settled(claim, reviewer, manager, final_reviewer)
    with at_head_office():
        assert sum(row.amount_minor for row in Chargeback.objects.filter(claim_id=claim.pk)) == 5_000


def test_a_policy_that_leaves_the_supplier_out_charges_nobody(
    db: None, reviewer: Actor, manager: Actor, final_reviewer: Actor
) -> None:
    shares = {"manufacturer_percent": "80", "supplier_percent": "0"}
    with at_head_office():
        a_published_policy(
            goodwill=GOODWILL | shares, old_parts={"clause": "6.1", "return_days": 30, "waived_below_minor": 10**9}
        )
    claim = a_submitted_claim(kind="repair")
    a_contract(claim, "100")
    settled(claim, reviewer, manager, final_reviewer)
    with at_head_office():
        assert not Chargeback.objects.filter(claim_id=claim.pk).exists()
        assert not LooseLine.objects.filter(claim_id=claim.pk).exists()


def test_without_a_contract_the_share_is_remembered_for_the_work_list(
    claim: Claim, reviewer: Actor, manager: Actor, final_reviewer: Actor
) -> None:
    settled(claim, reviewer, manager, final_reviewer)
    with at_head_office():
        assert {row.goodwill_percent for row in LooseLine.objects.filter(claim_id=claim.pk)} == {Decimal("37.50")}
        assert OldPartState.NOT_REQUIRED in {line.old_part_state for line in claim.lines.all()}


# pages and API


def test_the_workbench_sends_it_to_the_role_above(client_for: Any, claim: Claim, reviewer: Actor) -> None:
    client, address = client_for(reviewer), f"/claims/{claim.pk}/first-review/"
    whole = {f"amount-{line.position}": str(Decimal(line.claimed_minor) / 100) for line in lines_of(claim)}
    without = client.post(address, form_data(client, address, **whole))
    assert without.status_code == 422
    assert again(claim).status == ClaimStatus.SUBMITTED

    answer = client.post(address, form_data(client, address, goodwill_reason="老客户", **whole))

    assert answer.status_code == 302, answer.content.decode()
    assert again(claim).status == ClaimStatus.AWAITING_APPROVAL


def lines_of(claim: Claim) -> list[ClaimLine]:
    with at_head_office():
        return list(claim.lines.all())


def test_the_approver_has_a_card_and_grants_on_the_page(
    client_for: Any, claim: Claim, reviewer: Actor, manager: Actor
) -> None:
    approval = asked(claim, reviewer)
    client, here = client_for(manager), f"/claims/goodwill/{approval.pk}/"
    assert "/claims/goodwill/?status=waiting" in client.get("/").content.decode()
    assert approval.number in client.get("/claims/goodwill/").content.decode()
    page = client.get(here).content.decode()
    assert "老客户" in page
    assert f"{here}grant/" in page

    answer = client.post(f"{here}grant/", form_data(client, f"{here}grant/", reason="同意"))

    assert answer.status_code == 302
    assert again(claim).status == ClaimStatus.FIRST_REVIEWED
    assert "同意" in client.get(f"/claims/{claim.pk}/").content.decode()


def test_it_is_refused_and_withdrawn_on_the_page(
    client_for: Any, claim: Claim, reviewer: Actor, manager: Actor
) -> None:
    first = f"/claims/goodwill/{asked(claim, reviewer).pk}/"
    client = client_for(manager)
    assert client.post(f"{first}refuse/", form_data(client, f"{first}refuse/", reason="超预算")).status_code == 302
    second = f"/claims/goodwill/{asked(claim, reviewer).pk}/"
    client = client_for(reviewer)
    assert f"{second}grant/" not in client.get(second).content.decode()
    assert client.post(f"{second}withdraw/", form_data(client, f"{second}withdraw/")).status_code == 302
    assert again(claim).status == ClaimStatus.SUBMITTED


def test_the_station_reads_the_shares_and_no_request(
    client_for: Any, claim: Claim, reviewer: Actor, station_manager: Actor
) -> None:
    approval = asked(claim, reviewer)
    page = client_for(station_manager).get(f"/s/SHA01/claims/{claim.pk}/").content.decode()
    assert "善意索赔费用分担" in page or "who bears what" in page
    assert approval.reason not in page


def test_the_api_asks_grants_and_refuses(client_for: Any, claim: Claim, reviewer: Actor, manager: Actor) -> None:
    first, above = client_for(reviewer), client_for(manager)
    shown = first.get(f"/api/v1/claims/{claim.public_id}").json()
    body = {"decisions": [{"line": line["id"], "approved": line["claimed"]} for line in shown["lines"]], "reason": "!"}
    for step, extra in (("refuse", {"answer": "no"}), ("grant", {})):
        assert done(send(first, f"claims/{claim.public_id}/ask-goodwill", body))["status"] == "awaiting_approval"
        waits = above.get("/api/v1/goodwill-approvals?status=waiting").json()["data"][0]
        assert send(first, f"goodwill-approvals/{waits['id']}/{step}", extra).status_code == 403
        answer = done(send(above, f"goodwill-approvals/{waits['id']}/{step}", extra))
        assert len(answer["decisions"]) == 2
    assert done(first.get(f"/api/v1/claims/{claim.public_id}"))["status"] == "first_reviewed"


def test_nobody_elsewhere_finds_one(client_for: Any, claim: Claim, reviewer: Actor, rival_appraiser: Actor) -> None:
    approval = asked(claim, reviewer)
    answer = client_for(rival_appraiser).get(
        f"/api/v1/goodwill-approvals/{approval.public_id}", headers={"X-Station": "HGH01"}
    )
    assert answer.status_code in (403, 404)


def test_thirds_are_charged_to_the_cent(db: None, reviewer: Actor, manager: Actor, final_reviewer: Actor) -> None:
    thirds = {"manufacturer_percent": "33", "supplier_percent": "34", "station_percent": "33", "customer_percent": "0"}
    waived = {"clause": "6.1", "return_days": 30, "waived_below_minor": 10**9}
    with at_head_office():
        a_published_policy(goodwill=GOODWILL | thirds, old_parts=waived)
    claim = a_submitted_claim(kind="repair")
    a_contract(claim, "100")
    given = {line.pk: line.claimed_minor * 67 // 100 for line in lines_of(claim)}
    with at_head_office():
        decisions = [LineDecision(key, minor, "other") for key, minor in given.items()]
        approval = ask_for_goodwill(claim.pk, decisions=decisions, reason="老客户", acting_user=reviewer)
        grant_goodwill(approval.pk, acting_user=manager)
        decide_final_review(claim.pk, decisions=full_decisions(again(claim)), acting_user=final_reviewer)

        rows = Chargeback.objects.filter(claim_id=claim.pk)
        owed = {row.line_id: row.amount_minor for row in rows}
        told = {str(share.party): share.minor for share in borne(again(claim))}
    assert owed == {key: minor * 34 // 67 for key, minor in given.items()}
    assert list(told.values())[1] == sum(owed.values())
    assert abs(sum(told.values()) - claim.claimed_minor) <= 1


@pytest.mark.parametrize(("station", "customer"), [("33", "0"), ("0", "33"), ("16", "17")])
def test_what_is_told_adds_up_to_what_is_claimed(db: None, station: str, customer: str) -> None:
    shares = {"manufacturer_percent": "34", "supplier_percent": "33"}
    with at_head_office():
        a_published_policy(goodwill=GOODWILL | shares | {"station_percent": station, "customer_percent": customer})
    claim = a_submitted_claim(kind="repair")
    with at_head_office():
        told = [share.minor for share in borne(again(claim))]
    assert sum(told) == claim.claimed_minor
    assert [minor == 0 for minor in told[2:]] == [station == "0", customer == "0"]
