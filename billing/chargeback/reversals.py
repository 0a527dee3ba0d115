"""Taking back a receipt that was booked by mistake, in two persons: one of finance asks, another confirms or refuses.

What was paid goes to a state of its own (`UNPAID`), not to the one before the payment: a paid charge was answered once and for all, and no
move of the table leads its supplier back to an answer.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, ChargebackStatus, ReversalStatus
from billing.chargeback.locks import lock_chargebacks, lock_reversal, lock_reversals
from billing.chargeback.models import Chargeback, ReceiptReversal
from billing.chargeback.receipts import last_receipt, step_of
from billing.ledger.models import Transaction
from billing.ledger.posting import reverse
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.record import record


@transaction.atomic
def ask_to_take_back(chargeback_ids: Sequence[UUID], *, acting_user: Actor, reason: str) -> list[ReceiptReversal]:
    """Ask that the last receipt of each of the chargebacks be taken back, all or none; nothing is posted before a second person confirms.

    Raises NotYours when one is out of sight, Invalid without a reason and when one has no receipt, WrongState when it was asked already.
    """
    acting_user.require("chargeback.pay")
    _require_text(reason)
    rows = lock_chargebacks(chargeback_ids, acting_user)
    if len(rows) != len(set(chargeback_ids)) or not rows:
        raise NotYours()
    return [_ask(row, _require_receipt(row), reason.strip(), acting_user) for row in rows]


@transaction.atomic
def confirm_reversals(reversal_ids: Sequence[UUID], *, acting_user: Actor) -> list[ReceiptReversal]:
    """Take the receipts back by contra entries of today, all or none: what they settled is open again.

    Raises NotYours when one is out of sight, NotAllowed for the person who asked, WrongState for one that was decided, or when the
    chargeback has got a later receipt: that one goes first.
    """
    acting_user.require("chargeback.confirm")
    rows = lock_reversals(reversal_ids, acting_user)
    if len(rows) != len(set(reversal_ids)) or not rows:
        raise NotYours()
    for row in rows:
        _require_decidable(row, acting_user)
    return [_take_back(row, acting_user) for row in sorted(rows, key=lambda row: step_of(row.receipt), reverse=True)]


@transaction.atomic
def refuse_reversal(reversal_id: UUID, *, acting_user: Actor, reason: str) -> ReceiptReversal:
    """Leave the receipt as it is, for a reason; it may be asked again. Raises NotAllowed for the person who asked."""
    acting_user.require("chargeback.confirm")
    _require_text(reason)
    row = lock_reversal(reversal_id, acting_user)
    _require_decidable(row, acting_user)
    row.move_to(
        ReversalStatus.REFUSED, decided_by=acting_user.id, decided_by_name=acting_user.name, answer=reason.strip()
    )
    after = {"status": row.status}
    record(row, "receipt_reversal.refused", acting_user, before={"status": "requested"}, after=after, reason=row.answer)
    return row


def _ask(chargeback: Chargeback, receipt: Transaction, reason: str, actor: Actor) -> ReceiptReversal:
    """Write the request down; the constraint lets one of two who ask at the same moment through."""
    row = ReceiptReversal(
        chargeback=chargeback,
        receipt=receipt,
        amount_minor=_minor_of(receipt, chargeback),
        currency=chargeback.currency,
        reason=reason,
        requested_by=actor.id,
        requested_by_name=actor.name,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        sentence = now_("%(number)s: this was asked for already. A second person decides it.")
        raise WrongState(sentence % {"number": chargeback.number}, code=ChargebackError.REVERSAL_ASKED) from error
    after = {"status": row.status, "description": receipt.description, "amount_minor": row.amount_minor}
    record(row, "receipt_reversal.requested", actor, after=after, reason=reason)
    return row


def _take_back(row: ReceiptReversal, actor: Actor) -> ReceiptReversal:
    """Reverse the receipt. Without any left, a paid chargeback is to be paid again; a withdrawn one stays withdrawn."""
    chargeback = row.chargeback
    if last_receipt(chargeback) != row.receipt:
        sentence = now_("%(number)s has got a later receipt since. Take that one back first.")
        raise WrongState(sentence % {"number": chargeback.number}, code=ChargebackError.LATER_RECEIPT)
    before = {"status": chargeback.status, "paid_minor": chargeback.paid_minor}
    paid = chargeback.paid_minor - row.amount_minor
    if chargeback.status == ChargebackStatus.PAID and not paid:
        chargeback.move_to(ChargebackStatus.UNPAID, paid_minor=paid)
    else:
        chargeback.change(paid_minor=paid)
    contra = reverse(row.receipt, row.reason, acting_user=actor)
    row.move_to(ReversalStatus.DONE, decided_by=actor.id, decided_by_name=actor.name, contra=contra)
    said = {"status": chargeback.status, "paid_minor": paid, "contra": contra.public_id}
    record(chargeback, "chargeback.receipt_taken_back", actor, before=before, after=said, reason=row.reason)
    done = {"status": row.status, "contra": contra.public_id}
    record(row, "receipt_reversal.confirmed", actor, before={"status": "requested"}, after=done)
    return row


def _minor_of(receipt: Transaction, chargeback: Chargeback) -> int:
    """What the receipt brought: the credit on the supplier's account."""
    return -sum(entry.amount_minor for entry in receipt.entries.all() if entry.supplier_id == chargeback.supplier_id)


def _require_receipt(chargeback: Chargeback) -> Transaction:
    if (receipt := last_receipt(chargeback)) is None:
        raise Invalid(_("No receipt stands on this chargeback."), code=ChargebackError.NO_RECEIPT)
    return receipt


def _require_decidable(row: ReceiptReversal, actor: Actor) -> None:
    if row.requested_by == actor.id:
        raise NotAllowed(
            _("You asked for this yourself. Another person of finance has to decide it."),
            code=ChargebackError.SAME_PERSON,
        )
    if row.status != ReversalStatus.REQUESTED:
        raise WrongState(status=str(row.status))


def _require_text(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why: the reason stays with the receipt."), field="reason")
