"""Chargebacks by the API: several at once, a netted receipt, recovery as figures; who may not, changes nothing."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.chargeback.actions import accept_chargebacks, book_payment, raise_chargeback, withdraw_chargebacks
from billing.chargeback.choices import ChargebackStatus
from billing.chargeback.models import Chargeback
from billing.ledger.models import Transaction
from common.history.models import History
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.api import Caller
from tests.builders.chargeback import CLAIMS, contract, settled_line, supplier

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(station: Station) -> list[Chargeback]:
    contract("80")
    return [raise_chargeback(settled_line(station.pk, minor), acting_user=CLAIMS)[0] for minor in (1_000, 2_000, 3_000)]


@pytest.fixture
def portal(client_for: Any, supplier_user: Actor) -> Caller:
    return Caller(client_for(supplier_user))


@pytest.fixture
def bank(client_for: Any, finance: Actor) -> Caller:
    return Caller(client_for(finance))


def ids(rows: list[Chargeback]) -> list[str]:
    return [row.public_id for row in rows]


def written() -> tuple[int, int]:
    with at_head_office():
        return History.objects.count(), Transaction.objects.count()


def test_a_supplier_accepts_several(portal: Caller, three: list[Chargeback]) -> None:
    assert portal.post("chargebacks/accept-several", {"chargebacks": ids(three)}).json() == {"accepted": 3}
    assert portal.post("chargebacks/accept-several", {"chargebacks": ids(three)}).json() == {"accepted": 0}


def test_who_is_no_supplier_accepts_none(bank: Caller, three: list[Chargeback]) -> None:
    before = written()
    answer = bank.post("chargebacks/accept-several", {"chargebacks": ids(three)})
    with at_head_office():
        states = set(Chargeback.objects.values_list("status", flat=True))
    assert (answer.status_code, states, written()) == (403, {ChargebackStatus.RAISED}, before)


def test_one_receipt_is_netted_with_credit(
    bank: Caller, three: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any
) -> None:
    with acting(supplier_user):
        accept_chargebacks([row.pk for row in three], acting_user=supplier_user)
    with acting(finance):
        book_payment(three[0].pk, acting_user=finance, bank_reference="B1")
        withdraw_chargebacks(three[0].line_id, "x", acting_user=CLAIMS)
    told = bank.post("chargebacks/book-receipt", {"chargebacks": ids(three), "bank_reference": "B2"}).json()
    assert told == {"net": {"amount_minor": 3_200, "currency": "CNY"}}


def test_a_receipt_for_nothing_due_posts_nothing(bank: Caller, three: list[Chargeback]) -> None:
    before = written()
    answer = bank.post("chargebacks/book-receipt", {"chargebacks": ids(three), "bank_reference": "B"})
    assert (answer.status_code, answer.json()["code"], written()) == (422, "chargeback.nothing_due", before)


def test_recovery_is_told_three_ways(bank: Caller, three: list[Chargeback]) -> None:
    told = {by: bank.get(f"chargebacks/recovery?by={by}").json() for by in ("supplier", "part", "month")}
    (one,) = told["supplier"]["figures"]
    assert (one["key"], one["charged"]["amount_minor"], one["rate"]) == (supplier().code, 4_800, 100)
    assert {each["figures"][0]["charged"]["amount_minor"] for each in told.values()} == {4_800}
    assert told["part"]["difference"]["amount_minor"] == 0
    assert len(told["month"]["figures"][0]["key"]) == len("2026-11")
    assert bank.get("chargebacks/recovery?by=moon").status_code == 422


def test_a_supplier_sees_its_own_recovery_alone(portal: Caller, three: list[Chargeback], station: Station) -> None:
    contract("20", code="S002")
    assert [one["key"] for one in portal.get("chargebacks/recovery").json()["figures"]] == ["S001"]
