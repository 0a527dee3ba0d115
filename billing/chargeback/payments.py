"""What suppliers pay: one chargeback, or several at once, netted with what they paid too much; and a receipt that was booked by mistake.

Taking a receipt back is a state of its own (`UNPAID`), not the one before the payment: a paid charge was answered once and for all, and no
move of the table leads its supplier back to an answer.
"""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.chargeback.choices import ChargebackError, ChargebackStatus
from billing.chargeback.locks import lock_chargeback, lock_chargebacks
from billing.chargeback.models import Chargeback
from billing.chargeback.receipts import last_receipt
from billing.ledger.choices import AccountKind
from billing.ledger.models import Transaction
from billing.ledger.posting import account, credit, debit, post, reverse
from common.clock import today
from common.errors import Invalid, NotYours
from common.history.record import record

PAYABLE = (
    ChargebackStatus.ACCEPTED,
    ChargebackStatus.RESOLVED,
    ChargebackStatus.PAID,
    ChargebackStatus.UNPAID,
    ChargebackStatus.CANCELLED,
)


@transaction.atomic
def book_payment(chargeback_id: UUID, *, acting_user: Actor, bank_reference: str) -> Chargeback:
    """The supplier has paid what is due. Raises Invalid when nothing is due, WrongState when it was not accepted yet."""
    acting_user.require("chargeback.pay")
    chargeback = lock_chargeback(chargeback_id, acting_user)
    if chargeback.open_minor <= 0:
        raise Invalid(_("Nothing is due on this chargeback."), code=ChargebackError.NOTHING_DUE)
    return _book(chargeback, bank_reference, acting_user)


@transaction.atomic
def book_payments(chargeback_ids: Sequence[UUID], *, acting_user: Actor, bank_reference: str) -> int:
    """Book one receipt for several chargebacks of a supplier, less what it has in credit; returns the net amount that the bank got.

    Raises NotYours when one is out of sight or of another supplier, Invalid when nothing is due or credit exceeds debt.
    """
    acting_user.require("chargeback.pay")
    rows = lock_chargebacks(chargeback_ids, acting_user)
    if len(rows) != len(set(chargeback_ids)) or len({row.supplier_id for row in rows}) > 1:
        raise NotYours()
    due = [row for row in rows if row.status in PAYABLE and row.open_minor]
    net = sum(row.open_minor for row in due)
    if not due or net < 0:
        code = ChargebackError.NEGATIVE_NET if due else ChargebackError.NOTHING_DUE
        raise Invalid(_("What was chosen comes to nothing due: choose further chargebacks."), code=code)
    for row in due:
        _book(row, bank_reference, acting_user)
    return net


def _book(chargeback: Chargeback, bank_reference: str, acting_user: Actor) -> Chargeback:
    """Settle what is open; a credit (below zero) is used up by the same receipt."""
    before = {"status": chargeback.status, "paid_minor": chargeback.paid_minor}
    minor, paid = chargeback.open_minor, chargeback.paid_minor + chargeback.open_minor
    if chargeback.status in (ChargebackStatus.PAID, ChargebackStatus.CANCELLED):
        chargeback.change(paid_minor=paid)
    else:
        chargeback.move_to(ChargebackStatus.PAID, paid_minor=paid)
    receivable = account(AccountKind.SUPPLIER_RECEIVABLE, chargeback.supplier_id, chargeback.currency)
    post(
        f"chargeback:{chargeback.pk}:paid:{chargeback.version}",
        today(),
        f"{chargeback.number} {bank_reference}",  # `receipts.of_the_same_receipt` reads it
        [debit(AccountKind.BANK, minor, chargeback.currency), credit(receivable, minor, chargeback.currency)],
        reference=chargeback.pk,
        acting_user=acting_user,
    )
    said = {"status": chargeback.status, "paid_minor": paid, "bank_reference": bank_reference}
    record(chargeback, "chargeback.paid", acting_user, before=before, after=said)
    return chargeback


@transaction.atomic
def take_back_receipt(chargeback_id: UUID, *, acting_user: Actor, reason: str) -> Chargeback:
    """Take back the last receipt of a chargeback, by contra entries: it was booked by mistake. What it settled is open again.

    Raises Invalid without a reason, and when no receipt stands.
    """
    acting_user.require("chargeback.pay")
    _require_reason(reason)
    return _take_back(lock_chargeback(chargeback_id, acting_user), reason, acting_user)


@transaction.atomic
def take_back_receipts(chargeback_ids: Sequence[UUID], *, acting_user: Actor, reason: str) -> int:
    """Take back the last receipt of each of the chargebacks, all or none; returns the net amount that the bank did not get.

    Raises NotYours when one is out of sight, Invalid without a reason and when one has no receipt.
    """
    acting_user.require("chargeback.pay")
    _require_reason(reason)
    rows = lock_chargebacks(chargeback_ids, acting_user)
    if len(rows) != len(set(chargeback_ids)) or not rows:
        raise NotYours()
    before = sum(row.paid_minor for row in rows)
    return before - sum(_take_back(row, reason, acting_user).paid_minor for row in rows)


def _take_back(chargeback: Chargeback, reason: str, acting_user: Actor) -> Chargeback:
    """Reverse the last receipt. Without any left, a paid chargeback is to be paid again; a withdrawn one stays withdrawn."""
    receipt = _require_receipt(chargeback)
    before = {"status": chargeback.status, "paid_minor": chargeback.paid_minor}
    paid = chargeback.paid_minor - _minor_of(receipt, chargeback)
    if chargeback.status == ChargebackStatus.PAID and not paid:
        chargeback.move_to(ChargebackStatus.UNPAID, paid_minor=paid)
    else:
        chargeback.change(paid_minor=paid)
    contra = reverse(receipt, reason, acting_user=acting_user)
    said = {"status": chargeback.status, "paid_minor": paid, "contra": contra.public_id}
    record(chargeback, "chargeback.receipt_taken_back", acting_user, before=before, after=said, reason=reason)
    return chargeback


def _minor_of(receipt: Transaction, chargeback: Chargeback) -> int:
    """What the receipt brought: the credit on the supplier's account."""
    return -sum(entry.amount_minor for entry in receipt.entries.all() if entry.supplier_id == chargeback.supplier_id)


def _require_receipt(chargeback: Chargeback) -> Transaction:
    if (receipt := last_receipt(chargeback)) is None:
        raise Invalid(_("No receipt stands on this chargeback."), code=ChargebackError.NO_RECEIPT)
    return receipt


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Invalid(_("Say why the receipt is taken back: the reason stays with the chargeback."), field="reason")
