"""A receipt that was booked by mistake is taken back: one asks, another confirms, by contra entries, without a way back to an answer."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.actors import Actor
from billing.chargeback.actions import (
    accept_chargeback,
    accept_chargebacks,
    ask_for_part,
    ask_to_take_back,
    book_payment,
    book_payments,
    confirm_reversals,
    dispute_chargeback,
    raise_chargeback,
    refuse_reversal,
    withdraw_chargebacks,
)
from billing.chargeback.choices import CHARGEBACK_MOVES, ChargebackError, ChargebackStatus, ReversalStatus
from billing.chargeback.desk import to_take_back
from billing.chargeback.models import Chargeback, ReceiptReversal
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from common.errors import DomainError, Invalid, NotAllowed, NotYours, WrongState
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


def asked(rows: list[Chargeback], finance: Actor) -> list[ReceiptReversal]:
    return ask_to_take_back([row.pk for row in rows], acting_user=finance, reason=WHY)


def taken_back(rows: list[Chargeback], finance: Actor, lead: Actor) -> list[Chargeback]:
    """One asks, another confirms."""
    found = confirm_reversals([row.pk for row in asked(rows, finance)], acting_user=lead)
    return [Chargeback.objects.get(pk=row.chargeback_id) for row in found]


def nothing_happened() -> bool:
    told = History.objects.filter(verb="chargeback.receipt_taken_back").exists()
    paid = set(Chargeback.objects.values_list("status", flat=True)) == {ChargebackStatus.PAID}
    return paid and accounts() == (0, 2_400) and not told


def test_asking_posts_nothing(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        row = asked(two[:1], finance)[0]
        assert (row.status, row.amount_minor, row.requested_by) == (ReversalStatus.REQUESTED, 800, finance.id)
        assert nothing_happened()
        told = History.objects.get(verb="receipt_reversal.requested")
        assert (told.reason, told.after["amount_minor"], told.actor_id) == (WHY, 800, finance.id)


def test_confirmed_it_is_open_again_by_contra_entries(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance):
        row = taken_back(two[:1], finance, finance_lead)[0]
        assert (row.status, row.paid_minor, row.open_minor) == (ChargebackStatus.UNPAID, 0, 800)
        assert accounts() == (800, 1_600)
        contra = Transaction.objects.get(reverses__reference=row.pk)
        assert (contra.reason, contra.reference) == (WHY, row.pk)
        told = History.objects.get(verb="chargeback.receipt_taken_back")
        assert (told.reason, told.before["status"], told.after["status"]) == (WHY, "paid", "unpaid")
        reversal = ReceiptReversal.objects.get()
        assert (reversal.status, reversal.contra, reversal.decided_by) == (ReversalStatus.DONE, contra, finance_lead.id)
        assert History.objects.get(verb="receipt_reversal.confirmed").actor_id == finance_lead.id
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None


@pytest.mark.parametrize("step", ["confirm", "refuse"])
def test_who_asked_does_not_decide(step: str, two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        row = asked(two[:1], finance)[0]
        with pytest.raises(NotAllowed) as refusal, transaction.atomic():
            if step == "confirm":
                confirm_reversals([row.pk], acting_user=finance)
            else:
                refuse_reversal(row.pk, acting_user=finance, reason="no")
        assert refusal.value.code == ChargebackError.SAME_PERSON
        row.refresh_from_db()
        assert row.status == ReversalStatus.REQUESTED
        assert nothing_happened()


def test_the_database_wants_two_people(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        row = asked(two[:1], finance)[0]
        rows = ReceiptReversal.objects.filter(pk=row.pk)
        with pytest.raises(DatabaseError, match="receipt_reversal_by_two_people"), transaction.atomic():
            rows.update(status=ReversalStatus.REFUSED, decided_by=finance.id)
        with pytest.raises(DatabaseError, match="receipt_reversal_with_contra"), transaction.atomic():
            rows.update(status=ReversalStatus.DONE, decided_by=supplier().pk)
        with pytest.raises(DatabaseError, match="receipt_reversal_decided_by_somebody"), transaction.atomic():
            rows.update(status=ReversalStatus.REFUSED)


def test_it_is_asked_for_once(two: list[Chargeback], finance: Actor, acting: Any) -> None:
    with acting(finance):
        asked(two[:1], finance)
        with pytest.raises(WrongState) as refusal, transaction.atomic():
            asked(two, finance)
        assert refusal.value.code == ChargebackError.REVERSAL_ASKED
        assert ReceiptReversal.objects.count() == 1


def test_refused_the_receipt_stands_and_it_may_be_asked_again(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance):
        row = refuse_reversal(asked(two[:1], finance)[0].pk, acting_user=finance_lead, reason="it is right")
        assert (row.status, row.answer, nothing_happened()) == (ReversalStatus.REFUSED, "it is right", True)
        assert History.objects.get(verb="receipt_reversal.refused").reason == "it is right"
        with pytest.raises(WrongState), transaction.atomic():
            confirm_reversals([row.pk], acting_user=finance_lead)
        assert taken_back(two[:1], finance, finance_lead)[0].status == ChargebackStatus.UNPAID


def test_confirmed_twice_it_is_posted_once(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance):
        row = asked(two[:1], finance)[0]
        confirm_reversals([row.pk], acting_user=finance_lead)
        with pytest.raises(WrongState), transaction.atomic():
            confirm_reversals([row.pk], acting_user=finance_lead)
        assert accounts() == (800, 1_600)


def test_a_later_receipt_goes_first(two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any) -> None:
    with acting(finance):
        early = asked(two[:1], finance)[0]
        withdraw_chargebacks(two[0].line_id, "x", acting_user=CLAIMS)
        taken_back(two[1:], finance, finance_lead)
        book_payments([row.pk for row in two], acting_user=finance, bank_reference="ICBC 9")
        with pytest.raises(WrongState) as refusal, transaction.atomic():
            confirm_reversals([early.pk], acting_user=finance_lead)
        assert refusal.value.code == ChargebackError.LATER_RECEIPT
        late = asked(two[:1], finance)[0]
        confirm_reversals([early.pk, late.pk], acting_user=finance_lead)
        row = Chargeback.objects.get(pk=two[0].pk)
        assert (row.status, row.paid_minor) == (ChargebackStatus.CANCELLED, 0)
        with connection.cursor() as cursor:
            assert first_flaw(cursor) is None


def test_it_is_paid_again(two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any) -> None:
    with acting(finance):
        taken_back(two[:1], finance, finance_lead)
        row = book_payment(two[0].pk, acting_user=finance, bank_reference="ICBC 8")
        assert (row.status, row.open_minor, accounts()) == (ChargebackStatus.PAID, 0, (0, 2_400))


def test_a_whole_receipt_is_taken_back(two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any) -> None:
    with acting(finance):
        taken_back(two, finance, finance_lead)
        assert accounts() == (2_400, 0)


def test_without_a_receipt_there_is_nothing_to_ask(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance):
        taken_back(two[:1], finance, finance_lead)
        with pytest.raises(Invalid) as refusal, transaction.atomic():
            asked(two, finance)
        assert refusal.value.code == ChargebackError.NO_RECEIPT
        assert ReceiptReversal.objects.count() == 1, "all or none"


@pytest.mark.parametrize("reason", ["", "  "])
def test_both_want_a_reason(
    reason: str, two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance):
        row = asked(two[1:], finance)[0]
        for step in (
            lambda: ask_to_take_back([two[0].pk], acting_user=finance, reason=reason),
            lambda: refuse_reversal(row.pk, acting_user=finance_lead, reason=reason),
        ):
            with pytest.raises(Invalid) as refusal, transaction.atomic():
                step()
            assert refusal.value.field == "reason"


@pytest.mark.parametrize("who", ["supplier_user", "reviewer", "final_reviewer", "station_manager"])
def test_nobody_but_finance(
    who: str, two: list[Chargeback], finance: Actor, acting: Any, at_office: Any, request: Any
) -> None:
    actor = request.getfixturevalue(who)
    with acting(finance):
        row = asked(two[:1], finance)[0]
    for step in (
        lambda: ask_to_take_back([two[1].pk], acting_user=actor, reason=WHY),
        lambda: confirm_reversals([row.pk], acting_user=actor),
        lambda: refuse_reversal(row.pk, acting_user=actor, reason="no"),
    ):
        with acting(actor), pytest.raises(NotAllowed), transaction.atomic():
            step()
    with at_office():
        assert nothing_happened()
        assert ReceiptReversal.objects.get().status == ReversalStatus.REQUESTED


@pytest.mark.parametrize("again", [False, True])
def test_no_supplier_answers_what_it_has_paid(
    again: bool,
    two: list[Chargeback],
    supplier_user: Actor,
    finance: Actor,
    finance_lead: Actor,
    acting: Any,
    at_office: Any,
) -> None:
    if again:
        with acting(finance):
            taken_back(two[:1], finance, finance_lead)
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


def test_finance_asks_for_the_whole_receipt_on_the_page_and_the_lead_confirms(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, client_for: Any, at_office: Any
) -> None:
    address, client, other = f"/chargeback/{two[0].pk}/", client_for(finance), client_for(finance_lead)
    assert f"{address}take-back/" in client.get(address).content.decode()
    offered = client.get(f"{address}take-back/").content.decode()
    assert "ICBC 7" in offered
    assert two[1].number in offered
    assert client.post(f"{address}take-back/", {"others": [str(two[1].pk)]}).status_code == 422
    assert client.post(f"{address}take-back/", {"reason": WHY, "others": [str(two[1].pk)]}).status_code == 302
    page = client.get(address).content.decode()
    assert WHY in page, "it says that it waits for a second person"
    assert "take-back/" not in page
    with at_office():
        rows = list(ReceiptReversal.objects.order_by("pk"))
        assert nothing_happened()
    own = f"/chargeback/receipts/{rows[0].pk}/"
    assert f"{own}confirm/" not in client.get(own).content.decode()
    assert client.post(f"{own}confirm/").status_code == 403
    assert f"{own}confirm/" in other.get(own).content.decode()
    assert other.post(f"{own}confirm/").status_code == 302
    assert other.post(f"/chargeback/receipts/{rows[1].pk}/refuse/", {"reason": "right"}).status_code == 302
    with at_office():
        assert sorted(Chargeback.objects.values_list("status", flat=True)) == ["paid", "unpaid"]
    assert f"{address}pay/" in client.get(address).content.decode()


def test_the_second_person_finds_it_at_home_and_confirms_several_at_once(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any, client_for: Any, at_office: Any
) -> None:
    with acting(finance):
        keys = [str(row.pk) for row in asked(two, finance)]
        assert to_take_back(finance) is None, "not who asked"
    with acting(finance_lead):
        card = to_take_back(finance_lead)
        assert card is not None and card.number == 2
    client = client_for(finance_lead)
    assert two[0].number in client.get("/chargeback/receipts/?status=requested").content.decode()
    assert client.post("/chargeback/receipts/", {"bulk": "0", "ids": keys, "confirmed": "1"}).status_code == 302
    with at_office():
        assert set(Chargeback.objects.values_list("status", flat=True)) == {ChargebackStatus.UNPAID}


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


def test_the_supplier_reads_nothing_of_what_was_asked(
    two: list[Chargeback], supplier_user: Actor, finance: Actor, acting: Any, client_for: Any
) -> None:
    with acting(finance):
        row = asked(two[:1], finance)[0]
    client = client_for(supplier_user)
    assert WHY not in client.get(f"/chargeback/{two[0].pk}/").content.decode()
    assert client.get(f"/chargeback/receipts/{row.pk}/").status_code == 403


def test_by_the_api(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, supplier_user: Actor, client_for: Any
) -> None:
    bank, lead, portal = (Caller(client_for(one)) for one in (finance, finance_lead, supplier_user))
    address = f"chargebacks/{two[0].public_id}/take-receipt-back"
    assert portal.post(address, {"reason": WHY}).status_code == 403
    first = bank.post(address, {"reason": WHY}).json()
    assert (first["status"], first["amount"]["amount_minor"]) == ("requested", 800)
    more = bank.post("chargebacks/take-receipts-back", {"chargebacks": [two[1].public_id], "reason": WHY}).json()
    second = more["reversals"][0]
    own = bank.post(f"receipt-reversals/{first['id']}/confirm")
    assert (own.status_code, own.json()["code"]) == (403, "chargeback.same_person")
    assert [row["id"] for row in lead.get("receipt-reversals?status=requested").json()["data"]] == [
        second["id"],
        first["id"],
    ]
    assert lead.post("receipt-reversals/confirm-several", {"reversals": [first["id"]]}).status_code == 200
    assert lead.post(f"receipt-reversals/{second['id']}/refuse", {"reason": "right"}).json()["status"] == "refused"
    assert bank.get(f"chargebacks/{two[0].public_id}").json()["status"] == "unpaid"
    refused = bank.post(address, {"reason": WHY})
    assert (refused.status_code, refused.json()["code"]) == (422, "chargeback.no_receipt")


def test_a_stranger_among_them_refuses_all(
    two: list[Chargeback], finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance), pytest.raises(NotYours), transaction.atomic():
        ask_to_take_back([two[0].pk, supplier().pk], acting_user=finance, reason=WHY)
    with acting(finance):
        row = asked(two[:1], finance)[0]
        with pytest.raises(NotYours), transaction.atomic():
            confirm_reversals([row.pk, supplier().pk], acting_user=finance_lead)
        assert nothing_happened()
