"""What people do with chargebacks. `raise_chargeback` and `withdraw_chargebacks` are called by `claims`; contracts are in `agreeing.py`,
the end of a dispute is in `disputes.py`, money in `payments.py` and `reversals.py`, lines without a supplier in `loose.py`.

A supplier acts on its own row, found through its gate; what follows (ledger, history) is written in head office's scope.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.disputes import resolve_dispute
from billing.chargeback.locks import lock_chargeback, lock_chargebacks
from billing.chargeback.models import Chargeback
from billing.chargeback.payments import book_payment, book_payments
from billing.chargeback.raising import ANSWER_DUE, SettledLine, raise_chargeback, withdraw_chargebacks
from billing.chargeback.reversals import ask_to_take_back, confirm_reversals, refuse_reversal
from common.clock import now
from common.deadlines.keep import call_off
from common.errors import Invalid, WrongState
from common.history.record import record
from common.people import Person, Process
from common.scope import for_office

__all__ = [
    "SettledLine",
    "accept_by_limit",
    "accept_chargeback",
    "accept_chargebacks",
    "ask_for_part",
    "ask_to_take_back",
    "book_payment",
    "book_payments",
    "confirm_reversals",
    "dispute_chargeback",
    "raise_chargeback",
    "refuse_reversal",
    "resolve_dispute",
    "withdraw_chargebacks",
]

WITH_PART = (ChargebackStatus.RAISED, ChargebackStatus.DISPUTED)


@transaction.atomic
def accept_chargeback(chargeback_id: UUID, *, acting_user: Actor) -> Chargeback:
    """The supplier accepts what it is charged. Raises WrongState once it was answered."""
    acting_user.require("chargeback.answer")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    return _accept(chargeback, "chargeback.accepted", acting_user)


@transaction.atomic
def accept_chargebacks(chargeback_ids: Sequence[UUID], *, acting_user: Actor) -> int:
    """Accept those of the chargebacks that wait for an answer, all or none; returns how many."""
    acting_user.require("chargeback.answer")
    rows = [row for row in lock_chargebacks(chargeback_ids, acting_user) if row.status == ChargebackStatus.RAISED]
    for row in rows:
        _accept(row, "chargeback.accepted", acting_user)
    return len(rows)


@transaction.atomic
def accept_by_limit(chargeback_id: UUID) -> Chargeback | None:
    """The limit for an answer has passed: the chargeback counts as accepted. None when it was answered in time."""
    chargeback: Chargeback | None = Chargeback.objects.filter(pk=chargeback_id).locked().first()
    if chargeback is None or chargeback.status != ChargebackStatus.RAISED:
        return None
    return _accept(chargeback, "chargeback.accepted_by_limit", Process(gettext_noop("answer limit")))


def _accept(chargeback: Chargeback, verb: str, acting_user: Person) -> Chargeback:
    with for_office():
        before = chargeback.status
        chargeback.move_to(ChargebackStatus.ACCEPTED, answered_at=now())
        call_off(chargeback.pk, ANSWER_DUE)
        record(chargeback, verb, acting_user, before={"status": before}, after={"status": chargeback.status})
    return chargeback


@transaction.atomic
def dispute_chargeback(chargeback_id: UUID, *, acting_user: Actor, reason: str, wants_part: bool = False) -> Chargeback:
    """The supplier disputes it with a reason: the old part is inspected again, and sent to the supplier first when it asks for it.

    Raises WrongState once it was answered, and when the limit for an answer has passed: from then on it counts as accepted.
    """
    acting_user.require("chargeback.answer")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if not reason.strip():
        raise Invalid(_("Say what is disputed, so that the part can be looked at again."), field="reason")
    _require_in_time(chargeback)
    with for_office():
        before = chargeback.status
        wanted = {"part_wanted_at": chargeback.part_wanted_at or now()} if wants_part else {}
        chargeback.move_to(ChargebackStatus.DISPUTED, answer=reason[:500], answered_at=now(), **wanted)
        call_off(chargeback.pk, ANSWER_DUE)
        said = {"status": chargeback.status, "part_wanted": wants_part}
        record(chargeback, "chargeback.disputed", acting_user, before={"status": before}, after=said, reason=reason)
    return chargeback


@transaction.atomic
def ask_for_part(chargeback_id: UUID, *, acting_user: Actor) -> Chargeback:
    """The supplier asks for the old part, before it answers or in a dispute. Asking does not move the limit for the answer."""
    acting_user.require("chargeback.answer")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if chargeback.status not in WITH_PART:
        raise WrongState(status=str(chargeback.status))
    if chargeback.part_wanted_at is not None:
        raise WrongState(_("The part was asked for already."), code=ChargebackError.ASKED_ALREADY)
    with for_office():
        chargeback.change(part_wanted_at=now())
        record(chargeback, "chargeback.part_asked_for", acting_user, after={"part_wanted": True})
    return chargeback


def _require_in_time(chargeback: Chargeback) -> None:
    if chargeback.status == ChargebackStatus.RAISED and chargeback.answer_due_at and chargeback.answer_due_at <= now():
        raise WrongState(
            _("The limit for an answer has passed, so the charge counts as accepted."), code=ChargebackError.TOO_LATE
        )
