"""A receipt that was booked by mistake is taken back: by contra entries, with a reason, and without a way back to an answer."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import Actor
from billing.chargeback.actions import (
    accept_chargeback,
    accept_chargebacks,
    ask_for_part,
    book_payment,
    book_payments,
    dispute_chargeback,
    raise_chargeback,
    take_back_receipt,
    take_back_receipts,
    withdraw_chargebacks,
)
from billing.chargeback.choices import CHARGEBACK_MOVES, ChargebackError, ChargebackStatus
from billing.chargeback.models import Chargeback
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from common.errors import DomainError, Invalid, NotAllowed, NotYours
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.api import Caller
from tests.builders.chargeback import CLAIMS, contract, settled_line, supplier

pytestmark = pytest.mark.django_db
WHY = "booked on the wrong supplier"


@pytest.fixture
def two(station: Station, supplier_user: Actor, finance: Actor, acting: Any) -> list[Chargeback]:
    """Two chargebacks, paid by one receipt."""
    contract("80")
    rows = [raise_chargeback(settled_line(station.pk, minor), acting_user=CLAIMS)[0] for minor in (1_000, 2_000)]
    with acting(supplier_user):
        accept_chargebacks([row.pk for row in rows], acting_user=supplier_user)
    with acting(finance):
        book_payments([row.pk for row in rows], acting_user=finance, bank_reference="ICBC 7")
    return rows


def accounts() -> tuple[int, int]:
    return balance(account(AccountKind.SUPPLIER_RECEIVABLE, supplier().pk)), balance(account(AccountKind.BANK))


def test_it_is_open_again_by_contra_entries(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        row = take_back_receipt(two[0].pk, acting_user=finance, reason=WHY)
        assert (row.status, row.paid_minor, row.open_minor) == (ChargebackStatus.UNPAID, 0, 800)
        assert accounts() == (800, 1_600)
        contra = Transaction.objects.get(reverses__reference=row.pk)
        assert (contra.reason, contra.reference) == (WHY, row.pk)
        told = History.objects.get(verb="chargeback.receipt_taken_back")
        assert (told.reason, told.before["status"], told.after["status"]) == (WHY, "paid", "unpaid")
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None


def test_it_is_paid_again(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        take_back_receipt(two[0].pk, acting_user=finance, reason=WHY)
        row = book_payment(two[0].pk, acting_user=finance, bank_reference="ICBC 8")
        assert (row.status, row.open_minor, accounts()) == (ChargebackStatus.PAID, 0, (0, 2_400))


def test_a_whole_receipt_is_taken_back(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        assert take_back_receipts([row.pk for row in two], acting_user=finance, reason=WHY) == 2_400
        assert accounts() == (2_400, 0)


def test_a_netted_credit_is_taken_back_last_first(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    """The charge was paid, withdrawn, its credit netted: the netting goes first, then the payment. It stays withdrawn."""
    with acting(finance):
        withdraw_chargebacks(two[0].line_id, "x", acting_user=CLAIMS)
        take_back_receipt(two[1].pk, acting_user=finance, reason=WHY)
        book_payments([row.pk for row in two], acting_user=finance, bank_reference="ICBC 9")
        assert accounts() == (0, 1_600)
        paid = [take_back_receipt(two[0].pk, acting_user=finance, reason=WHY).paid_minor for _ in range(2)]
        assert (paid, Chargeback.objects.get(pk=two[0].pk).status) == ([800, 0], ChargebackStatus.CANCELLED)
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None
        with pytest.raises(Invalid) as refusal:
            take_back_receipt(two[0].pk, acting_user=finance, reason=WHY)
    assert refusal.value.code == ChargebackError.NO_RECEIPT


def test_all_or_none(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        take_back_receipt(two[0].pk, acting_user=finance, reason=WHY)
        with pytest.raises(Invalid), transaction.atomic():
            take_back_receipts([row.pk for row in two], acting_user=finance, reason=WHY)
        assert accounts() == (800, 1_600)


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_wants_a_reason(reason: str, two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(Invalid) as refusal:
        take_back_receipt(two[0].pk, acting_user=finance, reason=reason)
    assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["supplier_user", "reviewer", "final_reviewer", "station_manager"])
def test_nobody_but_finance(who: str, two: list[Chargeback], acting: Any, at_office: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        take_back_receipt(two[0].pk, acting_user=actor, reason=WHY)
    with at_office():
        assert set(Chargeback.objects.values_list("status", flat=True)) == {ChargebackStatus.PAID}
        assert accounts() == (0, 2_400)
        assert not History.objects.filter(verb="chargeback.receipt_taken_back").exists()


@pytest.mark.parametrize("again", [False, True])
def test_no_supplier_answers_what_it_has_paid(
    again: bool, two: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any, at_office: Any
) -> None:
    if again:
        with acting(finance):
            take_back_receipt(two[0].pk, acting_user=finance, reason=WHY)
    answers: tuple[Any, ...] = (
        lambda key: accept_chargeback(key, acting_user=supplier_user),
        lambda key: dispute_chargeback(key, acting_user=supplier_user, reason="no"),
        lambda key: ask_for_part(key, acting_user=supplier_user),
    )
    for answer in answers:
        with acting(supplier_user), pytest.raises(DomainError), transaction.atomic():
            answer(two[0].pk)
    with at_office():
        assert Chargeback.objects.get(pk=two[0].pk).status == ("unpaid" if again else "paid")


def test_no_move_leads_from_a_paid_charge_to_an_answer() -> None:
    """Whatever way a charge goes after it was paid, its supplier is never asked again."""
    seen, ahead = set(), {ChargebackStatus.PAID}
    while ahead:
        one = ahead.pop()
        seen.add(one)
        ahead |= CHARGEBACK_MOVES[one] - seen
    assert seen == {ChargebackStatus.PAID, ChargebackStatus.UNPAID, ChargebackStatus.CANCELLED}


@pytest.mark.parametrize("state", ["accepted", "resolved", "raised", "disputed"])
def test_the_database_refuses_any_other_way(state: str, two: list[Chargeback], at_office: Any) -> None:
    with at_office(), pytest.raises(DatabaseError, match="can not move"):
        Chargeback.objects.filter(pk=two[0].pk).update(status=state, paid_minor=0)


def test_what_is_unpaid_has_no_receipt(two: list[Chargeback], at_office: Any) -> None:
    with at_office(), pytest.raises(DatabaseError, match="chargeback_unpaid_has_no_receipt"):
        Chargeback.objects.filter(pk=two[0].pk).update(status=ChargebackStatus.UNPAID)


def test_finance_takes_the_whole_receipt_back_from_the_page(
    two: list[Chargeback], finance: Actor, client_for: Any, at_office: Any
) -> None:
    address, client = f"/chargeback/{two[0].pk}/", client_for(finance)
    assert f"{address}take-back/" in client.get(address).content.decode()
    asked = client.get(f"{address}take-back/").content.decode()
    assert "ICBC 7" in asked
    assert two[1].number in asked
    assert client.post(f"{address}take-back/", {"others": [str(two[1].pk)]}).status_code == 422
    assert client.post(f"{address}take-back/", {"reason": WHY, "others": [str(two[1].pk)]}).status_code == 302
    with at_office():
        assert set(Chargeback.objects.values_list("status", flat=True)) == {ChargebackStatus.UNPAID}
    page = client.get(address).content.decode()
    assert f"{address}pay/" in page
    assert WHY in page


def test_another_receipt_is_not_offered(
    two: list[Chargeback], station: Station, supplier_user: Actor, finance: Actor, acting: Any, client_for: Any
) -> None:
    other = raise_chargeback(settled_line(station.pk, 5_000), acting_user=CLAIMS)[0]
    with acting(supplier_user):
        accept_chargeback(other.pk, acting_user=supplier_user)
    with acting(finance):
        book_payment(other.pk, acting_user=finance, bank_reference="CITIC 7")
    assert other.number not in client_for(finance).get(f"/chargeback/{two[0].pk}/take-back/").content.decode()


def test_the_supplier_finds_neither_button_nor_page(
    two: list[Chargeback], supplier_user: Actor, client_for: Any, at_office: Any
) -> None:
    client, address = client_for(supplier_user), f"/chargeback/{two[0].pk}/"
    assert "take-back" not in client.get(address).content.decode()
    assert client.post(f"{address}take-back/", {"reason": WHY}).status_code == 403
    with at_office():
        assert Chargeback.objects.get(pk=two[0].pk).status == ChargebackStatus.PAID


def test_by_the_api(two: list[Chargeback], finance: Actor, supplier_user: Actor, client_for: Any) -> None:
    bank, portal = Caller(client_for(finance)), Caller(client_for(supplier_user))
    address = f"chargebacks/{two[0].public_id}/take-receipt-back"
    assert portal.post(address, {"reason": WHY}).status_code == 403
    assert bank.post(address, {"reason": WHY}).json()["status"] == "unpaid"
    answer = bank.post("chargebacks/take-receipts-back", {"chargebacks": [two[1].public_id], "reason": WHY})
    assert answer.json() == {"net": {"amount_minor": 1_600, "currency": "CNY"}}
    refused = bank.post(address, {"reason": WHY})
    assert (refused.status_code, refused.json()["code"]) == (422, "chargeback.no_receipt")


def test_a_stranger_among_them_refuses_all(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(NotYours):
        take_back_receipts([two[0].pk, supplier().pk], acting_user=finance, reason=WHY)
