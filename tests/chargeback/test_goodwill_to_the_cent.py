"""Goodwill is charged, and charged anew after a re-inspection, by the policy's share as it is, not by the two decimals that are written down."""

from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.roles import Role
from billing.chargeback.choices import ChargebackError
from billing.chargeback.models import Chargeback
from billing.chargeback.raising import raise_chargeback
from billing.claims.actions import LineDecision, decide_final_review
from billing.claims.choices import LineKind
from billing.claims.goodwill.actions import ask_for_goodwill, grant_goodwill
from billing.oldparts.actions import Finding, reinspect
from billing.oldparts.choices import Verdict
from common.errors import Invalid
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.chargeback import CLAIMS, contract, settled_line, supplier
from tests.builders.claims import a_submitted_claim, full_decisions
from tests.builders.oldparts import dispute
from tests.builders.policy import a_published_policy
from tests.claims.support import refused
from tests.claims.test_goodwill import GOODWILL, a_contract, again, lines_of
from tests.world import office_actor

LINE_MINOR = 7_800  # its 60 % of 34 of 67 are 2,374.93; the 30.45 % that are written down would be 2,375.10


@pytest.fixture
def charges(db: None, reviewer: Actor, final_reviewer: Actor) -> dict[str, Chargeback]:
    """Goodwill of which suppliers bear 34 of the 67 per cent that are paid, settled; by kind of line the charge of the first supplier."""
    thirds = {"manufacturer_percent": "33", "supplier_percent": "34", "station_percent": "33", "customer_percent": "0"}
    waived = {"clause": "6.1", "return_days": 30, "waived_below_minor": 10**9}
    with at_head_office():
        a_published_policy(goodwill=GOODWILL | thirds, old_parts=waived)
    claim = a_submitted_claim(kind="repair")
    with at_head_office():
        first = a_contract(claim, "60", supplier=supplier())
        a_contract(claim, "40", supplier=supplier("S777"))
        decisions = [LineDecision(line.pk, line.claimed_minor * 67 // 100, "other") for line in lines_of(claim)]
        approval = ask_for_goodwill(claim.pk, decisions=decisions, reason="老客户", acting_user=reviewer)
        grant_goodwill(approval.pk, acting_user=office_actor(Role.CUSTOMER_SERVICE_MANAGER))
        decide_final_review(claim.pk, decisions=full_decisions(again(claim)), acting_user=final_reviewer)
        kinds = {line.pk: LineKind(line.kind) for line in lines_of(claim)}
        rows = Chargeback.objects.filter(claim_id=claim.pk, supplier=first.supplier)
        return {kinds[row.line_id]: row for row in rows}


def enter(row: Chargeback, due_minor: int, actor: Actor) -> Any:
    finding = Finding(Verdict.NOT_WARRANTY, "部分不属实", LINE_MINOR, due_minor)
    with at_head_office():
        return reinspect(row.pk, finding=finding, acting_user=actor)


def test_the_limit_after_a_reinspection_is_the_policy_s_share(
    charges: dict[str, Chargeback], final_reviewer: Actor
) -> None:
    row = charges[LineKind.LABOUR]
    assert (row.share_percent, row.exact_share.quantize(Decimal("0.000001"))) == (
        Decimal("30.45"),
        Decimal("30.447761"),
    )
    most = 2_375
    dispute(row)

    with refused(Invalid, ChargebackError.OVER_AMOUNT):
        enter(row, most + 1, final_reviewer)
    enter(row, most, final_reviewer)

    with at_head_office():
        others = Chargeback.objects.filter(line_id=row.line_id).exclude(pk=row.pk)
        assert [one.due_minor for one in others] == [1_584]  # 40 % of 34 of 67, up to the cent


@pytest.mark.parametrize("contracts", [("30",), ("10", "10", "10"), ("40", "20"), ("33.33", "33.33", "33.34")])
def test_no_cent_is_lost_when_the_policys_share_is_split(station: Station, contracts: tuple[str, ...]) -> None:
    for place, percent in enumerate(contracts):
        contract(percent, code=f"S{place:03}")
    line = settled_line(station.pk, 10_000, goodwill_percent=Decimal(10))

    assert sum(row.amount_minor for row in raise_chargeback(line, acting_user=CLAIMS)) == 1_000
