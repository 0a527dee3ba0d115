"""Disputes: the station objects to a line, finance explains it or grants it. The statement never changes: a correction is on the next one."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.ledger.actions import request_correction
from billing.ledger.models import Correction
from billing.ledger.sources import corrected_in
from billing.settlement.actions import move
from billing.settlement.choices import DisputeStatus, SettlementError, StatementStatus
from billing.settlement.locks import lock_dispute, lock_statement
from billing.settlement.models import Dispute, Statement, StatementLine
from billing.settlement.selectors import lines_for
from common.errors import Invalid, WrongState
from common.history.record import record


@transaction.atomic
def dispute_line(line_id: UUID, *, acting_user: Actor, reason: str) -> Dispute:
    """Object to one entry of a statement. Raises WrongState once the statement is confirmed, or while this entry is disputed."""
    acting_user.require("settlement.answer")
    line: StatementLine = lines_for(acting_user).get_or_404(line_id)
    return _raise(lock_statement(line.statement_id, acting_user), line, reason, acting_user)


@transaction.atomic
def dispute_statement(statement_id: UUID, *, acting_user: Actor, reason: str) -> Dispute:
    """Object to the statement as a whole: something is missing on it. Raises WrongState as `dispute_line` does."""
    acting_user.require("settlement.answer")
    return _raise(lock_statement(statement_id, acting_user), None, reason, acting_user)


@transaction.atomic
def answer_dispute(dispute_id: UUID, *, acting_user: Actor, granted: bool, answer: str) -> Dispute:
    """Finance explains the entry, or grants the dispute. With the last answer the statement can be confirmed again.

    To grant a line asks for its correction in the ledger; a second person posts it, and it shows on the next statement.
    """
    acting_user.require("settlement.close")
    _require_text(answer, "answer")
    dispute, statement = lock_dispute(dispute_id, acting_user)
    if dispute.status != DisputeStatus.OPEN:
        raise WrongState(status=str(dispute.status))
    correction = _correction(dispute, answer, acting_user) if granted else None
    dispute.move_to(
        DisputeStatus.GRANTED if granted else DisputeStatus.EXPLAINED,
        answer=answer[:500],
        answered_by_name=acting_user.name,
        correction=correction,
    )
    said = {"status": dispute.status, "statement": statement.number}
    record(dispute, "dispute.answered", acting_user, before={"status": "open"}, after=said, reason=answer)
    if not statement.disputes.filter(status=DisputeStatus.OPEN).exists():
        move(statement, StatementStatus.ISSUED, "statement.dispute_answered", acting_user, reason=answer)
    return dispute


def _raise(statement: Statement, line: StatementLine | None, reason: str, actor: Actor) -> Dispute:
    _require_text(reason, "reason")
    if statement.status not in (StatementStatus.ISSUED, StatementStatus.DISPUTED):
        raise WrongState(status=statement.status)
    dispute = Dispute(
        station_id=statement.station_id, statement=statement, line=line, reason=reason[:500], raised_by_name=actor.name
    )
    try:
        with transaction.atomic():
            dispute.save(force_insert=True)
    except IntegrityError as error:
        raise WrongState(
            _("This is disputed already. Finance will answer."), code=SettlementError.DISPUTED_ALREADY
        ) from error
    if statement.status == StatementStatus.ISSUED:
        move(statement, StatementStatus.DISPUTED, "statement.disputed", actor, reason=reason)
    said = {"status": dispute.status, "statement": statement.number, "entry": str(dispute)}
    record(dispute, "dispute.raised", actor, after=said, reason=reason)
    return dispute


def _correction(dispute: Dispute, answer: str, actor: Actor) -> Correction | None:
    """Ask for the contra entries, unless the entry is put right elsewhere, or was never there."""
    if dispute.line is None or corrected_in(dispute.line.entry.transaction) is not None:
        return None
    return request_correction(dispute.line.entry.transaction_id, acting_user=actor, reason=answer)


def _require_text(text: str, field: str) -> None:
    if not text.strip():
        raise Invalid(_("This is needed: it stays with the statement."), field=field)
