"""What people do with an issued statement: confirm, dispute, answer, pay, carry forward. Closing a month is in `closing.py`."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, credit, debit, post
from billing.settlement.choices import SettlementError, StatementStatus
from billing.settlement.figures import due_minor
from billing.settlement.locks import lock_statement, lock_station
from billing.settlement.models import Statement
from common.clock import now, today
from common.errors import Invalid, WrongState
from common.history.record import record


@transaction.atomic
def confirm_statement(statement_id: UUID, *, acting_user: Actor) -> Statement:
    """The station confirms. Raises WrongState unless it is issued."""
    acting_user.require("settlement.answer")
    statement = lock_statement(statement_id, acting_user)
    return _move(statement, StatementStatus.CONFIRMED, "statement.confirmed", acting_user, confirmed_at=now())


@transaction.atomic
def dispute_statement(statement_id: UUID, *, acting_user: Actor, reason: str) -> Statement:
    """The station says what is wrong. Raises WrongState unless it is issued."""
    acting_user.require("settlement.answer")
    _require(reason, "reason")
    statement = lock_statement(statement_id, acting_user)
    return _move(
        statement,
        StatementStatus.DISPUTED,
        "statement.disputed",
        acting_user,
        reason=reason,
        dispute=reason[:500],
        answer="",
    )


@transaction.atomic
def answer_dispute(statement_id: UUID, *, acting_user: Actor, answer: str) -> Statement:
    """Finance answers; the statement is open for confirmation again. It is never changed: a correction goes on the next one."""
    acting_user.require("settlement.close")
    _require(answer, "answer")
    statement = lock_statement(statement_id, acting_user)
    if statement.status != StatementStatus.DISPUTED:
        raise WrongState()
    return _move(
        statement, StatementStatus.ISSUED, "statement.dispute_answered", acting_user, reason=answer, answer=answer[:500]
    )


@transaction.atomic
def pay_statement(statement_id: UUID, *, acting_user: Actor, bank_reference: str) -> Statement:
    """Pay what is due and post it. Raises Invalid when nothing is due, WrongState unless it is confirmed."""
    acting_user.require("settlement.pay")
    _require(bank_reference, "bank_reference")
    statement = _lock_for_payment(statement_id, acting_user)
    due = due_minor(statement)
    if due <= 0:
        raise Invalid(_("Nothing is due. Carry the balance forward instead."), code=SettlementError.NOTHING_DUE)
    _require_move(statement, StatementStatus.PAID)
    paid = _post_payment(statement, due, bank_reference, acting_user)
    said = {"paid_minor": due, "bank_reference": bank_reference}
    return _move(
        statement,
        StatementStatus.PAID,
        "statement.paid",
        acting_user,
        said=said,
        payment=paid,
        bank_reference=bank_reference[:60],
    )


@transaction.atomic
def carry_forward(statement_id: UUID, *, acting_user: Actor) -> Statement:
    """Leave a balance in our favour, or of zero, on the account: the next statement opens with it."""
    acting_user.require("settlement.pay")
    statement = _lock_for_payment(statement_id, acting_user)
    if due_minor(statement) > 0:
        raise Invalid(_("Something is due to the station. Pay it."), code=SettlementError.STILL_DUE)
    return _move(statement, StatementStatus.CARRIED, "statement.carried_forward", acting_user)


def _lock_for_payment(statement_id: UUID, acting_user: Actor) -> Statement:
    """Lock the station before its statement: what is due depends on the payments of its other statements."""
    found = lock_statement(statement_id, acting_user)
    lock_station(found.station_id)
    return found


def _post_payment(statement: Statement, due: int, bank_reference: str, acting_user: Actor) -> Transaction:
    payable = account(AccountKind.STATION_PAYABLE, statement.station_id, statement.currency)
    return post(
        f"payment:{statement.pk}",
        today(),
        f"{statement.number} {bank_reference}",
        [debit(payable, due, statement.currency), credit(AccountKind.BANK, due, statement.currency)],
        reference=statement.pk,
        acting_user=acting_user,
    )


def _require_move(statement: Statement, status: StatementStatus) -> None:
    if status not in statement.possible_moves():
        raise WrongState(status=statement.status, wanted=str(status))


def _require(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid(_("This is needed: it stays with the statement."), field=field)


def _move(
    statement: Statement, status: StatementStatus, verb: str, acting_user: Actor, *, reason: str = "",
    said: dict[str, object] | None = None, **values: object,
) -> Statement:  # fmt: skip
    before = {"status": statement.status}
    statement.move_to(status, **values)
    record(
        statement, verb, acting_user, before=before, after={"status": statement.status, **(said or {})}, reason=reason
    )
    return statement
