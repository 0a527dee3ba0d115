"""Payment batches: who makes one does not release it; the bank's answer is read once; what is rejected is owed again."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.actors import Actor
from billing.ledger.actions import request_correction
from billing.ledger.choices import AccountKind, LedgerError
from billing.ledger.posting import account, balance
from billing.ledger.verify import first_flaw
from billing.settlement.actions import carry_forward
from billing.settlement.choices import StatementStatus
from billing.settlement.debts.choices import Debt
from billing.settlement.figures import due_minor
from billing.settlement.models import BankAnswer, PaymentBatch, PaymentLine, Statement
from billing.settlement.offsets.actions import request_offset
from billing.settlement.payments.actions import cancel_batch, collect_batch, drop_payment, release_batch
from billing.settlement.payments.answers import read_bank_answer
from billing.settlement.payments.bank_file import PAIN, bank_csv, digest_of, pain_xml
from billing.settlement.payments.choices import (
    BATCH_MOVES,
    PAYMENT_MOVES,
    BatchStatus,
    PaymentError,
    PaymentStatus,
)
from common.errors import DomainError, Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from common.ids import new_id
from tenants.registry.models import Station
from tests.builders.settlement import (
    answer_file,
    bank_says,
    collected,
    confirmed,
    issued,
    month_ago,
    owing,
    payable,
    released,
    with_bank_details,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(station: Station) -> Statement:
    return payable(station, 10_000)


def owed(station: Station) -> int:
    return -balance(account(AccountKind.STATION_PAYABLE, station.pk))


def status_of(statement: Statement) -> str:
    return Statement.objects.get(pk=statement.pk).status


def test_from_collection_to_the_bank(statement: Statement, station: Station, at_office: Any) -> None:
    batch = collected(statement)
    with at_office():
        line = PaymentLine.objects.get()
        assert (line.amount_minor, line.reference, line.status) == (
            10_000,
            f"{batch.number}-0001",
            PaymentStatus.COLLECTED,
        )
        assert (status_of(statement), owed(station)) == (StatementStatus.PAYING, 10_000)


def test_a_release_posts_and_the_bank_pays(statement: Statement, station: Station, at_office: Any) -> None:
    batch = released(statement)
    with at_office():
        assert (batch.status, owed(station), balance(account(AccountKind.IN_TRANSIT))) == (
            BatchStatus.RELEASED,
            0,
            -10_000,
        )
    answer = bank_says(batch)
    with at_office():
        assert (answer.accepted, answer.rejected, answer.repeated) == (1, 0, 0)
        assert (balance(account(AccountKind.IN_TRANSIT)), balance(account(AccountKind.BANK))) == (0, -10_000)
        paid = Statement.objects.get()
        assert (paid.status, paid.bank_reference, due_minor(paid)) == (
            StatementStatus.PAID,
            f"B-{batch.number}-0001",
            0,
        )
        assert PaymentBatch.objects.get().status == BatchStatus.ANSWERED
        assert History.objects.get(verb="statement.paid").after["paid_minor"] == 10_000


def test_what_the_bank_rejects_is_owed_again_and_paid_later(
    statement: Statement, station: Station, rival_station: Station, at_office: Any
) -> None:
    other = payable(rival_station, 300)
    batch = released(statement, other)
    with at_office():
        reference = PaymentLine.objects.get(statement=statement).reference
    bank_says(batch, reference)
    with at_office():
        line = PaymentLine.objects.get(statement=statement)
        assert (line.status, line.rejection) == (PaymentStatus.REJECTED, "account closed")
        assert line.returned is not None
        assert line.returned.reverses == line.posted
        assert (status_of(statement), owed(station), due_minor(statement)) == (
            StatementStatus.CONFIRMED,
            10_000,
            10_000,
        )
        assert (status_of(other), balance(account(AccountKind.BANK))) == (StatementStatus.PAID, -300)
    second = released(statement)
    bank_says(second)
    with at_office(), connection.cursor() as cursor:
        assert (status_of(statement), owed(station)) == (StatementStatus.PAID, 0)
        assert first_flaw(cursor) is None


def test_the_answer_is_read_once(statement: Statement, finance: Actor, acting: Any) -> None:
    batch = released(statement)
    content = answer_file(batch)
    with acting(finance):
        first = read_bank_answer(batch.pk, content, name="a.csv", acting_user=finance)
        assert read_bank_answer(batch.pk, content, name="b.csv", acting_user=finance) == first
        again = read_bank_answer(batch.pk, content + b"\n", name="c.csv", acting_user=finance)
        assert (again.accepted, again.repeated) == (0, 1), "other bytes, the same line"
        assert balance(account(AccountKind.BANK)) == -10_000


def test_an_answer_against_an_earlier_one_is_refused(statement: Statement, finance: Actor, acting: Any) -> None:
    batch = released(statement)
    bank_says(batch)
    turned = f"reference,result,reason,bank_reference\n{batch.number}-0001,rejected,closed,".encode()
    with acting(finance), pytest.raises(Invalid) as refusal:
        read_bank_answer(batch.pk, turned, name="x", acting_user=finance)
    assert refusal.value.code == PaymentError.CONTRADICTION
    with acting(finance):
        assert status_of(statement) == StatementStatus.PAID


def test_an_answer_in_parts(statement: Statement, rival_station: Station, finance: Actor, acting: Any) -> None:
    batch = released(statement, payable(rival_station, 300))
    head, first, second = answer_file(batch).split(b"\n")
    with acting(finance):
        read_bank_answer(batch.pk, head + b"\n" + first, name="1", acting_user=finance)
        assert PaymentBatch.objects.get().status == BatchStatus.RELEASED
        read_bank_answer(batch.pk, head + b"\n" + second, name="2", acting_user=finance)
        assert PaymentBatch.objects.get().status == BatchStatus.ANSWERED


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"reference,result\n",
        b"\xff\xfe",
        b"reference,result,reason\nX,maybe,\n",
        b"reference,result,reason\nX,rejected,\n",
        b"reference,result\n,accepted\n",
        b"reference,result\nX,accepted\nX,accepted\n",
        b"reference,result\nPAY-0,accepted\n",
    ],
)
def test_a_file_that_is_not_understood_changes_nothing(
    content: bytes, statement: Statement, finance: Actor, acting: Any
) -> None:
    batch = released(statement)
    with acting(finance):
        with pytest.raises(Invalid) as refusal:
            read_bank_answer(batch.pk, content, name="x", acting_user=finance)
        assert refusal.value.field == "file"
        assert not BankAnswer.objects.exists()
        assert PaymentLine.objects.get().status == PaymentStatus.SENT


def test_a_file_answers_its_own_batch(
    statement: Statement, rival_station: Station, finance: Actor, acting: Any
) -> None:
    first, second = released(statement), released(payable(rival_station, 300))
    content = answer_file(first)
    with acting(finance):
        read_bank_answer(first.pk, content, name="x", acting_user=finance)
        with pytest.raises(Invalid) as refusal:
            read_bank_answer(second.pk, content, name="x", acting_user=finance)
        assert refusal.value.code == PaymentError.OTHER_BATCH


def test_who_made_it_does_not_release_it(statement: Statement, finance: Actor, acting: Any) -> None:
    batch = collected(statement)
    with acting(finance):
        with pytest.raises(NotAllowed) as refusal:
            release_batch(batch.pk, acting_user=finance)
        assert refusal.value.code == PaymentError.SAME_PERSON
        with pytest.raises(IntegrityError, match="batch_by_two_people"), transaction.atomic():
            batch.move_to(BatchStatus.RELEASED, released_by=finance.id)


def test_a_batch_is_released_once(statement: Statement, finance_lead: Actor, acting: Any) -> None:
    batch = released(statement)
    with acting(finance_lead), pytest.raises(WrongState):
        release_batch(batch.pk, acting_user=finance_lead)


def test_nothing_is_read_before_the_release(statement: Statement, finance: Actor, acting: Any) -> None:
    batch = collected(statement)
    with acting(finance), pytest.raises(WrongState):
        read_bank_answer(batch.pk, b"reference,result\nx,accepted\n", name="x", acting_user=finance)


def test_a_payment_is_taken_out_and_a_batch_given_up(
    statement: Statement, rival_station: Station, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    other = payable(rival_station, 300)
    batch = collected(statement, other)
    with acting(finance):
        line = PaymentLine.objects.get(statement=statement)
        drop_payment(line.pk, acting_user=finance)
        assert status_of(statement) == StatementStatus.CONFIRMED
        cancelled = cancel_batch(batch.pk, acting_user=finance)
        assert (cancelled.status, status_of(other)) == (BatchStatus.CANCELLED, StatementStatus.CONFIRMED)
        with pytest.raises(WrongState):
            drop_payment(line.pk, acting_user=finance)
    with acting(finance_lead), pytest.raises(WrongState):
        release_batch(batch.pk, acting_user=finance_lead)


def test_an_emptied_batch_is_not_released(
    statement: Statement, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    batch = collected(statement)
    with acting(finance):
        drop_payment(PaymentLine.objects.get().pk, acting_user=finance)
    with acting(finance_lead), pytest.raises(Invalid):
        release_batch(batch.pk, acting_user=finance_lead)


def refused(finance: Actor, *statements: Statement) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        collect_batch([one.pk for one in statements], acting_user=finance)
    assert not PaymentLine.objects.exists()
    return refusal.value


def test_only_what_is_confirmed_invoiced_and_due_is_paid(station: Station, finance: Actor, acting: Any) -> None:
    unconfirmed = issued(station.pk, 1_000, period=month_ago(3))
    with acting(finance):
        assert refused(finance, unconfirmed).code == PaymentError.NOT_CONFIRMED
    open_invoice = confirmed(station, 1_000, period=month_ago(2))
    with acting(finance):
        assert refused(finance, open_invoice).code == PaymentError.INVOICES
        assert refused(finance, unconfirmed, open_invoice).code == PaymentError.NOTHING_TO_COLLECT
        with pytest.raises(NotYours):
            collect_batch([new_id()], acting_user=finance)


def test_without_bank_details_nothing_is_paid(station: Station, finance: Actor, acting: Any, monkeypatch: Any) -> None:
    statement = confirmed(station)
    monkeypatch.setattr("billing.settlement.payments.policies.invoices_match", lambda row: True)
    with acting(finance):
        assert refused(finance, statement).code == PaymentError.NO_DETAILS
    with_bank_details()
    collected(statement)


def test_what_an_offset_holds_is_not_paid(
    statement: Statement, station: Station, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    owing(station.pk, 10_000)
    with acting(station_manager):
        request_offset(station.pk, debt=Debt.PARTS, amount_minor=9_000, acting_user=station_manager)
    batch = collected(statement)
    with acting(finance):
        assert PaymentLine.objects.get(batch=batch).amount_minor == 1_000


def test_an_earlier_payment_is_taken_off_a_later_statement(station: Station, finance: Actor, acting: Any) -> None:
    first, second = payable(station, 1_000, period=month_ago(2)), payable(station, 500)
    with acting(finance):
        assert (due_minor(first), due_minor(second)) == (1_000, 1_500)
    bank_says(released(second))
    with acting(finance):
        assert due_minor(first) == -500, "the later payment covered it"
        assert refused_single(finance, first).code == PaymentError.NOTHING_DUE
        assert carry_forward(first.pk, acting_user=finance).status == StatementStatus.CARRIED
        assert owed(station) == 0


def refused_single(finance: Actor, statement: Statement) -> DomainError:
    with pytest.raises(DomainError) as refusal:
        collect_batch([statement.pk], acting_user=finance)
    return refusal.value


def test_two_months_in_one_batch_pay_each_yuan_once(station: Station, at_office: Any) -> None:
    batch = collected(payable(station, 1_000, period=month_ago(2)), payable(station, 500))
    with at_office():
        assert sorted(PaymentLine.objects.filter(batch=batch).values_list("amount_minor", flat=True)) == [500, 1_000]


def test_the_bank_file_has_fixed_columns_and_control_totals(
    statement: Statement, rival_station: Station, at_office: Any
) -> None:
    batch = released(statement, payable(rival_station, 300))
    with at_office():
        rows = list(csv.reader(io.StringIO(bank_csv(batch).decode())))
        assert rows[0] == ["reference", "amount", "currency", "name", "account", "bank", "bank_code", "purpose"]
        assert rows[1][:5] == [f"{batch.number}-0001", "100.00", "CNY", "上海浦东汽修有限公司", "6222000011112222"]
        assert rows[-1][:4] == ["TOTAL", "103.00", "CNY", "2"]
        assert PaymentBatch.objects.get().file_sha256 == digest_of(batch)
    bank_says(batch, f"{batch.number}-0001")
    with at_office():
        assert PaymentBatch.objects.get().file_sha256 == digest_of(batch), "the file stays what was sent"


def test_the_iso_file_says_the_same(statement: Statement, at_office: Any) -> None:
    batch = released(statement)
    with at_office():
        root = ElementTree.fromstring(pain_xml(batch))  # noqa: S314  our own
    names = {"p": PAIN}
    assert root.findtext(".//p:GrpHdr/p:NbOfTxs", namespaces=names) == "1"
    assert root.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=names) == "100.00"
    amount = root.find(".//p:InstdAmt", namespaces=names)
    assert amount is not None
    assert (amount.text, amount.get("Ccy")) == ("100.00", "CNY")
    assert root.findtext(".//p:EndToEndId", namespaces=names) == f"{batch.number}-0001"
    assert root.findtext(".//p:CdtrAcct/p:Id/p:Othr/p:Id", namespaces=names) == "6222000011112222"


def test_a_payment_is_not_corrected_by_hand(statement: Statement, finance: Actor, acting: Any) -> None:
    released(statement)
    with acting(finance), pytest.raises(Invalid) as refusal:
        request_correction(PaymentLine.objects.get().posted_id, acting_user=finance, reason="x")  # type: ignore[arg-type]
    assert refusal.value.code == LedgerError.OWNED


@pytest.mark.parametrize(("moves", "states"), [(BATCH_MOVES, BatchStatus), (PAYMENT_MOVES, PaymentStatus)])
def test_every_move_is_in_the_table_or_refused(moves: Any, states: Any) -> None:
    model = PaymentBatch if states is BatchStatus else PaymentLine
    for start, ends in moves.items():
        for end in set(states) - ends:
            with pytest.raises(WrongState):
                model(status=start).move_to(end)


@pytest.mark.parametrize("who", ["station_manager", "reviewer", "administrator"])
def test_others_may_not(who: str, statement: Statement, acting: Any, at_office: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    batch = collected(statement)
    with acting(actor):
        for step in (release_batch, cancel_batch):
            with pytest.raises(NotAllowed):
                step(batch.pk, acting_user=actor)
        with pytest.raises(NotAllowed):
            collect_batch([statement.pk], acting_user=actor)
        with pytest.raises(NotAllowed):
            read_bank_answer(batch.pk, b"", name="", acting_user=actor)
    with at_office():
        assert PaymentBatch.objects.get().status == BatchStatus.DRAFT


def test_a_rival_sees_no_payment(statement: Statement, rival_manager: Actor, acting: Any) -> None:
    collected(statement)
    with acting(rival_manager):
        assert not PaymentLine.objects.exists()
