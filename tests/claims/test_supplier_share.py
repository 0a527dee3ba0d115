"""At the final review the supplier of the causal part is charged the contract's share, to the cent."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from accounts.actors import Actor
from billing.chargeback.models import Chargeback, SupplierContract
from billing.claims.actions import decide_final_review, reopen_claim
from billing.claims.choices import LineKind
from billing.claims.models import ClaimLine
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance
from catalog.models import Part
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_checked_claim, full_decisions


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def a_contract(number: str, percent: str) -> SupplierContract:
    part = Part.objects.get(number=number)
    return SupplierContract.objects.create(
        number=f"K-{percent}",
        supplier=part.supplier,
        part=part,
        share_percent=Decimal(percent),
        valid_from=date(2020, 1, 1),
    )


def test_the_supplier_owes_the_share_of_the_causal_line(final_reviewer: Actor) -> None:
    claim = a_checked_claim()
    line = ClaimLine.objects.get(claim=claim, kind=LineKind.PART)
    contract = a_contract(line.part_number, "60")

    decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)

    share = (line.approved_minor or 0) * 60 // 100
    assert Chargeback.objects.get(line_id=line.pk).amount_minor == share
    assert balance(account(AccountKind.SUPPLIER_RECEIVABLE, contract.supplier_id)) == share


def test_reopening_withdraws_the_share(final_reviewer: Actor) -> None:
    claim = a_checked_claim()
    line = ClaimLine.objects.get(claim=claim, kind=LineKind.PART)
    contract = a_contract(line.part_number, "60")
    decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)

    reopen_claim(claim.pk, reason="复检", acting_user=final_reviewer)

    assert balance(account(AccountKind.SUPPLIER_RECEIVABLE, contract.supplier_id)) == 0


def test_without_a_contract_nobody_is_charged(final_reviewer: Actor) -> None:
    claim = a_checked_claim()
    decide_final_review(claim.pk, decisions=full_decisions(claim), acting_user=final_reviewer)
    assert not Chargeback.objects.filter(claim_id=claim.pk).exists()
