"""The station confirms or disputes, line by line; finance explains or grants; what is granted shows on the next statement."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.ledger.actions import approve_correction
from billing.ledger.choices import AccountKind, CorrectionStatus
from billing.ledger.posting import account, credit, debit, post
from billing.settlement.actions import carry_forward, confirm_statement
from billing.settlement.choices import DISPUTE_MOVES, STATEMENT_MOVES, DisputeStatus, SettlementError, StatementStatus
from billing.settlement.disputing import answer_dispute, dispute_line, dispute_statement
from billing.settlement.figures import due_minor, figures_of, invoiceable_minor
from billing.settlement.models import Dispute, Statement, StatementLine
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.models import Station
from tests.builders.ledger import CLAIMS
from tests.builders.settlement import answered, collected, confirmed, issued, month_ago, payable, released

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement(station: Station) -> Statement:
    return issued(station.pk, 10_000, 700)


@pytest.fixture
def line(statement: Statement, at_office: Any) -> StatementLine:
    with at_office():
        return StatementLine.objects.get(statement=statement, entry__amount_minor=-700)


@pytest.fixture
def disputed(line: StatementLine, station_manager: Actor, acting: Any) -> Dispute:
    with acting(station_manager):
        return dispute_line(line.pk, acting_user=station_manager, reason="this vehicle was never here")


def status_of(statement: Statement) -> str:
    return Statement.objects.get(pk=statement.pk).status


def test_the_station_confirms(statement: Statement, station_manager: Actor, acting: Any, at_office: Any) -> None:
    done = answered(statement, confirm_statement, station_manager, acting)
    assert (done.status, done.confirmed_at is not None) == (StatementStatus.CONFIRMED, True)
    with at_office():
        assert History.objects.get(verb="statement.confirmed").actor_name == station_manager.name


@pytest.mark.parametrize("make", [collected, released], ids=["collected", "sent to the bank"])
def test_what_is_in_payment_is_not_confirmed_again(
    make: Any, station: Station, station_manager: Actor, acting: Any, at_office: Any
) -> None:
    """ "Confirmed" follows "in payment" in the table, for a payment that is dropped or rejected; the station has no part in that."""
    statement = payable(station, 5_000)
    batch = make(statement)
    with pytest.raises(WrongState):
        answered(statement, confirm_statement, station_manager, acting)
    with at_office():
        assert status_of(statement) == StatementStatus.PAYING
        assert History.objects.filter(verb="statement.confirmed").count() == 1
        assert batch.lines.count() == 1


def test_a_line_is_disputed_and_explained(
    disputed: Dispute, statement: Statement, finance: Actor, acting: Any, at_office: Any
) -> None:
    with acting(finance):
        assert status_of(statement) == StatementStatus.DISPUTED
        done = answer_dispute(disputed.pk, acting_user=finance, granted=False, answer="see the photo")
        assert (done.status, done.answer, done.correction) == (DisputeStatus.EXPLAINED, "see the photo", None)
        assert status_of(statement) == StatementStatus.ISSUED


def test_a_granted_line_is_taken_back_on_the_next_statement(
    disputed: Dispute, statement: Statement, station: Station, finance: Actor, finance_lead: Actor, acting: Any
) -> None:
    with acting(finance):
        done = answer_dispute(disputed.pk, acting_user=finance, granted=True, answer="right, twice")
        assert done.correction is not None
        assert (done.status, done.correction.status) == (DisputeStatus.GRANTED, CorrectionStatus.REQUESTED)
    with acting(finance_lead):
        contra = approve_correction(done.correction.pk, acting_user=finance_lead).contra
        assert contra is not None
        assert figures_of(statement).closing_minor == 10_700, "the statement never changes"
        (entry,) = contra.entries.filter(station=station)
        assert (entry.credit_minor, hasattr(entry, "settled_in")) == (-700, False)
        assert due_minor(statement) == 10_700, "what a correction takes off is on the next statement"
        assert invoiceable_minor(statement) == figures_of(statement).services_minor == 10_700


def test_it_is_confirmed_after_the_last_answer_only(
    disputed: Dispute, statement: Statement, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    with acting(station_manager):
        whole = dispute_statement(statement.pk, acting_user=station_manager, reason="a rescue is missing")
        with pytest.raises(WrongState):
            confirm_statement(statement.pk, acting_user=station_manager)
    with acting(finance):
        answer_dispute(disputed.pk, acting_user=finance, granted=False, answer="x")
        assert status_of(statement) == StatementStatus.DISPUTED
        granted = answer_dispute(whole.pk, acting_user=finance, granted=True, answer="on the next")
        assert granted.correction is None, "nothing to take back: it was never there"
    assert answered(statement, confirm_statement, station_manager, acting).status == StatementStatus.CONFIRMED


def test_a_line_is_disputed_once(disputed: Dispute, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(WrongState) as refusal:
        dispute_line(disputed.line_id, acting_user=station_manager, reason="again")  # type: ignore[arg-type]
    assert refusal.value.code == SettlementError.DISPUTED_ALREADY


def test_what_was_confirmed_is_not_disputed(station: Station, station_manager: Actor, acting: Any) -> None:
    statement = confirmed(station)
    with acting(station_manager), pytest.raises(WrongState):
        dispute_line(statement.lines.get().pk, acting_user=station_manager, reason="late")


def test_an_answer_is_given_once(disputed: Dispute, finance: Actor, acting: Any) -> None:
    with acting(finance):
        answer_dispute(disputed.pk, acting_user=finance, granted=False, answer="x")
        with pytest.raises(WrongState):
            answer_dispute(disputed.pk, acting_user=finance, granted=True, answer="y")


def test_words_are_needed(
    statement: Statement, disputed: Dispute, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    with acting(station_manager), pytest.raises(Invalid):
        dispute_statement(statement.pk, acting_user=station_manager, reason=" ")
    with acting(finance), pytest.raises(Invalid):
        answer_dispute(disputed.pk, acting_user=finance, granted=False, answer="")
    with acting(finance), pytest.raises(IntegrityError, match="dispute_closed_with_an_answer"), transaction.atomic():
        disputed.move_to(DisputeStatus.EXPLAINED)


def test_a_balance_in_our_favour_is_carried_forward(
    station: Station, station_manager: Actor, finance: Actor, acting: Any
) -> None:
    payable = account(AccountKind.STATION_PAYABLE, station.pk)
    post(
        "penalty:1", month_ago(), "penalty", [debit(payable, 3_000), credit(AccountKind.PENALTY_INCOME, 3_000)],
        reference=None, acting_user=CLAIMS,
    )  # fmt: skip
    statement = answered(issued(station.pk, 1_000), confirm_statement, station_manager, acting)
    with acting(finance):
        figures = figures_of(statement)
        assert (figures.closing_minor, figures.services_minor, invoiceable_minor(statement)) == (-2_000, 1_000, 1_000)
        assert carry_forward(statement.pk, acting_user=finance).status == StatementStatus.CARRIED


def test_what_is_due_is_not_carried_forward(station: Station, finance: Actor, acting: Any) -> None:
    statement = confirmed(station)
    with acting(finance), pytest.raises(Invalid) as refusal:
        carry_forward(statement.pk, acting_user=finance)
    assert refusal.value.code == SettlementError.STILL_DUE


@pytest.mark.parametrize("start", list(StatementStatus))
@pytest.mark.parametrize("end", list(StatementStatus))
def test_every_move_is_in_the_table_or_refused(start: StatementStatus, end: StatementStatus, station: Station) -> None:
    statement = Statement(station=station, period=month_ago(), status=start)
    if end not in STATEMENT_MOVES[start]:
        with pytest.raises(WrongState):
            statement.move_to(end)


def test_a_dispute_does_not_open_again() -> None:
    assert DISPUTE_MOVES[DisputeStatus.GRANTED] == DISPUTE_MOVES[DisputeStatus.EXPLAINED] == set()


def test_a_rival_finds_nothing_and_changes_nothing(
    statement: Statement, line: StatementLine, disputed: Dispute, rival_manager: Actor, acting: Any, at_office: Any
) -> None:
    with acting(rival_manager):
        assert not Statement.objects.exists()
        assert not Dispute.objects.exists()
        for step, key in (
            (confirm_statement, statement.pk),
            (dispute_line, line.pk),
            (dispute_statement, statement.pk),
        ):
            extra = {} if step is confirm_statement else {"reason": "x"}
            with pytest.raises(NotYours):
                step(key, acting_user=rival_manager, **extra)  # type: ignore[operator]
    with at_office():
        assert Dispute.objects.count() == 1
        assert not History.objects.filter(verb="statement.confirmed").exists()


@pytest.mark.parametrize("who", ["finance", "receptionist", "technician"])
def test_nobody_answers_for_the_station(who: str, statement: Statement, acting: Any, request: Any) -> None:
    actor = request.getfixturevalue(who)
    with acting(actor):
        with pytest.raises(NotAllowed):
            confirm_statement(statement.pk, acting_user=actor)
        with pytest.raises(NotAllowed):
            dispute_statement(statement.pk, acting_user=actor, reason="x")


def test_the_station_does_not_answer_itself(disputed: Dispute, station_manager: Actor, acting: Any) -> None:
    with acting(station_manager), pytest.raises(NotAllowed):
        answer_dispute(disputed.pk, acting_user=station_manager, granted=True, answer="yes")
