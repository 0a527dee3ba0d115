"""Payment batches: collect, drop, cancel, release. Reading the bank's answer is in `answers.py`."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, credit, debit, post
from billing.settlement.actions import move
from billing.settlement.choices import StatementStatus
from billing.settlement.invoicing.check import approved_details
from billing.settlement.locks import lock_batch, lock_stations
from billing.settlement.models import BankDetails, PaymentBatch, PaymentLine, Statement
from billing.settlement.payments.bank_file import digest_of
from billing.settlement.payments.choices import BatchStatus, PaymentError, PaymentStatus
from billing.settlement.payments.policies import hindrance, payable_minor
from billing.settlement.selectors import payments_for, statements_for
from common.clock import now, today
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Person

ACCOUNT = ("company_name", "bank_name", "bank_code", "account_number")


@transaction.atomic
def collect_batch(statement_ids: Sequence[UUID], *, acting_user: Actor) -> PaymentBatch:
    """Put statements that are confirmed, invoiced and due into a new batch; what can't be paid yet is left out.

    Raises Invalid when none is left, or (for a single one) with the reason; NotYours for a statement out of sight.
    """
    acting_user.require("settlement.pay")
    found = list(statements_for(acting_user).filter(pk__in=statement_ids))
    if len(found) != len(set(statement_ids)):
        raise NotYours
    lock_stations({row.station_id for row in found})
    statements = list(statements_for(acting_user).filter(pk__in=statement_ids).locked())
    batch = PaymentBatch.objects.create(
        number=next_number("PAY"), made_by=acting_user.id, made_by_name=acting_user.name
    )
    lines = [
        line for statement in sorted(statements, key=_by_month) if (line := _collect(batch, statement, acting_user))
    ]
    if not lines:
        reason = hindrance(statements[0]) if len(statements) == 1 else None
        raise reason or Invalid(
            _("None of these statements can be paid now: confirmed, invoiced and due are needed."),
            code=PaymentError.NOTHING_TO_COLLECT,
        )
    said = {"status": batch.status, "payments": len(lines), "total_minor": sum(line.amount_minor for line in lines)}
    record(batch, "batch.collected", acting_user, after=said)
    return batch


@transaction.atomic
def drop_payment(payment_id: UUID, *, acting_user: Actor) -> PaymentBatch:
    """Take a payment out of a batch that was not released. Raises WrongState afterwards."""
    acting_user.require("settlement.pay")
    found = payments_for(acting_user).get_or_404(payment_id)
    batch, lines = lock_batch(found.batch_id, acting_user)
    _require_draft(batch)
    line = next(one for one in lines if one.pk == payment_id)
    _drop(line, acting_user)
    said = {"payment": line.reference, "amount_minor": line.amount_minor}
    record(batch, "batch.payment_dropped", acting_user, after=said)
    return batch


def drop_unreleased(station_id: UUID, actor: Person, reason: str) -> int:
    """Take a station's payments out of the batches that were not released, in the caller's transaction, which holds the station.

    Their statements wait for payment again. Returns how many payments.
    """
    rows = PaymentLine.objects.filter(
        station_id=station_id, status=PaymentStatus.COLLECTED, batch__status=BatchStatus.DRAFT
    )
    batches = {row.pk: row for row in PaymentBatch.objects.filter(pk__in=rows.values("batch_id")).locked()}
    lines = list(rows.filter(batch_id__in=batches).select_related("statement").locked())
    for line in lines:
        _drop(line, actor)
        said = {"payment": line.reference, "amount_minor": line.amount_minor}
        record(batches[line.batch_id], "batch.payment_dropped", actor, after=said, reason=reason)
    return len(lines)


@transaction.atomic
def cancel_batch(batch_id: UUID, *, acting_user: Actor) -> PaymentBatch:
    """Give a batch up; its statements wait for payment again. Raises WrongState once it was released."""
    acting_user.require("settlement.pay")
    batch, lines = lock_batch(batch_id, acting_user)
    _require_draft(batch)
    for line in lines:
        if line.status == PaymentStatus.COLLECTED:
            _drop(line, acting_user)
    batch.move_to(BatchStatus.CANCELLED)
    record(batch, "batch.cancelled", acting_user, before={"status": "draft"}, after={"status": batch.status})
    return batch


@transaction.atomic
def release_batch(batch_id: UUID, *, acting_user: Actor) -> PaymentBatch:
    """A second person lets the money go: each payment is posted, and the bank file exists from now on, unchangeable.

    Raises NotAllowed for who made the batch, Invalid (CHANGED) when less is due than was collected, WrongState when released already.
    The pages and the API ask for a fresh sign-in before they call this.
    """
    acting_user.require("settlement.release")
    batch, lines = lock_batch(batch_id, acting_user)
    if batch.made_by == acting_user.id:
        raise NotAllowed(_("You made this batch. Another person releases it."), code=PaymentError.SAME_PERSON)
    _require_draft(batch)
    going = [line for line in lines if line.status == PaymentStatus.COLLECTED]
    if not going:
        raise Invalid(_("There is no payment in this batch."), code=PaymentError.NOTHING_TO_COLLECT)
    for line in going:
        _send(line, acting_user)
    batch.move_to(
        BatchStatus.RELEASED, released_by=acting_user.id, released_by_name=acting_user.name, released_at=now()
    )
    batch.change(file_sha256=digest_of(batch))
    total = sum(line.amount_minor for line in going)
    said = {"status": batch.status, "payments": len(going), "total_minor": total, "file_sha256": batch.file_sha256}
    record(batch, "batch.released", acting_user, before={"status": "draft"}, after=said)
    return batch


def _by_month(statement: Statement) -> tuple[object, str]:
    return statement.period, statement.number


def _collect(batch: PaymentBatch, statement: Statement, actor: Actor) -> PaymentLine | None:
    if hindrance(statement) is not None:
        return None
    line = PaymentLine.objects.create(
        batch=batch,
        station_id=statement.station_id,
        statement=statement,
        reference=f"{batch.number}-{batch.lines.count() + 1:04d}",
        amount_minor=payable_minor(statement),
        currency=statement.currency,
        **_account(approved_details(statement.station_id)),
    )
    said: dict[str, object] = {"payment": line.reference, "amount_minor": line.amount_minor}
    move(statement, StatementStatus.PAYING, "statement.collected", actor, said=said)
    return line


def _account(details: BankDetails | None) -> dict[str, str]:
    """Return the account as it stands today: what changes later does not touch a payment under way."""
    return {name: getattr(details, name) for name in ACCOUNT}


def _drop(line: PaymentLine, actor: Person) -> None:
    line.move_to(PaymentStatus.DROPPED)
    move(
        line.statement, StatementStatus.CONFIRMED, "statement.payment_dropped", actor, said={"payment": line.reference}
    )


def _send(line: PaymentLine, actor: Actor) -> None:
    if payable_minor(line.statement, but=line) < line.amount_minor:
        raise Invalid(
            _("Less is due on %(statement)s than was collected. Take it out and collect it again.")
            % {"statement": line.statement.number},
            code=PaymentError.CHANGED,
        )
    line.move_to(PaymentStatus.SENT, posted=_post(line, actor))


def _post(line: PaymentLine, actor: Actor) -> Transaction:
    payable = account(AccountKind.STATION_PAYABLE, line.station_id, line.currency)
    return post(
        f"payment:{line.pk}",
        today(),
        f"{line.statement.number} {line.reference}",
        [
            debit(payable, line.amount_minor, line.currency),
            credit(AccountKind.IN_TRANSIT, line.amount_minor, line.currency),
        ],
        reference=line.statement_id,
        acting_user=actor,
    )


def _require_draft(batch: PaymentBatch) -> None:
    if batch.status != BatchStatus.DRAFT:
        raise WrongState(status=str(batch.status))
