"""The station's answer, finance's answer, payment and carrying forward."""

from typing import Any

import pytest

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, balance, credit, debit, post
from billing.settlement.actions import (
    answer_dispute,
    carry_forward,
    confirm_statement,
    dispute_statement,
    pay_statement,
)
from billing.settlement.choices import STATEMENT_MOVES, SettlementError, StatementStatus
from billing.settlement.figures import due_minor, figures_of
from billing.settlement.models import Statement
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS
from tests.builders.settlement import answered, issued, month_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(station: Station, station_manager: Actor, acting: Any) -> Statement:
    return answered(issued(station.pk, 10_000), confirm_statement, station_manager, acting)


def owed(station: Station) -> int:
    return -balance(account(AccountKind.STATION_PAYABLE, station.pk))


def test_the_station_confirms_and_is_paid(confirmed: Statement, station: Station, finance: Actor, acting: Any) -> None:
    with acting(finance):
        assert due_minor(confirmed) == 10_000
        paid = pay_statement(confirmed.pk, acting_user=finance, bank_reference="ICBC-7")
        assert (paid.status, owed(station), due_minor(paid)) == (StatementStatus.PAID, 0, 0)
        assert paid.payment is not None
        assert paid.payment.description.endswith("ICBC-7")
        assert History.objects.get(verb="statement.paid").after["paid_minor"] == 10_000


def test_an_earlier_payment_is_taken_off_a_later_statement(
    station: Station, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    first = issued(station.pk, 1_000, period=month_ago(2))
    second = issued(station.pk, 500)
    for one in (first, second):
        answered(one, confirm_statement, station_manager, acting)
    with acting(finance):
        assert (due_minor(first), due_minor(second)) == (1_000, 1_500)
        pay_statement(second.pk, acting_user=finance, bank_reference="1")
        assert due_minor(first) == -500, "the later payment covered it"
        with pytest.raises(Invalid) as refusal:
            pay_statement(first.pk, acting_user=finance, bank_reference="2")
        assert refusal.value.code == SettlementError.NOTHING_DUE
        assert carry_forward(first.pk, acting_user=finance).status == StatementStatus.CARRIED
        assert owed(station) == 0


def test_a_balance_in_our_favour_is_carried_forward(
    station: Station, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    penalty = [
        debit(account(AccountKind.STATION_PAYABLE, station.pk), 3_000),
        credit(AccountKind.PENALTY_INCOME, 3_000),
    ]
    post("penalty:1", month_ago(), "penalty", penalty, reference=None, acting_user=CLAIMS)
    statement = answered(issued(station.pk, 1_000), confirm_statement, station_manager, acting)
    with acting(finance):
        assert figures_of(statement).closing_minor == -2_000
        with pytest.raises(Invalid):
            pay_statement(statement.pk, acting_user=finance, bank_reference="1")
        assert carry_forward(statement.pk, acting_user=finance).status == StatementStatus.CARRIED


def test_what_is_due_is_not_carried_forward(confirmed: Statement, finance: Actor, acting: Any) -> None:
    with acting(finance), pytest.raises(Invalid) as refusal:
        carry_forward(confirmed.pk, acting_user=finance)
    assert refusal.value.code == SettlementError.STILL_DUE


def test_a_dispute_is_answered_and_then_confirmed(
    station: Station, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    statement = issued(station.pk)
    answered(statement, dispute_statement, station_manager, acting, reason="one claim is missing")
    with acting(finance):
        assert (
            answer_dispute(statement.pk, acting_user=finance, answer="it is on the next").status
            == StatementStatus.ISSUED
        )
    confirmed = answered(statement, confirm_statement, station_manager, acting)
    assert (confirmed.status, confirmed.dispute, confirmed.answer) == (
        StatementStatus.CONFIRMED, "one claim is missing", "it is on the next",
    )  # fmt: skip


def test_only_a_dispute_is_answered(station: Station, finance: Actor, acting: Any) -> None:
    statement = issued(station.pk)
    with acting(finance), pytest.raises(WrongState):
        answer_dispute(statement.pk, acting_user=finance, answer="x")


def test_an_unconfirmed_statement_is_not_paid(station: Station, finance: Actor, acting: Any) -> None:
    statement = issued(station.pk)
    with acting(finance):
        with pytest.raises(WrongState):
            pay_statement(statement.pk, acting_user=finance, bank_reference="1")
        assert owed(station) == 10_000


@pytest.mark.parametrize(
    ("step", "values"),
    [(dispute_statement, {"reason": " "}), (answer_dispute, {"answer": ""}), (pay_statement, {"bank_reference": ""})],
)
def test_words_are_needed(
    step: Any, values: dict[str, str], station: Station, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    statement = issued(station.pk)
    actor = station_manager if step is dispute_statement else finance
    with acting(actor), pytest.raises(Invalid):
        step(statement.pk, acting_user=actor, **values)


@pytest.mark.parametrize("start", list(StatementStatus))
@pytest.mark.parametrize("end", list(StatementStatus))
def test_every_move_is_in_the_table_or_refused(start: StatementStatus, end: StatementStatus, station: Station) -> None:
    statement = Statement(station=station, period=month_ago(), status=start)
    if end not in STATEMENT_MOVES[start]:
        with pytest.raises(WrongState):
            statement.move_to(end)


def test_a_rival_finds_nothing_and_changes_nothing(
    station: Station, rival_manager: Actor, acting: Any, at_office: Any
) -> None:
    statement = issued(station.pk)
    with acting(rival_manager):
        assert not Statement.objects.exists()
        with pytest.raises(NotYours):
            confirm_statement(statement.pk, acting_user=rival_manager)
    with at_office():
        assert Statement.objects.get().status == StatementStatus.ISSUED
        assert not History.objects.filter(verb="statement.confirmed").exists()


@pytest.mark.parametrize("who", ["finance", "receptionist", "technician"])
def test_nobody_confirms_for_the_station(who: str, station: Station, acting: Any, request: Any) -> None:
    statement = issued(station.pk)
    actor = request.getfixturevalue(who)
    with acting(actor), pytest.raises(NotAllowed):
        confirm_statement(statement.pk, acting_user=actor)


@pytest.mark.parametrize("step", [pay_statement, carry_forward])
def test_the_station_does_not_pay_itself(step: Any, confirmed: Statement, station_manager: Actor, acting: Any) -> None:
    extra = {"bank_reference": "x"} if step is pay_statement else {}
    with acting(station_manager), pytest.raises(NotAllowed):
        step(confirmed.pk, acting_user=station_manager, **extra)
