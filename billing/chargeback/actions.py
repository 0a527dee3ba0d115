"""What people do with chargebacks. `raise_chargeback` and `withdraw_chargebacks` are called by `claims`; contracts are in `agreeing.py`.

A supplier acts on its own row, found through its gate; what follows (ledger, history) is written in head office's scope.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.locks import lock_chargeback
from billing.chargeback.models import Chargeback
from billing.chargeback.raising import (
    ANSWER_DUE,
    SettledLine,
    post_reduction,
    raise_chargeback,
    withdraw_chargebacks,
)
from billing.ledger.choices import AccountKind
from billing.ledger.posting import account, credit, debit, post
from common.clock import today
from common.deadlines.keep import call_off
from common.errors import Invalid
from common.history.record import record
from common.people import Person, Process
from common.scope import for_office

__all__ = ["SettledLine", "raise_chargeback", "withdraw_chargebacks"]


@transaction.atomic
def accept_chargeback(chargeback_id: UUID, *, acting_user: Actor) -> Chargeback:
    """The supplier accepts what it is charged. Raises WrongState once it was answered."""
    acting_user.require("chargeback.answer")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    return _accept(chargeback, "chargeback.accepted", acting_user)


@transaction.atomic
def accept_by_limit(chargeback_id: UUID) -> Chargeback | None:
    """The limit for an answer has passed: the chargeback counts as accepted. None when it was answered in time."""
    chargeback: Chargeback | None = Chargeback.objects.filter(pk=chargeback_id).locked().first()
    if chargeback is None or chargeback.status != ChargebackStatus.RAISED:
        return None
    return _accept(chargeback, "chargeback.accepted_by_limit", Process("answer limit"))


def _accept(chargeback: Chargeback, verb: str, acting_user: Person) -> Chargeback:
    with for_office():
        before = chargeback.status
        chargeback.move_to(ChargebackStatus.ACCEPTED)
        call_off(chargeback.pk, ANSWER_DUE)
        record(chargeback, verb, acting_user, before={"status": before}, after={"status": chargeback.status})
    return chargeback


@transaction.atomic
def dispute_chargeback(chargeback_id: UUID, *, acting_user: Actor, reason: str) -> Chargeback:
    """The supplier disputes it with a reason: the old part is inspected again. Raises WrongState once it was answered."""
    acting_user.require("chargeback.answer")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if not reason.strip():
        raise Invalid(_("Say what is disputed, so that the part can be looked at again."), field="reason")
    with for_office():
        before = chargeback.status
        chargeback.move_to(ChargebackStatus.DISPUTED, answer=reason[:500])
        call_off(chargeback.pk, ANSWER_DUE)
        said = {"status": chargeback.status}
        record(chargeback, "chargeback.disputed", acting_user, before={"status": before}, after=said, reason=reason)
    return chargeback


@transaction.atomic
def resolve_dispute(chargeback_id: UUID, *, acting_user: Actor, amount_minor: int, reason: str) -> Chargeback:
    """Settle a dispute after re-inspection: what of the charge stays. The difference goes back by contra entries.

    `claims` hears `chargeback.resolved` with `claim_id`, `line_id` and `resolved_minor`. Raises Invalid over the charged amount, WrongState.
    """
    acting_user.require("chargeback.resolve")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if not 0 <= amount_minor <= chargeback.amount_minor:
        raise Invalid(
            _("Give an amount between zero and what was charged."), code=ChargebackError.OVER_AMOUNT, field="amount"
        )
    before = {"status": chargeback.status, "due_minor": chargeback.due_minor}
    chargeback.move_to(ChargebackStatus.RESOLVED, resolved_minor=amount_minor, resolution=reason[:500])
    if reduction := chargeback.amount_minor - amount_minor:
        post_reduction(chargeback, reduction, step="resolved", reason=reason, acting_user=acting_user)
    after = {"status": chargeback.status, "resolved_minor": amount_minor}
    keys = {"claim_id": chargeback.claim_id, "line_id": chargeback.line_id}
    record(chargeback, "chargeback.resolved", acting_user, before=before, after={**after, **keys}, reason=reason)
    return chargeback


@transaction.atomic
def book_payment(chargeback_id: UUID, *, acting_user: Actor, bank_reference: str) -> Chargeback:
    """The supplier has paid what is due. Raises Invalid when nothing is due, WrongState when it was not accepted yet."""
    acting_user.require("chargeback.pay")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    before, due = chargeback.status, chargeback.due_minor
    if not due:
        raise Invalid(_("Nothing is due on this chargeback."), code=ChargebackError.NOTHING_DUE)
    chargeback.move_to(ChargebackStatus.PAID)
    receivable = account(AccountKind.SUPPLIER_RECEIVABLE, chargeback.supplier_id, chargeback.currency)
    post(
        f"chargeback:{chargeback.pk}:paid",
        today(),
        f"{chargeback.number} {bank_reference}",
        [debit(AccountKind.BANK, due, chargeback.currency), credit(receivable, due, chargeback.currency)],
        reference=chargeback.pk,
        acting_user=acting_user,
    )
    said = {"status": chargeback.status, "paid_minor": due, "bank_reference": bank_reference}
    record(chargeback, "chargeback.paid", acting_user, before={"status": before}, after=said)
    return chargeback
